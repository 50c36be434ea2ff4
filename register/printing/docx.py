"""The document for Word."""

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from flask_babel import gettext as _

from register.printing.book import Book
from register.printing.leaf import Leaf, each_leaf

LABEL, VALUE = Cm(4.5), Cm(12)


def write_docx(book: Book, target: BinaryIO, *, on_done: Callable[[int], None] = lambda done: None) -> int:
    """Write the document, and give its number of records. The contents is a field that Word fills when it opens it."""
    document = Document()
    _set_up(document, book)
    _front(document, book)
    done = 0
    for leaf in each_leaf(book.ids, book.municipality, as_of=book.as_of):
        document.add_page_break()
        _add_leaf(document, leaf)
        done += 1
        on_done(done)
    document.save(target)
    return done


def _set_up(document: Any, book: Book) -> None:
    document.core_properties.title = book.title
    document.core_properties.author = book.municipality.name
    document.core_properties.language = "da-DK"
    document.styles["Normal"].font.size = Pt(10)
    document.styles["Normal"].element.rPr.append(_element("w:lang", val="da-DK"))
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.header.paragraphs[0].text = f"{book.municipality.name}\t\t{book.title}"
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{book.made_on}\t\t{_('Side')} ")
    _add_field(footer, "PAGE")
    footer.add_run(f" {_('af')} ")
    _add_field(footer, "NUMPAGES")


def _front(document: Any, book: Book) -> None:
    document.add_heading(book.title, level=0)
    document.add_paragraph(book.lead)
    for heading, lines in ((_("Dataansvarlig"), book.controller), (_("Databeskyttelsesrådgiver"), book.dpo)):
        document.add_heading(heading, level=1)
        document.add_paragraph("\n".join(lines) or _("Ikke angivet"))
    document.add_heading(_("Indhold"), level=1)
    contents = document.add_paragraph()
    _add_field(contents, 'TOC \\o "2-2" \\h \\z \\u', shown=_("Højreklik, og vælg «Opdater felt» for at se sidetal."))
    for line in book.lines:
        document.add_paragraph(line.heading, style="List Bullet")


def _add_leaf(document: Any, leaf: Leaf) -> None:
    document.add_heading(leaf.heading, level=2)
    document.add_paragraph(f"{leaf.kind}. {leaf.standing}")
    if leaf.missing:
        words = _("Ikke fuldstændig efter artikel 30") if not leaf.is_art30_fulfilled else _("Ikke komplet")
        document.add_paragraph(words, style="Intense Quote")
        for sentence in leaf.missing:
            document.add_paragraph(sentence, style="List Bullet")
    for part in leaf.parts:
        document.add_heading(part.title, level=3)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for label, text in part.values:
            cells = table.add_row().cells
            cells[0].width, cells[1].width = LABEL, VALUE
            cells[0].paragraphs[0].add_run(label).bold = True
            cells[1].text = text
    if leaf.matrix.columns:
        document.add_heading(_("Hvem får hvilke oplysninger"), level=3)
        _add_matrix(document, leaf)


def _add_matrix(document: Any, leaf: Leaf) -> None:
    columns = leaf.matrix.columns
    heads = [_("Registrerede"), _("Oplysninger"), *(column.name for column in columns)]
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    _fill(table.rows[0].cells, heads, is_bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    for group in leaf.matrix.groups:
        for line in group.lines:
            said = ": ".join(part for part in (line.category, line.text) if part)
            marks = [_("Ja") if mark else "–" for mark in line.marks]
            _fill(table.add_row().cells, [group.subject, said, *marks])


def _fill(cells: Sequence[Any], texts: Sequence[str], *, is_bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.paragraphs[0].add_run(text).bold = is_bold


def _add_field(paragraph: Any, code: str, *, shown: str = "1") -> None:
    """A field that Word works out: a page number, the table of contents."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
        elif kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            instruction = _element("w:instrText")
            instruction.text = text
            run._r.append(instruction)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
