"""Finding words inside words: one function for both databases. *databehandler* stands in *databehandleraftale*.

Stemmers do not know Danish compounds, so what is looked up is any run of characters, by trigrams (every three that
follow each other). A searched table has a column `search` with its folded text (`app.core.text.search_text`), a line
in the registry below, and an index made by its migration (`app.core.search_index`).

SQLite asks an FTS5 table beside the searched one; PostgreSQL answers LIKE from a trigram index, where it may have one.
"""

import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, column, false, select, table, true
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db
from app.core.text import fold

COLUMN = "search"
SHORTEST = 3
"""Fewer characters than this make no trigram: such a word is looked for in each text."""
MOST_WORDS = 20
_OURS = re.compile(r"\w+_fts(_data|_idx|_docsize|_config|_content)?|ix_\w+_search_trigram")
_searched: set[str] = set()


def searched(name: str) -> str:
    """Say, beside its model, that a table is searched; gives the name back, so that `__tablename__` can say it."""
    _searched.add(name)
    return name


def list_searched() -> Iterable[str]:
    """The tables that are searched, in the order of their names."""
    return sorted(_searched)


def is_of_search(name: str | None) -> bool:
    """Whether a table or index belongs to the searching: no model describes it, and no comparison counts it."""
    return name is not None and _OURS.fullmatch(name) is not None


def words_of(text: str) -> list[str]:
    """The words to look for, folded as the searched text is; each once, the first twenty."""
    return list(dict.fromkeys(fold(text).split()))[:MOST_WORDS]


def matches(searched_column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """Whether every word of the text stands inside the folded text; always, for a text without words.

    The words are taken as they stand: %, _, " and * mean themselves.
    """
    words = words_of(text)
    if any("\x00" in word for word in words):
        return false()  # neither database keeps it, so it stands nowhere
    owner = searched_column.class_
    name = owner.__tablename__
    if name not in _searched:
        raise LookupError(f"{name} is not searched: app.core.search.searched")
    if db.engine.dialect.name != "sqlite":
        return and_(true(), *(_holds(searched_column, word) for word in words))
    long = [word for word in words if len(word) >= SHORTEST]
    short = [word for word in words if len(word) < SHORTEST]
    found = [owner.id.in_(_found_by_trigrams(name, long))] if long else []
    return and_(true(), *found, *(_holds(searched_column, word) for word in short))


def _holds(searched_column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    return searched_column.contains(word, autoescape=True)


def _found_by_trigrams(name: str, words: Iterable[str]) -> Select[int]:
    quoted = ('"' + word.replace('"', '""') + '"' for word in words)
    index = table(f"{name}_fts", column("rowid"))
    asks = column(f"{name}_fts").op("MATCH")(" AND ".join(quoted))
    return select(index.c.rowid).where(asks).correlate(None)
