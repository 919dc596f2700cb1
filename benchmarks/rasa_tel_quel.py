"""Rasa as it comes, for the baseline of `make bench`: our channel and tracker store, none of our accelerations.

Run as `python -m benchmarks.rasa_tel_quel MODELE` (see benchmarks/pile.py).
"""

from __future__ import annotations

import sys

from bot.rasa import server

if __name__ == "__main__":
    server.main(sys.argv[1], allege=False)
