"""Reading a PDF's tag tree: every element with what it holds, checked on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

ElementId = tuple[int, int]


@dataclass
class Element:
    """A structure element: its kind, its object, what is above it, and what it holds, in reading order."""

    kind: str
    held: pikepdf.Object
    above: "Element | None"
    marks: list[tuple[int, int]] = field(default_factory=list)
    """Marked content as (page, MCID)."""
    links: list[pikepdf.Object] = field(default_factory=list)
    below: list["Element"] = field(default_factory=list)

    @property
    def key(self) -> ElementId:
        return self.held.objgen

    def walk(self) -> Iterator["Element"]:
        yield self
        for element in self.below:
            yield from element.walk()

    def all_marks(self) -> list[tuple[int, int]]:
        return [mark for element in self.walk() for mark in element.marks]


def read_tree(pdf: pikepdf.Pdf) -> Element:
    """The Document element with all below it. Every /P must point up, every /Pg at a page of this file."""
    root = pdf.Root.StructTreeRoot
    assert len(root.K) == 1
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    return _read(root.K[0], None, root, pages)


def _read(held: pikepdf.Object, above: Element | None, parent: pikepdf.Object, pages: dict[ElementId, int]) -> Element:
    assert held.P.objgen == parent.objgen
    made = Element(str(held.S)[1:], held, above)
    kids = held.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            made.marks.append((pages[held.Pg.objgen], kid))
        elif kid.get("/Type") == pikepdf.Name.OBJR:
            assert kid.Pg.objgen in pages
            made.links.append(kid.Obj)
        else:
            assert "/Pg" not in kid or kid.Pg.objgen in pages
            made.below.append(_read(kid, made, held, pages))
    return made


def marked_texts(page: pikepdf.Page) -> tuple[dict[int, list[bytes]], list[bytes], list[bytes]]:
    """The texts drawn on a page, as glyph codes: by MCID, as artifact, and outside both."""
    tagged: dict[int, list[bytes]] = {}
    artifact: list[bytes] = []
    loose: list[bytes] = []
    open_marks: list[int | str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                properties = operands[1] if len(operands) > 1 else {}
                open_marks.append(int(properties["/MCID"]) if "/MCID" in properties else str(operands[0]))
            case "EMC":
                open_marks.pop()
            case "TJ" | "Tj":
                text = operands[0] if str(operator) == "TJ" else [operands[0]]
                codes = b"".join(bytes(item) for item in text if isinstance(item, pikepdf.String))
                within = open_marks[-1] if open_marks else None
                if isinstance(within, int):
                    tagged.setdefault(within, []).append(codes)
                else:
                    (artifact if within == "/Artifact" else loose).append(codes)
    return tagged, artifact, loose
