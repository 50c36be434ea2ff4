"""What stands outside the text on every page: running lines, and "Side x af y".

Parts are made side by side, so none of them knows its pages' numbers. The lines are therefore laid on when all parts
are there, as an artifact: a screen reader passes over them (ISO 32000-1 §14.8.2.2).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pikepdf

FRAME, FONT = pikepdf.Name("/Frame"), pikepdf.Name("/PageNumber")


class _Run(NamedTuple):
    """A piece of text as it is drawn: glyph codes of two bytes each."""

    font: str
    size: float
    at: pikepdf.Matrix
    colour: bytes
    codes: list[bytes]


@dataclass(frozen=True)
class Numbering:
    """Writes page numbers with the glyphs of a sample, ending where the sample ends."""

    font: Any
    size: float
    colour: bytes
    right: float
    baseline: float
    codes: Mapping[str, bytes]
    widths: Mapping[bytes, float]

    def write(self, text: str) -> bytes:
        """Content that draws the text, right-aligned."""
        codes = [self.codes[letter] for letter in text]
        width = sum(self.widths[code] for code in codes) * self.size / 1000
        place = f"1 0 0 1 {self.right - width:.3f} {self.baseline:.3f} Tm"
        drawn = b"".join(codes).hex()
        return b"BT %s %s %s %.3f Tf <%s> Tj ET" % (
            self.colour, place.encode(), str(FONT).encode(), self.size, drawn.encode(),
        )  # fmt: skip


def read_numbering(sample: pikepdf.Pdf, letters: str, into: pikepdf.Pdf) -> Numbering:
    """Learn from a page that shows exactly these letters in one line. Its font is copied into the other file.

    Raises ValueError when the line is not drawn letter by letter in one font.
    """
    page = sample.pages[0]
    runs = list(_runs(page))
    codes = [code for run in runs for code in run.codes]
    if len({run.font for run in runs}) != 1 or len(codes) != len(letters):
        raise ValueError("the page number's letters must be one line in one font")
    first, font = runs[0], page.resources.Font[runs[0].font]
    widths = _widths(font)
    size = first.size * first.at.a
    whole = sum(widths[code] for code in codes) * size / 1000
    return Numbering(
        font=into.copy_foreign(font),
        size=size,
        colour=first.colour,
        right=first.at.e + whole,
        baseline=first.at.f,
        codes=dict(zip(letters, codes, strict=True)),
        widths=widths,
    )


def _runs(page: pikepdf.Page) -> Iterator[_Run]:
    """The texts of a page in the order they are drawn, each with the matrix that places it."""
    now, kept = pikepdf.Matrix(), []
    text, font, size, colour = pikepdf.Matrix(), "", 0.0, b"0 g"
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        match str(instruction.operator):
            case "q":
                kept.append(now)
            case "Q":
                now = kept.pop()
            case "cm":
                now = pikepdf.Matrix(*map(float, operands)) @ now
            case "Tm":
                text = pikepdf.Matrix(*map(float, operands))
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "rg":
                colour = b" ".join(b"%.4f" % float(value) for value in operands) + b" rg"
            case "TJ":
                drawn = b"".join(bytes(item) for item in operands[0] if isinstance(item, pikepdf.String))
                yield _Run(font, size, text @ now, colour, [drawn[i : i + 2] for i in range(0, len(drawn), 2)])


def _widths(font: pikepdf.Object) -> dict[bytes, float]:
    """The widths of the font's glyphs by code, in thousandths of the size (ISO 32000-1 §9.7.4.3, the first form)."""
    widths: dict[bytes, float] = {}
    items = list(font.DescendantFonts[0].W)
    for start, row in zip(items[::2], items[1::2], strict=True):
        for code, width in enumerate(row, start=int(start)):
            widths[code.to_bytes(2, "big")] = float(width)
    return widths


def lay_on(
    pdf: pikepdf.Pdf, pages: list[pikepdf.Page], *, frame: pikepdf.Object, numbering: Numbering | None, pattern: str,
    skip: int,
) -> None:  # fmt: skip
    """Lay the frame and the number beneath every page but the first `skip`, which are counted all the same.

    A page of another size than the frame's gets the lines where they stand in the frame.
    """
    for number, page in enumerate(pages[skip:], start=skip + 1):
        held = page.obj.Resources
        if FRAME not in held.XObject:
            held.XObject[FRAME] = frame
            if numbering:
                held.Font[FONT] = numbering.font
        text = numbering.write(pattern.format(page=number, pages=len(pages))) if numbering else b""
        drawn = b"/Artifact <</Type /Pagination>> BDC q %s Do Q q %s Q EMC\n" % (str(FRAME).encode(), text)
        page.obj.Contents = pikepdf.Array([pdf.make_stream(drawn), page.obj.Contents])
