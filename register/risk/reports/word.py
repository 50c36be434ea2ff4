"""A document for Word: A4, Danish, with heads that repeat and running lines, and cells in the colours of risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from flask_babel import gettext as _

from register.risk.reports.book import Shade

GROUNDS = {"green": "CFE8CB", "light_green": "E4EFB8", "yellow": "FFE08A", "orange": "FFC08A", "red": "F7B3B3"}
"""Behind a colour's word; the word says it on a print in grey."""


@dataclass(frozen=True)
class Painted:
    """A cell's text on the ground of a colour."""

    text: str
    colour: str


Cell = str | Painted


def painted(shade: Shade) -> Cell:
    """A risk as a cell: its word, and its place on the line below."""
    text = "\n".join(filter(None, (shade.word, shade.place)))
    return Painted(text, shade.colour) if shade.colour else text


def begin(title: str, owner: str, made_on: str) -> Any:
    """An empty document with its running lines."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = owner
    document.core_properties.language = "da-DK"
    document.styles["Normal"].font.size = Pt(10)
    document.styles["Normal"].element.rPr.append(_element("w:lang", val="da-DK"))
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.header.paragraphs[0].text = f"{owner}\t\t{title}"
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{made_on}\t\t{_('Side')} ")
    _add_field(footer, "PAGE")
    footer.add_run(f" {_('af')} ")
    _add_field(footer, "NUMPAGES")
    return document


def turn_across(document: Any) -> None:
    """What follows lies on A4 across, from a new page on."""
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)


def add_table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float]) -> None:
    """A table with its heads on every page, the first cell of each row in bold; `widths` are centimetres."""
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    _fill(table.rows[0].cells, heads, widths, is_bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    for row in rows:
        made = table.add_row()
        made._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))
        _fill(made.cells, row, widths)
    document.add_paragraph()


def add_values(document: Any, values: Sequence[tuple[str, str]]) -> None:
    """Labels with their texts, in two columns."""
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for label, text in values:
        _fill(table.add_row().cells, (label, text), (4.5, 12.5))
    document.add_paragraph()


def _fill(cells: Sequence[Any], texts: Sequence[Cell], widths: Sequence[float], *, is_bold: bool = False) -> None:
    for place, (cell, held, width) in enumerate(zip(cells, texts, widths, strict=True)):
        cell.width = Cm(width)
        text = held.text if isinstance(held, Painted) else held
        cell.paragraphs[0].add_run(text).bold = is_bold or place == 0
        if isinstance(held, Painted):
            ground = _element("w:shd", val="clear", color="auto", fill=GROUNDS[held.colour])
            cell._tc.get_or_add_tcPr().append(ground)


def _add_field(paragraph: Any, code: str) -> None:
    """A number that Word works out."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", "1"), ("end", "")):
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
