"""Settings: defaults that work, and a clear refusal that names the faulty one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import RACINE, ReglageInvalide, charger_env, lire


def test_nothing_set_is_enough() -> None:
    s = lire({})
    assert (s.hote, s.port, s.port_rasa, s.port_actions, s.port_console) == ("127.0.0.1", 8080, 5005, 5055, 8081)
    assert s.donnees == RACINE / "var"
    assert s.database_url == f"sqlite:///{RACINE / 'var' / 'boussole.db'}"
    assert (s.est_sqlite, s.delai_reponse, s.niveau_journal) == (True, 5.0, "INFO")
    assert (s.cle_maitre, s.secret_interne, s.url_site) == (None, None, None)
    assert s.url_rasa == "http://127.0.0.1:5005/webhooks/boussole/tour"


def test_an_empty_value_is_the_default() -> None:
    noms = "DONNEES HOTE PORT PORT_RASA DELAI_REPONSE JOURNAL CLE_MAITRE SECRET_INTERNE RESPONSABLE URL".split()
    assert lire({f"BOUSSOLE_{n}": "" for n in noms} | {"DATABASE_URL": ""}) == lire({})


@pytest.mark.parametrize(
    ("nom", "valeur"),
    [
        *[("BOUSSOLE_PORT", v) for v in ("0", "65536", "-1", "80.5", "http", "٣", "²", "8 080", "1e3")],
        ("BOUSSOLE_PORT_RASA", "a"),
        ("BOUSSOLE_PORT_ACTIONS", "70000"),
        ("BOUSSOLE_PORT_CONSOLE", "x"),
        *[("BOUSSOLE_DELAI_REPONSE", v) for v in ("0", "0.4", "31", "nan", "inf", "cinq", "-5")],
        *[("BOUSSOLE_JOURNAL", v) for v in ("TRACE", "tout", "10")],
        *[("BOUSSOLE_SECRET_INTERNE", v) for v in ("secret d'été", "deux\nlignes")],
        *[("DATABASE_URL", v) for v in ("mysql://h/b", "boussole.db", "sqlite:boussole.db", "http://x")],
    ],
)
def test_a_wrong_value_is_refused_by_its_name(nom: str, valeur: str) -> None:
    with pytest.raises(ReglageInvalide, match=nom):
        lire({nom: valeur})


@pytest.mark.parametrize(
    ("nom", "valeur", "attribut", "attendu"),
    [
        ("BOUSSOLE_PORT", "1", "port", 1),
        ("BOUSSOLE_PORT", "65535", "port", 65535),
        ("BOUSSOLE_DELAI_REPONSE", "0.5", "delai_reponse", 0.5),
        ("BOUSSOLE_DELAI_REPONSE", "30", "delai_reponse", 30.0),
        ("BOUSSOLE_JOURNAL", "debug", "niveau_journal", "DEBUG"),
        ("BOUSSOLE_DONNEES", "/srv/b", "donnees", Path("/srv/b")),
        ("BOUSSOLE_DONNEES", "ailleurs", "donnees", RACINE / "ailleurs"),
        ("DATABASE_URL", "postgres://h/b", "database_url", "postgresql://h/b"),
        ("DATABASE_URL", "postgresql+psycopg2://h/b", "est_sqlite", False),
        ("BOUSSOLE_CLE_MAITRE", "x", "cle_maitre", "x"),
        ("BOUSSOLE_PORT_RASA", "6000", "url_rasa", "http://127.0.0.1:6000/webhooks/boussole/tour"),
    ],
)
def test_a_value_that_is_taken(nom: str, valeur: str, attribut: str, attendu: object) -> None:
    assert getattr(lire({nom: valeur}), attribut) == attendu


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("BOUSSOLE_PORT", "BOUSSOLE_PORT_RASA"),
        ("BOUSSOLE_PORT_ACTIONS", "BOUSSOLE_PORT_CONSOLE"),
        ("BOUSSOLE_PORT", "BOUSSOLE_PORT_CONSOLE"),
    ],
)
def test_two_parts_on_one_port_are_named(a: str, b: str) -> None:
    with pytest.raises(ReglageInvalide, match="9000") as refus:
        lire({a: "9000", b: "9000"})
    assert a in str(refus.value) and b in str(refus.value)


def test_the_secrets_are_not_quoted_in_a_refusal() -> None:
    with pytest.raises(ReglageInvalide) as refus:
        lire({"DATABASE_URL": "mysql://u:canari@h/b", "BOUSSOLE_CLE_MAITRE": "canari"})
    assert "canari" not in str(refus.value)


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    fichier = tmp_path / ".env"
    fichier.write_text(
        "# un commentaire\n\n  BOUSSOLE_PORT = 9001 \nBOUSSOLE_HOTE=\"0.0.0.0\"\nBOUSSOLE_RESPONSABLE='Ville = nous'\n",
        encoding="utf-8",
    )
    assert charger_env(fichier, {"BOUSSOLE_PORT": "9002"}) == {
        "BOUSSOLE_PORT": "9002",
        "BOUSSOLE_HOTE": "0.0.0.0",
        "BOUSSOLE_RESPONSABLE": "Ville = nous",
    }
    assert charger_env(tmp_path / "absent", {"A": "b"}) == {"A": "b"}


def test_a_line_of_the_file_without_a_value_is_named(tmp_path: Path) -> None:
    fichier = tmp_path / ".env"
    fichier.write_text("BOUSSOLE_PORT=9001\nBOUSSOLE_HOTE\n", encoding="utf-8")
    with pytest.raises(ReglageInvalide, match="ligne 2"):
        charger_env(fichier, {})
