"""The document for Word."""

from collections.abc import Callable
from typing import Any, BinaryIO

from flask_babel import gettext as _

from app.core.word import TEXT_WIDTH, add_field, add_page, add_table, add_values, begin
from register.printing.book import Book
from register.printing.leaf import Leaf, each_leaf

WIDEST_MARK = 2.5
"""Centimetres of a column that says who gets what."""


def write_docx(book: Book, target: BinaryIO, *, on_done: Callable[[int], None] = lambda done: None) -> int:
    """Write the document, and give its number of records. The contents is a field that Word fills when it opens it."""
    document = begin(book.title, book.municipality.name, book.made_on)
    _front(document, book)
    done = 0
    for leaf in each_leaf(book.ids, book.municipality, as_of=book.as_of):
        _add_leaf(document, leaf)
        done += 1
        on_done(done)
    document.save(target)
    return done


def _front(document: Any, book: Book) -> None:
    document.add_heading(book.title, level=0)
    document.add_paragraph(book.lead)
    for heading, lines in ((_("Dataansvarlig"), book.controller), (_("Databeskyttelsesrådgiver"), book.dpo)):
        document.add_heading(heading, level=1)
        document.add_paragraph("\n".join(lines) or _("Ikke angivet"))
    document.add_heading(_("Indhold"), level=1)
    contents = document.add_paragraph()
    add_field(contents, 'TOC \\o "2-2" \\h \\z \\u', shown=_("Højreklik, og vælg «Opdater felt» for at se sidetal."))
    for line in book.lines:
        document.add_paragraph(line.heading, style="List Bullet")


def _add_leaf(document: Any, leaf: Leaf) -> None:
    add_page(document, leaf.heading, level=2)
    document.add_paragraph(f"{leaf.kind}. {leaf.standing}")
    if leaf.missing:
        words = _("Ikke fuldstændig efter artikel 30") if not leaf.is_art30_fulfilled else _("Ikke komplet")
        document.add_paragraph(words, style="Intense Quote")
        for sentence in leaf.missing:
            document.add_paragraph(sentence, style="List Bullet")
    for part in leaf.parts:
        document.add_heading(part.title, level=3)
        add_values(document, part.values)
    if leaf.matrix.columns:
        document.add_heading(_("Hvem får hvilke oplysninger"), level=3)
        _add_matrix(document, leaf)


def _add_matrix(document: Any, leaf: Leaf) -> None:
    columns = leaf.matrix.columns
    heads = [_("Registrerede"), _("Oplysninger"), *(column.name for column in columns)]
    rows: list[list[str]] = []
    for group in leaf.matrix.groups:
        for line in group.lines:
            said = ": ".join(part for part in (line.category, line.text) if part)
            marks = [_("Ja") if mark else "–" for mark in line.marks]
            rows.append([group.subject, said, *marks])
    mark = min(WIDEST_MARK, TEXT_WIDTH / 2 / len(columns))
    words = (TEXT_WIDTH - mark * len(columns)) / 2
    add_table(document, heads, rows, [words, words, *[mark] * len(columns)])
