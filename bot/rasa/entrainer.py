"""Trains the model as `rasa train` does, without checking the data three times (`python -m bot.rasa.entrainer DOSSIER NOM`).

On 14,000 examples `rasa train` spent two thirds of its time checking every file against a schema, line by line, each time it
read it (docs/decisions/004-vitesse.md). That check is `make validate`; here a file that is wrong fails, with less said of why.
What only our component learns from (`donnees` in config.yml) is not read by Rasa at all.
"""

# No postponed annotations: nothing here is read by Rasa, but the modules beside it are.

import sys

# Stories, rules and responses; one file of examples, without which Rasa would train no NLU.
LUS = ("data/stories", "data/nlu/reponses", "data/nlu/conversation.yml")


def main(dossier: str, nom: str) -> int:
    """Train into `dossier`/`nom`.tar.gz; return Rasa's exit code."""
    import rasa
    from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

    if "validate" not in vars(RasaYAMLReader):
        raise RuntimeError("RasaYAMLReader.validate a changé de place : relire bot/rasa/entrainer.py")
    RasaYAMLReader.validate = lambda _lecteur, _texte: None  # type: ignore[method-assign]
    # force_training: Rasa's own cache looks at its configuration and data, not at the code of our component.
    resultat = rasa.train(
        domain="domain.yml",
        config="config.yml",
        training_files=list(LUS),
        output=dossier,
        force_training=True,
        fixed_model_name=nom,
    )
    return int(resultat.code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
