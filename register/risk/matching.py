"""Finding words in short lists: the catalogue of threats and the scenarios, which are too few for an index."""

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from app.core.search import words_of


def holds_words(text: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """SQL: whether each word of the text stands in one of the columns; always, for a text without words.

    SQLite folds no æ, ø and å: a word is looked for both as it is and as it begins a sentence.
    """

    def holds(word: str) -> ColumnElement[bool]:
        return or_(
            *(column.icontains(each, autoescape=True) for column in columns for each in (word, word.capitalize()))
        )

    return and_(true(), *(holds(word) for word in words_of(text)))
