"""What differs between two texts, word by word. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"\n+|[^\S\n]+|[^\s]+")
MOST_WORDS = 4_000
"""Of longer texts the one is shown as gone and the other as come: to compare them takes too long."""


@dataclass(frozen=True)
class Piece:
    """A part of the two texts: in both, only in the older, or only in the newer."""

    kind: Literal["same", "gone", "come"]
    text: str


def differences(older: str, newer: str) -> Sequence[Piece]:
    """The two texts laid together: what is the same stands once, what is gone stands before what came instead.

    The pieces that are the same or gone give the older text, those that are the same or come the newer.
    """
    before, after = _WORDS.findall(older), _WORDS.findall(newer)
    if max(len(before), len(after)) > MOST_WORDS:
        return _kept([Piece("gone", older), Piece("come", newer)] if older != newer else [Piece("same", older)])
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
        else:
            pieces += [Piece("gone", "".join(before[i1:i2])), Piece("come", "".join(after[j1:j2]))]
    return _kept(pieces)


def _kept(pieces: list[Piece]) -> Sequence[Piece]:
    return [piece for piece in pieces if piece.text]
