"""Return codes: what is made, what is read of what somebody typed."""

from __future__ import annotations

import pytest

from bot import codes

CODE = "1234 5678 9012 3452"


def test_codes_are_sixteen_digits_different_and_read_back() -> None:
    faits = [codes.nouveau() for _ in range(200)]
    assert len(set(faits)) == 200
    assert all(len(c) == 16 and codes.lire(c) == c and codes.lire(codes.afficher(c)) == c for c in faits)


@pytest.mark.parametrize(
    "brut",
    [
        CODE,
        "1234567890123452",
        " 1234-5678-9012-3452\n",
        "1234.5678.9012.3452",
        "1234 5678 9012 3452",
        "１２３４ ５６７８ ９０１２ ３４５２",
        "١٢٣٤ ٥٦٧٨ ٩٠١٢ ٣٤٥٢",
        "1234–5678–9012–3452",
    ],
)
def test_however_it_is_typed(brut: str) -> None:
    assert codes.lire(brut) == "1234567890123452"


@pytest.mark.parametrize(
    "brut", ["", "1234", CODE + "1", CODE[:-1], "mon code 1234567890123452", "1234 5678 9012 345x", "½" * 16, "二" * 16]
)
def test_what_is_no_code(brut: str) -> None:
    assert codes.lire(brut) is None


def test_one_wrong_digit_is_always_seen() -> None:
    juste = "1234567890123452"
    for rang in range(16):
        for autre in "0123456789".replace(juste[rang], ""):
            assert codes.lire(juste[:rang] + autre + juste[rang + 1 :]) is None
