# Boussole : les commandes. « make » seul les liste.
# Tout passe par .venv, que outils/installer.sh prépare ; rien n'est installé ailleurs.

PYTHON := .venv/bin/python
SILENCE := RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 SQLALCHEMY_SILENCE_UBER_WARNING=1 PYTHONWARNINGS=ignore
# Fichiers mesurés par « make evaluate » ; à changer ainsi : make evaluate FICHIERS="un.jsonl deux.jsonl"
FICHIERS ?= $(wildcard tests/nlu/*.jsonl)
# Options de plus pour pytest : make unit ARGS="-k delegue"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run demo test train evaluate bench faults clean install navigateur nginx widget lint types validate stories \
	pytest unit e2e browser format environnement

help:
	@echo "Boussole"
	@echo
	@echo "  make run       démarre tout et donne l'adresse de la page   start everything, print the address"
	@echo "  make demo      démarre tout sur 300 conversations inventées  start everything on 300 invented conversations"
	@echo "  make test      vérifie tout, depuis rien                    check everything, from nothing"
	@echo "  make train     refait le modèle s'il n'est plus à jour      train the model if it is out of date"
	@echo "  make evaluate  mesure et écrit docs/qualite.md (FICHIERS=…)  score, write the quality sheet (FICHIERS=…)"
	@echo "  make bench     compare à Rasa tel quel (vingt minutes)      compare with Rasa as it comes (twenty minutes)"
	@echo "  make faults    prouve chaque garantie, écrit docs/garanties.md  prove every guarantee, write docs/garanties.md"
	@echo "  make clean     efface ce qui se refait (pas les données)    remove what can be rebuilt (not the data)"
	@echo
	@echo "  Étapes de make test / steps of make test :"
	@echo "  install navigateur nginx widget lint types validate train stories pytest"
	@echo "  et des parties des essais / and parts of the suite : unit e2e browser (ARGS=\"-k mot\")"
	@echo "  make format    remet le code en forme                       format the code"

# --- Chaque jour ---------------------------------------------------------------------------------

run: environnement
	@exec $(PYTHON) -m bot run

demo: environnement
	@exec $(PYTHON) -m bot demo

train: environnement
	@$(PYTHON) -m bot train

evaluate: environnement train
	@test -n "$(FICHIERS)" || { echo "Aucun fichier à mesurer : make evaluate FICHIERS=\"un.jsonl\"" >&2; exit 1; }
	@$(PYTHON) -m bot evaluate $(FICHIERS) --fiche docs/qualite.md --croisee

bench: environnement train
	@$(SILENCE) $(PYTHON) -m benchmarks.comprehension
	@$(SILENCE) $(PYTHON) -m benchmarks.rasa_defaut $(ARGS)

# Ce qui est promis, sous pannes ; écrit docs/garanties.md.
faults: install train
	@NGINX="$$(outils/nginx.sh)" $(PYTHON) -m outils.garanties

clean:
	rm -rf .venv .tools models .rasa results bot/widget/node_modules .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find bot actions tests outils -name __pycache__ -type d -prune -exec rm -rf {} +

environnement:
	@outils/installer.sh execution

# --- Les essais ----------------------------------------------------------------------------------

test:
	@MAKE="$(MAKE)" outils/tester.sh

install:
	@outils/installer.sh tout

navigateur:
	@outils/navigateur.sh

nginx:
	@outils/nginx.sh

widget:
	@outils/widget.sh

lint: install
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

format: install
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

types: install
	@$(PYTHON) -m mypy

# Rasa dit « not used in any story » de chaque phrase qu'une action choisit : ce bruit cacherait le reste.
validate: environnement
	@mkdir -p var/journaux
	@$(SILENCE) $(PYTHON) -m rasa data validate --fail-on-warnings >var/journaux/validate.log 2>&1 || { \
		grep -v 'is not used in any story or rule' var/journaux/validate.log; exit 1; }
	@echo "Données cohérentes."

stories: train
	@if ls tests/conversations/*.yml >/dev/null 2>&1; then \
		$(SILENCE) $(PYTHON) -m rasa test core --stories tests/conversations --model models/boussole.tar.gz \
			--fail-on-prediction-errors --out var/histoires; \
	else echo "Aucune histoire au format de Rasa (tests/conversations/*.yml)."; fi

# One process a family: Playwright keeps an event loop of its own, which asyncio tests would run into.
FAMILLES := "tests/unit tests/data tests/nlu" tests/conversations tests/browser "tests/e2e tests/faults"

pytest: install
	@export CHROMIUM="$$(outils/navigateur.sh)" NGINX="$$(outils/nginx.sh)"; \
	for famille in $(FAMILLES); do \
		$(PYTHON) -m pytest -p outils.sans_saut $$famille $(ARGS) || exit 1; \
	done

unit: install
	@$(PYTHON) -m pytest tests/unit tests/data tests/nlu $(ARGS)

e2e: install train
	@$(PYTHON) -m pytest -m e2e $(ARGS)

browser: install
	@CHROMIUM="$$(outils/navigateur.sh)" $(PYTHON) -m pytest -m browser $(ARGS)
