"""Which language a message is in, when the model thinks that it is not French."""

from __future__ import annotations

import pytest

from bot.comprehension.langues import reconnaitre


@pytest.mark.parametrize(
    ("texte", "connus", "pressentie", "langue"),
    [
        ("i need help please", 0, True, "en"),
        ("مرحبا", 0, False, "ar"),
        ("czy mówisz", 0, True, "autre"),
        # Keys hit at random are no foreign language.
        ("fgjhk dsfqs", 0, True, "fr"),
        ("fgjhk dsfqs", 0, False, "fr"),
        ("", 0, True, "fr"),
        ("on m'a refusé un logement", 5, False, "fr"),
    ],
)
def test_langue(texte: str, connus: int, pressentie: bool, langue: str) -> None:
    assert reconnaitre(texte, connus, len(texte.split()), pressentie) == langue
