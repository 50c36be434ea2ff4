"""What the mails ask for: a text in the municipality's own words, or in ours, with its placeholders filled.

    text_of("subject_one", opgave=task.title, dag="8. marts", sted="Social")

Every placeholder that the text may have is given, whether the text in force uses it or not: which of them it uses is
the municipality's choice, and must not decide whether a mail can be written.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import g
from flask_babel import gettext as _
from markupsafe import Markup

from aarshjul.mailtext.filling import fill, fill_html
from aarshjul.mailtext.rules import PLACEHOLDERS, TEXTS
from aarshjul.mailtext.store import our_words, texts_in_force

__all__ = ["TEXTS", "html_of", "sample_values", "text_of", "trying"]


def text_of(code: str, /, **values: str) -> str:
    """The text as plain words. Raises KeyError for a code nobody knows, and for a placeholder that was not given."""
    return fill(texts_in_force()[code], _all_of(code, values))


def html_of(code: str, /, **values: str) -> Markup:
    """The text as paragraphs of HTML, all of it escaped; nothing where it is empty."""
    return fill_html(texts_in_force()[code], _all_of(code, values))


def sample_values(code: str) -> dict[str, str]:
    """An example of everything the text may be filled with."""
    return {name: _(PLACEHOLDERS[name].sample) for name in TEXTS[code].placeholders}


@contextmanager
def trying(code: str, text: str) -> Iterator[None]:
    """Meanwhile the text is this one (empty: ours), for the one who is writing it; nothing is kept."""
    before = texts_in_force()
    g.mail_texts = {**before, code: text or our_words(TEXTS[code])}
    try:
        yield
    finally:
        g.mail_texts = before


def _all_of(code: str, values: Mapping[str, str]) -> Mapping[str, str]:
    return {name: values[name] for name in TEXTS[code].placeholders}
