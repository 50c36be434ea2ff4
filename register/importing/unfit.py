"""Words in a file's columns of choices that are none of ours, each with what is nearest to it. Pure."""

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from register.importing.batch import Batch, Incoming
from register.importing.values import MOST_COMPARED, UnknownWord, fold

IS_LIKE = 0.6
"""How like a word of ours must be, of 1, to be proposed: below it the proposal would be a guess at random."""
_LIKE_A_PART = 0.75
_NEAREST = 8
MOST_WORDS = 100
"""Words that are told of at once; the others are errors until these have their place."""
LONGEST_LIST = 120
"""Choices that a list shows whole; of a longer one the nearest."""

Words = Mapping[str, str]


@dataclass(frozen=True)
class Unfit:
    """A word of a file in one of its columns: in how many rows it stands, and what it may stand for (code → word).

    `nearest` is the code that is most like it, "" when none is like it at all.
    """

    column: str
    text: str
    count: int
    choices: Words
    nearest: str = ""


def list_unfit(batch: Batch, references: Mapping[str, Words], *, most: int = MOST_WORDS) -> list[Unfit]:
    """The words that fit nowhere, the commonest first; `most` of them, for finding the nearest takes time.

    `references` are the other records that a field names, unit, owner and systems: code → name.
    """
    lists: dict[tuple[str, str], Words] = {}
    texts: dict[tuple[str, str], str] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for record in batch.records:
        found = {}
        for column, text, words in _of_record(record, batch, references):
            if column and text.strip():
                found[column, fold(text)] = (text.strip(), words)
        counts.update(found.keys())
        for key, (text, words) in found.items():
            texts.setdefault(key, text)
            lists.setdefault(key, words)
    ordered = sorted(counts, key=lambda key: (-counts[key], key))
    return [_with_nearest(key[0], texts[key], counts[key], lists[key]) for key in ordered[:most]]


def _of_record(record: Incoming, batch: Batch, references: Mapping[str, Words]) -> Iterable[tuple[str, str, Words]]:
    for problem in record.problems:
        if isinstance(problem.message, UnknownWord):
            yield problem.column, problem.message.text, problem.message.words
    for field, words in references.items():
        said = getattr(record.content, field)
        for text in (said,) if isinstance(said, str) else said:
            if text and text not in words:
                yield batch.columns.get(field, ""), text, words


def _with_nearest(column: str, text: str, count: int, words: Words) -> Unfit:
    shown: Sequence[str] = list(words)
    if len(words) > LONGEST_LIST:
        by_word = {fold(word): code for code, word in words.items()}
        near = difflib.get_close_matches(fold(text)[:MOST_COMPARED], by_word, n=_NEAREST, cutoff=IS_LIKE)
        shown = [by_word[word] for word in near]
    ranked = sorted(shown, key=lambda code: (-_likeness(text, code, words[code]), words[code]))
    nearest = ranked[0] if ranked and _likeness(text, ranked[0], words[ranked[0]]) >= IS_LIKE else ""
    return Unfit(column, text, count, {code: words[code] for code in shown}, nearest)


def _likeness(text: str, code: str, word: str) -> float:
    """0 to 1: by the letters they share; a word that holds the other whole is fairly like it."""
    wanted = fold(text)[:MOST_COMPARED]
    best = 0.0
    for ours in (fold(word), fold(word).partition(") ")[2], fold(code)):
        if not ours:
            continue
        ratio = difflib.SequenceMatcher(None, ours, wanted).ratio()
        shorter, longer = sorted((ours, wanted), key=len)
        has_whole = len(shorter) > 4 and f" {shorter} " in f" {longer} "
        best = max(best, ratio, _LIKE_A_PART if has_whole else 0.0)
    return best
