"""Laying finished parts together in one file that keeps its tag tree, bookmarks and links between parts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf

from app.core.pdf.made import FrameFiles, Made
from app.core.pdf.stamp import lay_on, read_numbering

Described = list[dict[str, Any]]


def merge(parts: Sequence[Made], target: Path, *, frame: FrameFiles | None, has_front: bool) -> int:
    """Write the parts, in their order, as one file. Gives the number of pages.

    The first part becomes the file, so title, language and metadata are its. With `has_front` its first page bears
    neither running lines nor number.
    """
    with pikepdf.open(parts[0].file) as whole:
        for part in parts[1:]:
            with pikepdf.open(part.file) as more:
                _append(whole, more)
        pages = list(whole.pages)
        described = [page for part in parts for page in part.pages]
        assert len(pages) == len(described)
        _name_places(whole, pages, described)
        _write_outline(whole, pages, described)
        if frame:
            _lay_frame(whole, pages, frame, skip=1 if has_front else 0)
        whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        whole.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return len(pages)


def _append(whole: pikepdf.Pdf, more: pikepdf.Pdf) -> None:
    """Add a part's pages, and its tag tree below the one Document element.

    The pages come first: what the tree says of pages then means the copies. Each part has its own range of keys and
    ids (see `tagging`), so its trees of both become branches as they are.
    """
    for page in more.pages:
        whole.pages.append(page)
    if "/StructTreeRoot" not in more.Root:
        return
    tree, added = whole.Root.StructTreeRoot, whole.copy_foreign(more.Root.StructTreeRoot)
    document = tree.K[0]
    for element in added.K[0].K:
        element.P = document
        document.K.append(element)
    for name in ("/ParentTree", "/IDTree"):
        if name in added:
            _branches(whole, tree, name).append(added[name])


def _branches(whole: pikepdf.Pdf, tree: pikepdf.Object, name: str) -> pikepdf.Object:
    """The branches of one of the tree's indexes; the part that was there becomes the first."""
    if name not in tree or "/Kids" not in tree[name]:
        first = [tree[name]] if name in tree else []
        tree[name] = whole.make_indirect(pikepdf.Dictionary(Kids=pikepdf.Array(first)))
    return tree[name].Kids


def _name_places(whole: pikepdf.Pdf, pages: list[pikepdf.Page], described: Described) -> None:
    """Let every named place in any part be known to the whole file, so that links to it work."""
    places: dict[str, pikepdf.Array] = {}
    for page, told in zip(pages, described, strict=True):
        for name, at in told["places"].items():
            if name in places:
                raise ValueError(f"two places of one name: {name}")
            places[name] = _place(page, at)
    whole.Root.Names = pikepdf.Dictionary()
    names = pikepdf.NameTree.new(whole)
    for name in sorted(places):
        names[name] = places[name]
    whole.Root.Names.Dests = names.obj


def _write_outline(whole: pikepdf.Pdf, pages: list[pikepdf.Page], described: Described) -> None:
    """Join the parts' bookmarks by their levels. What lies below a second level is folded."""
    with whole.open_outline() as outline:
        outline.root.clear()
        above: list[tuple[int, pikepdf.OutlineItem]] = []
        for page, told in zip(pages, described, strict=True):
            for level, label, at in told["bookmarks"]:
                while above and above[-1][0] >= level:
                    above.pop()
                item = pikepdf.OutlineItem(label, _place(page, at))
                item.is_closed = len(above) > 0
                (above[-1][1].children if above else outline.root).append(item)
                above.append((level, item))


def _place(page: pikepdf.Page, at: list[float]) -> pikepdf.Array:
    return pikepdf.Array([page.obj, pikepdf.Name.XYZ, *at, 0])


def _lay_frame(whole: pikepdf.Pdf, pages: list[pikepdf.Page], frame: FrameFiles, *, skip: int) -> None:
    with pikepdf.open(frame.page) as lines:
        drawn = whole.copy_foreign(lines.pages[0].as_form_xobject())
        numbering = None
        if frame.pattern:
            with pikepdf.open(frame.sample) as sample:
                numbering = read_numbering(sample, frame.letters, whole)
        lay_on(whole, pages, frame=drawn, numbering=numbering, pattern=frame.pattern, skip=skip)
