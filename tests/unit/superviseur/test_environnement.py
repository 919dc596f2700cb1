"""Children read exactly the settings that the supervisor read; `.env.example` documents each of them."""

import base64
import re
from pathlib import Path

import pytest

from bot import settings
from bot.settings import RACINE, lire
from bot.superviseur.parties import environnement

NOM = r"(?:BOUSSOLE_[A-Z_]+|DATABASE_URL)"
CONNUS = set(re.findall(rf'"({NOM})"', Path(settings.__file__).read_text(encoding="utf-8")))
DOCUMENTES = re.findall(rf"^#? ?({NOM})=", (RACINE / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
CHOISIS = {
    "BOUSSOLE_DONNEES": "/srv/boussole",
    "DATABASE_URL": "postgresql://qui@ailleurs/base",
    "BOUSSOLE_HOTE": "0.0.0.0",
    "BOUSSOLE_PORT": "9000",
    "BOUSSOLE_PORT_RASA": "9001",
    "BOUSSOLE_PORT_ACTIONS": "9002",
    "BOUSSOLE_PORT_CONSOLE": "9003",
    "BOUSSOLE_DELAI_REPONSE": "2.5",
    "BOUSSOLE_JOURNAL": "ERROR",
    "BOUSSOLE_CLE_MAITRE": base64.b64encode(bytes(32)).decode(),
    "BOUSSOLE_SECRET_INTERNE": "un secret",
    "BOUSSOLE_RESPONSABLE": "La ville",
    "BOUSSOLE_CONTACT_DONNEES": "dpd@example.org",
    "BOUSSOLE_URL": "https://example.org",
    "BOUSSOLE_JURISTES": "oui",
    "BOUSSOLE_JURISTES_HORAIRES": "1-5 08:00-12:00; 6 09:00-11:00",
    "BOUSSOLE_JURISTES_DELAI": "3",
}


def test_the_example_documents_every_setting_once() -> None:
    assert sorted(DOCUMENTES) == sorted(CONNUS)


@pytest.mark.parametrize("choisis", [{}, CHOISIS], ids=["defaut", "tout choisi"])
def test_children_read_the_settings_of_the_supervisor(choisis: dict[str, str]) -> None:
    assert set(CHOISIS) == CONNUS
    reglages = lire(choisis)
    assert lire(environnement(reglages)) == reglages


def test_the_example_as_written_is_valid(tmp_path: Path) -> None:
    copie = tmp_path / ".env"
    exemple = (RACINE / ".env.example").read_text(encoding="utf-8")
    copie.write_text(re.sub(rf"^# ({NOM}=)", r"\1", exemple, flags=re.MULTILINE), encoding="utf-8")
    reglages = lire(settings.charger_env(copie, environ={}))
    assert (reglages.port, reglages.hote, reglages.delai_reponse) == (8080, "127.0.0.1", 5.0)


def test_children_neither_call_home_nor_buffer() -> None:
    env = environnement(lire({}))
    assert (env["RASA_TELEMETRY_ENABLED"], env["PYTHONUNBUFFERED"]) == ("false", "1")
