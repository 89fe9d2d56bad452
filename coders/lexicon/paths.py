"""Where the project's own lexicon files lie: beside the packages, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from pathlib import Path

LEXICONS = Path(__file__).resolve().parents[2] / "lexicons"
