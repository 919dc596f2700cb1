"""structlog, as Rasa uses it, says where it speaks from and nothing of what people wrote."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.rasa.silence import _muet

RACINE = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("evenement", "dit"),
    [
        ({"event": "processor.message.parse", "text": "canari"}, "warning processor.message.parse"),
        ({"event": "canari avec des mots"}, "warning …"),
        ({"event": "x" * 61}, "warning …"),
        ({}, "warning …"),
    ],
)
def test_only_the_dotted_name_passes(evenement: dict[str, object], dit: str) -> None:
    assert _muet(None, "warning", evenement) == dit


def test_a_process_with_rasa_loggers_says_nothing(tmp_path: Path) -> None:
    script = tmp_path / "bavard.py"
    script.write_text(
        "import structlog\n"
        "from bot import logs\n"
        "from bot.rasa.silence import taire_structlog\n"
        "logs.configurer('DEBUG')\n"
        "taire_structlog()\n"
        "journal = structlog.get_logger()\n"
        "for dire in (journal.debug, journal.info, journal.warning, journal.error):\n"
        "    dire('processor.message.parse', text='canari', entities=['canari'])\n"
        "try:\n"
        "    raise ValueError('canari')\n"
        "except ValueError:\n"
        "    journal.exception('canari en clair', exc_info=True)\n",
        encoding="utf-8",
    )
    fait = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, env={"PYTHONPATH": str(RACINE)}
    )
    assert fait.returncode == 0, fait.stderr
    assert "canari" not in fait.stdout + fait.stderr
    assert fait.stderr.count("WARNING") + fait.stderr.count("ERROR") >= 2
