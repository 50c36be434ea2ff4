"""The words that no password may be built on. Pure."""

import re

LEAST_LETTERS = 3
"""Shorter words are in every other word: they would forbid nothing that matters, or everything."""


def tidy_words(text: str) -> str:
    """One word a line as they are kept: no blank lines, none twice, whatever their case."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join({line.casefold(): line for line in lines if line}.values())


def too_short(text: str) -> list[str]:
    """The lines that hold no word long enough to be looked for."""
    return [
        line
        for line in tidy_words(text).splitlines()
        if max(map(len, re.split(r"[\W\d_]+", line)), default=0) < LEAST_LETTERS
    ]
