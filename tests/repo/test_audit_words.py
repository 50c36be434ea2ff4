"""Every verb and kind of subject that the code tells the audit trail has its Danish words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from app.core.slots import TrailWords
from config import ROOT


def sources() -> Iterator[Path]:
    return (path for room in ("app", "register", "aarshjul") for path in sorted((ROOT / room).rglob("*.py")))


def told() -> Iterator[tuple[str, str, str]]:
    """(place, verb, kind) of every call of `record` that names them."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                kind = node.args[2]
                for verb in ast.walk(node.args[1]):
                    if (
                        isinstance(verb, ast.Constant)
                        and "." in str(verb.value)
                        and not isinstance(node.args[1], ast.JoinedStr)
                    ):
                        named = kind.value if isinstance(kind, ast.Constant) else ""
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", str(verb.value), str(named)


def test_every_verb_and_kind_has_words(app: Flask) -> None:
    words: TrailWords = app.extensions["slots"].trail
    found = list(told())
    assert len({verb for _place, verb, _kind in found}) > 30
    hint = "add the words in app/audit/words.py, or in the room's own trail.py"
    assert [line for line in found if line[1] not in words.verbs] == [], hint
    assert [line for line in found if line[2] and line[2] not in words.kinds] == [], hint


def test_a_verb_says_what_was_done_to_what(app: Flask) -> None:
    """`noun.verb`, so that groups of verbs can be told apart."""
    words: TrailWords = app.extensions["slots"].trail
    assert [verb for verb in words.verbs if verb.count(".") != 1 or len(verb) > 60] == []
