"""A long document, made in parts by processes of their own and laid together.

WeasyPrint's time and memory grow with the document, and its tag tree is lost when files are joined the usual way. So
the document is given as sections of HTML, two processes make parts of a few sections at the same time, and `merging`
joins the parts with their tags. None of the sections' drawing is held by the process that asks.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from app.core.pdf.crew import Bounds, Crew, Order, PdfFailed
from app.core.pdf.made import FrameFiles, Made

Front = Callable[[Mapping[str, int]], str]
PER_PART = 10
UNKNOWN = 8888
"""Stands in the contents for a page number while the front is measured: as wide as any."""


@dataclass(frozen=True)
class Look:
    """What all parts share.

    `stylesheets` are addresses below /static. They must leave the page's margin boxes empty: what stands outside the
    text is `frame`, the body of a page that is laid under every page. The element in it with the id `page-number` holds
    a pattern, "Side {page} af {pages}", and stands where its text ends; it is one line in one font.
    """

    title: str
    stylesheets: tuple[str, ...]
    frame: str = ""
    author: str = ""
    lang: str = "da"


def render_parts(
    sections: Iterable[str],
    *,
    look: Look,
    static: Path,
    target: Path,
    front: Front | None = None,
    is_tagged: bool = True,
    per_part: int = PER_PART,
    on_done: Callable[[int], None] = lambda done: None,
    bounds: Bounds | None = None,
) -> int:
    """Write the sections to `target` as one PDF (PDF/UA-1, if tagged), and give its number of pages.

    1. The sections are read as they are needed and made in parts of `per_part`; every part begins on a new page.
       `on_done` hears how many sections are ready.
    2. `front` is asked for the front matter (title, contents), first with page numbers that only keep their place, to
       learn how many pages it takes, and at last with the page of every named place (`id`) in the sections.
    3. All is joined, and frame and page numbers are laid on; the first page of the front has neither, but counts.

    Ids are ASCII and unique in the whole document; a link `href="#id"` may lead from any part to any other. Headings
    go on from the front's levels. Tables have `th` with scope. `static` is the folder behind /static.
    Raises PdfFailed when a part could not be made.
    """
    from app.core.pdf.merging import merge  # noqa: PLC0415 - the workers need no pikepdf

    start = {
        "title": look.title, "author": look.author, "lang": look.lang, "static": str(static),
        "stylesheets": look.stylesheets,
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="pdf-") as name:
        with Crew(start, bounds or Bounds()) as crew:
            desk = _Desk(crew, Path(name), is_tagged)
            made: dict[int, Made] = {}
            frame, front_pages, done = None, 0, 0
            for order, answer in crew.do_all(desk.orders(sections, per_part, frame=look.frame, front=front)):
                match order["kind"]:
                    case "frame":
                        frame = FrameFiles(**answer)
                    case "measure":
                        front_pages = len(answer["pages"])
                    case _:
                        made[order["number"]] = Made(**answer)
                        done += order["count"]
                        on_done(done)
            parts = [made[number] for number in sorted(made)]
            if front:
                parts.insert(0, desk.make_front(front, parts, front_pages))
        # The crew has gone home: joining takes memory of its own.
        if not parts:
            raise ValueError("a document of no sections and no front")
        return merge(parts, target, frame=frame, has_front=front is not None)


@dataclass(frozen=True)
class _Desk:
    """Writes the orders for one document."""

    crew: Crew
    folder: Path
    is_tagged: bool

    def orders(self, sections: Iterable[str], size: int, *, frame: str, front: Front | None) -> Iterator[Order]:
        """What can be made before any page number is known."""
        if frame:
            yield self._order("frame", 0, frame)
        if front:
            yield self._order("measure", 0, front(_AnyPlace()))
        for number, (count, html) in enumerate(_grouped(sections, size), start=1):
            yield self._order("part", number, html) | {"count": count}

    def make_front(self, front: Front, parts: Sequence[Made], pages: int) -> Made:
        """The front with the right page numbers. It is made again, should it not fill as many pages as was thought."""
        for _attempt in range(3):
            answer = self.crew.do(self._order("part", 0, front(_page_numbers(parts, first=pages + 1))))
            if len(answer["pages"]) == pages:
                return Made(**answer)
            pages = len(answer["pages"])
        raise PdfFailed("the front's length depends on its own page numbers")

    def _order(self, kind: str, number: int, html: str) -> dict[str, Any]:
        file = str(self.folder / f"{kind}-{number}.pdf")
        return {"kind": kind, "number": number, "html": html, "file": file, "is_tagged": self.is_tagged}


def _page_numbers(parts: Iterable[Made], *, first: int) -> dict[str, int]:
    """The page of every named place, when the first part begins on page `first`."""
    pages = (page for part in parts for page in part.pages)
    return {place: number for number, page in enumerate(pages, start=first) for place in page["places"]}


def _grouped(sections: Iterable[str], size: int) -> Iterator[tuple[int, str]]:
    """The sections by so many at a time: how many they are, and their HTML."""
    rest = iter(sections)
    while group := list(islice(rest, size)):
        yield len(group), "".join(group)


class _AnyPlace(dict[str, int]):
    """A page number for every place, before any is known."""

    def __missing__(self, _place: str) -> int:
        return UNKNOWN
