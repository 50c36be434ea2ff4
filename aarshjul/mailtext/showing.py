"""What the pages of the mails' texts show, and the mails as they would be, filled with examples."""

import re
from base64 import b64encode
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from aarshjul.mailtext.actions import words_of
from aarshjul.mailtext.filling import problems
from aarshjul.mailtext.forms import MailTextForm
from aarshjul.mailtext.model import MailText
from aarshjul.mailtext.rules import GROUPS, MAILS, PLACEHOLDERS, TEXTS
from aarshjul.mailtext.store import find_text, list_texts, our_words, title_of
from aarshjul.mailtext.texts import html_of, sample_values, text_of, trying
from aarshjul.reminder.sample import sample_words

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ADDRESS = re.compile(r'\shref="[^"]*"')


@dataclass(frozen=True)
class Line:
    """A text in the list. `text` is what the municipality or we say, `ours` what we say where that is another text.

    `is_unused`: the municipality's own can no longer be used.
    """

    slug: str
    label: str
    where: str
    text: str
    ours: str
    is_unused: bool


@dataclass(frozen=True)
class WholeMail:
    """A mail as it would be. `html` is a document of its own, whose links lead nowhere; `styles` are its styles' marks
    for the page's policy, which lets nothing inline through that it does not name."""

    subject: str
    text: str
    html: str
    styles: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """A text filled with examples, and the whole mail it is seen in; none where no sample has it.

    `is_tried`: it is what somebody is writing, and not kept yet.
    """

    text: str
    html: Markup
    mail: WholeMail | None
    is_tried: bool


def list_page() -> dict[str, Any]:
    """Everything the list shows: the texts group by group, and which mails can be tried."""
    rows = list_texts()
    groups = [
        (_(title), [_line(code, rows.get(code)) for code, wording in TEXTS.items() if wording.group == group])
        for group, title in GROUPS.items()
    ]
    return {"groups": groups, "mails": mail_choices()}


def edit_page(code: str, form: MailTextForm, *, tried: str | None = None) -> dict[str, Any]:
    """Everything the page of one text shows. `tried` is a text without problems that is not kept yet."""
    wording, row = TEXTS[code], find_text(code)
    stored = row.text if row else ""
    return {
        "form": form,
        "wording": wording,
        "title": title_of(wording),
        "where": _(wording.where),
        "ours": our_words(wording),
        "is_own": bool(stored),
        "row": row,
        "why_unused": [words_of(problem) for problem in problems(stored, wording)],
        "placeholders": [
            (name, _(PLACEHOLDERS[name].meaning), _(PLACEHOLDERS[name].sample), name in wording.required)
            for name in wording.placeholders
        ],
        "mail_label": _(MAILS[wording.mail]) if wording.mail else "",
        "preview": None if form.errors else _preview(code, tried),
    }


def mail_page(kind: str) -> dict[str, Any]:
    """Everything the page of a whole mail shows; an unknown kind is the first."""
    kind = kind if kind in MAILS else next(iter(MAILS))
    return {"kind": kind, "mails": mail_choices(), "mail": whole_mail(kind)}


def mail_choices() -> Sequence[tuple[str, str]]:
    """The mails that can be looked at and sent, with what they are called."""
    return [(kind, _(label)) for kind, label in MAILS.items()]


def whole_mail(kind: str) -> WholeMail:
    """A sample as the page shows it."""
    words = sample_words(kind)
    html = _ADDRESS.sub("", words.html)
    marks = (sha256(style.encode()).digest() for style in _STYLE.findall(html))
    return WholeMail(
        subject=words.subject,
        text=words.text,
        html=html,
        styles=tuple(f"'sha256-{b64encode(mark).decode()}'" for mark in marks),
    )


def _preview(code: str, tried: str | None) -> Preview:
    kind, values = TEXTS[code].mail, sample_values(code)
    with nullcontext() if tried is None else trying(code, tried):
        return Preview(
            text=text_of(code, **values),
            html=html_of(code, **values),
            mail=whole_mail(kind) if kind else None,
            is_tried=tried is not None,
        )


def _line(code: str, row: MailText | None) -> Line:
    wording = TEXTS[code]
    ours, own = our_words(wording), row.text if row else ""
    return Line(
        slug=wording.slug,
        label=_(wording.label),
        where=_(wording.where),
        text=own or ours,
        ours=ours if own else "",
        is_unused=bool(problems(own, wording)),
    )
