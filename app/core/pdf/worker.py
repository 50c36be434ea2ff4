"""One process that makes parts of a long document: `python -m app.core.pdf.worker`, started by `book.py`.

It reads one JSON line an order from standard input and answers each with one on standard output. It ends when its
input does, so it never outlives who started it by more than the part at hand.
"""

import ctypes
import gc
import json
import resource
import sys
import traceback
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from app.core.pdf.own_files import BASE, own_files
from app.core.pdf.tagging import ELSEWHERE, finish_part

POINTS_PER_PIXEL = 0.75
Order = dict[str, Any]


class PartMaker:
    """Makes parts that share one style: fonts, parsed style sheets and pictures are read once.

    1. Links to places that are not in this part get an address that WeasyPrint lets through; `tagging` turns them back.
    2. WeasyPrint lays out and draws the part.
    3. The answer says where its named places and bookmarks are, for contents and outline of the whole.
    """

    def __init__(self, start: Order) -> None:
        self.title, self.author, self.lang = start["title"], start["author"], start["lang"]
        self.fetcher = own_files(Path(start["static"]))
        self.fonts = FontConfiguration()
        self.pictures: dict[str, Any] = {}
        self.sheets = [
            weasyprint.CSS(url=f"{BASE}/static/{name}", url_fetcher=self.fetcher, font_config=self.fonts)
            for name in start["stylesheets"]
        ]

    def answer(self, order: Order) -> Order:
        """What was asked for: the pages of a part that is drawn or only measured, or the frame."""
        if order["kind"] == "frame":
            return self._draw_frame(order)
        html = self._document(order["html"])
        labels = _lead_elsewhere(html)
        variant = "pdf/ua-1" if order["is_tagged"] else None
        made = html.render(font_config=self.fonts, stylesheets=self.sheets, cache=self.pictures, pdf_variant=variant)
        if order["kind"] == "part":
            finisher = finish_part(order["number"], labels, is_tagged=order["is_tagged"])
            made.write_pdf(order["file"], finisher=finisher, pdf_variant=variant)
        return {"file": order["file"], "pages": _describe(made.pages)}

    def _draw_frame(self, order: Order) -> Order:
        """The frame without the page number, and beside it the number's letters alone, where the number stands."""
        lines = self._document(order["html"])
        mark = _page_number(lines)
        pattern = "".join(mark.itertext()).strip() if mark is not None else ""
        if mark is not None:
            _set_text(mark, "")
        self._draw(lines, order["file"])
        letters = "".join(dict.fromkeys(pattern.format(page="", pages=""))) + "0123456789" if pattern else ""
        sample = f"{order['file']}.sample"
        if pattern:
            alone = self._document(order["html"])
            for element in alone.etree_element.find("body").iter():
                _set_text(element, "")
            _set_text(_page_number(alone), letters)
            self._draw(alone, sample)
        return {"page": order["file"], "sample": sample, "pattern": pattern, "letters": letters}

    def _draw(self, html: weasyprint.HTML, file: str) -> None:
        html.write_pdf(file, font_config=self.fonts, stylesheets=self.sheets, cache=self.pictures)

    def _document(self, body: str) -> weasyprint.HTML:
        head = f'<title>{escape(self.title)}</title><meta name="author" content="{escape(self.author)}">'
        text = f'<!DOCTYPE html><html lang="{escape(self.lang)}"><head>{head}</head><body>{body}</body></html>'
        return weasyprint.HTML(string=text, base_url=f"{BASE}/", url_fetcher=self.fetcher)


def _page_number(html: weasyprint.HTML) -> Any:
    """The element that holds the page number's pattern, or None."""
    return next((e for e in html.etree_element.iter() if e.get("id") == "page-number"), None)


def _set_text(element: Any, text: str) -> None:
    """Let the element hold this text, drawn letter by letter, and let no text follow it."""
    for child in list(element) if text else ():
        element.remove(child)
    element.text, element.tail = text, ""
    if text:
        element.set("style", "white-space: pre; font-kerning: none; font-variant-ligatures: none")


def _lead_elsewhere(html: weasyprint.HTML) -> dict[str, str]:
    """Mark the links to places outside this part. Gives what the links to each place say."""
    places: set[str] = set()
    labels: dict[str, str] = {}
    links = []
    for element in html.etree_element.iter():
        if place := element.get("id"):
            if not place.isascii():
                raise ValueError("a named place has letters that PDF readers spell in two ways")
            places.add(place)
        if element.tag == "a" and element.get("href", "").startswith("#"):
            links.append(element)
    for link in links:
        place = link.get("href")[1:]
        labels.setdefault(place, " ".join("".join(link.itertext()).split()))
        if place not in places:
            link.set("href", ELSEWHERE + place)
    return labels


def _describe(pages: list[Any]) -> list[Order]:
    """The pages as `made.Made` has them. A place that goes on over several pages is where it begins."""
    seen: set[str] = set()
    told = []
    for page in pages:
        begun = [name for name in page.anchors if name not in seen]
        seen.update(begun)
        told.append(
            {
                "places": {name: _point(page, page.anchors[name]) for name in begun},
                "bookmarks": [[level, label, _point(page, at)] for level, label, at, _state in page.bookmarks],
            }
        )
    return told


def _point(page: Any, at: tuple[float, ...]) -> list[float]:
    """The upper left corner of a place, in points from the page's lower left one."""
    x, y, *_end = at
    return [round(x * POINTS_PER_PIXEL, 3), round((page.height - y) * POINTS_PER_PIXEL, 3)]


def _bound_memory(megabytes: int) -> None:
    """Let the process have so much of its own memory and no more; asking for more is an error in it."""
    _soft, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _give_back_memory() -> None:
    """Collect what the last part left, and give it back to the machine; the C library keeps it otherwise."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _where(problem: BaseException) -> str:
    """The kind of error and where it arose. Not its words: they may quote what people wrote."""
    frames = traceback.extract_tb(problem.__traceback__)[-4:]
    return " < ".join([type(problem).__name__, *(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))])


def _answers(lines: Iterator[str]) -> Iterator[Order]:
    start = json.loads(next(lines))
    _bound_memory(start["megabytes"])
    # A part makes millions of small objects and is thrown away whole: collecting in between costs a fifth of the time.
    gc.disable()
    maker = PartMaker(start)
    gc.freeze()
    for line in lines:
        yield maker.answer(json.loads(line))
        _give_back_memory()


def main() -> None:
    """Answer orders until there are no more, or one fails."""
    try:
        for answer in _answers(sys.stdin):
            print(json.dumps(answer), flush=True)  # noqa: T201 - this is the line to who started us
    except Exception as problem:
        print(json.dumps({"problem": _where(problem)}), flush=True)  # noqa: T201 - as above
        sys.exit(1)


if __name__ == "__main__":
    main()
