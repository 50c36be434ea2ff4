"""The note of a hearing (høringsnotat): what came of it, who was asked, every comment with its answer; PDF and Word."""

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from aarshjul.hearing.forms import name_of
from aarshjul.hearing.model import Hearing
from aarshjul.hearing.rules import ANSWER_WORDS, MODES, OUTCOME_WORDS, VERDICTS
from aarshjul.hearing.showing import Line, answered_words, comment_words, hearing_page
from app.auth.viewer import Viewer
from app.core import clock
from app.core.filters import long_day
from app.core.pdf import render_pdf
from app.core.word import DOCX_MIME, add_table, add_values, begin, saved
from app.organisation.store import get_municipality

MIME = {"pdf": "application/pdf", "docx": DOCX_MIME}


def render_note(hearing: Hearing, viewer: Viewer, paper: str) -> bytes:
    """The note as the viewer may read it, as a file."""
    page = hearing_page(hearing, viewer)
    return as_docx(page) if paper == "docx" else render_pdf(as_html(page))


def as_html(page: dict[str, Any]) -> str:
    """The note as the PDF is made of it."""
    return render_template(
        "reports/hearing.html",
        **page,
        facts=facts_of(page),
        municipality_name=get_municipality().name,
        made_on_text=made_on(),
    )


def as_docx(page: dict[str, Any]) -> bytes:
    """The note for Word."""
    hearing: Hearing = page["hearing"]
    title = _("Høringsnotat: %(title)s", title=hearing.title)
    document = begin(title, get_municipality().name, made_on())
    document.add_heading(title, level=0)
    add_values(document, facts_of(page))
    if hearing.summary:
        document.add_heading(_("Sammenfatning"), level=1)
        _add_lines(document, hearing.summary)
    if hearing.question:
        document.add_heading(_("Det blev der spurgt om"), level=1)
        _add_lines(document, hearing.question)
    document.add_heading(_("Bemærkninger og svar"), level=1)
    if page["lines"]:
        heads = [_("Nr."), _("Fra"), _("Bemærkning"), _("Svar")]
        add_table(document, heads, [_row(line) for line in page["lines"]], (1.2, 3.4, 6.6, 5.8))
    else:
        document.add_paragraph(_("Der kom ingen bemærkninger."))
    document.add_heading(_("Hvem er spurgt?"), level=1)
    rows = [
        (
            name_of(one),
            _(ANSWER_WORDS[one.answer]),
            long_day(one.answered_on),
        )
        for one in page["participants"]
    ]
    add_table(document, [_("Navn"), _("Svar"), _("Dato")], rows, (8.0, 5.0, 4.0))
    return saved(document)


def facts_of(page: dict[str, Any]) -> list[tuple[str, str]]:
    """What stands on top of the note: label and text."""
    hearing: Hearing = page["hearing"]
    how = _(MODES[hearing.mode])
    if hearing.meets_on:
        when = [long_day(hearing.meets_on), _("kl. %(time)s", time=hearing.begins) if hearing.begins else ""]
        how = ", ".join(part for part in (how, *when, hearing.place) if part)
    counted = page["counted"]
    facts = [
        (_("Form"), how),
        (_("Hører til"), hearing.unit.name),
        (_("Sendt"), _said_by(hearing.made_at, hearing.made_by)),
        (_("Frist"), long_day(hearing.due_on)),
        (_("Svar"), answered_words(counted)),
        (_("Bemærkninger"), comment_words(counted)),
    ]
    if hearing.outcome:
        facts.append((_("Resultat"), _(OUTCOME_WORDS[hearing.outcome])))
        facts.append((_("Afsluttet"), _said_by(hearing.ended_at, hearing.ended_by)))
    else:
        facts.append((_("Resultat"), _("Høringen er ikke slut")))
    return facts


def made_on() -> str:
    """The foot of each page."""
    return _("Udskrevet %(day)s", day=long_day(clock.today()))


def _said_by(at: Any, by: Any) -> str:
    day = long_day(clock.day_of(at))
    return _("%(day)s af %(name)s", day=day, name=by.name) if by else day


def _row(line: Line) -> list[str]:
    verdict = _(VERDICTS[line.row.verdict]) if line.row.verdict else _("Ikke besvaret endnu")
    said = f"{line.place}\n{line.row.text}" if line.place else line.row.text
    return [str(line.number), line.who, said, f"{verdict}\n{line.row.reply}".strip()]


def _add_lines(document: Any, text: str) -> None:
    for line in text.splitlines():
        if line.strip():
            document.add_paragraph(line)
