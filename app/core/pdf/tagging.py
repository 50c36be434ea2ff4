"""Making the tag tree of one part fit to stand in a longer document, while WeasyPrint still holds it as plain dicts.

WeasyPrint numbers every document from 0: pages and links in the parent tree, header cells in their ids. A part is
given its own range of both, so that parts can be laid together without renumbering anything. On the way the tree gets
what the standard asks for and WeasyPrint leaves out: an id tree and the scope of header cells (ISO 32000-1 §14.7.2,
table 322 and table 349), and link annotations that are printed and say where they lead (ISO 14289-1 §7.18.5).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pydyf

STRIDE = 100_000
"""How many pages and links one part may have; each part's keys in the parent tree start at its number times this."""
ELSEWHERE = "http://elsewhere.invalid/#"
"""Stands before the name of a place in another part, because WeasyPrint drops links to places it does not see."""
PRINTED = 4
"""The annotation flag Print."""


def finish_part(number: int, labels: Mapping[str, str], *, is_tagged: bool) -> Callable[[Any, pydyf.PDF], None]:
    """What WeasyPrint is to do with the part before it is written. `labels`: what the links to each place say."""

    def finish(_document: Any, pdf: pydyf.PDF) -> None:
        dicts = [made for made in pdf.objects if isinstance(made, dict)]
        for link in dicts:
            if link.get("Subtype") == "/Link":
                _mend_link(link, labels)
        if is_tagged:
            _move_keys(pdf, dicts, number * STRIDE)
            _move_ids(pdf, dicts, f"p{number:05}-")

    return finish


def _mend_link(link: Any, labels: Mapping[str, str]) -> None:
    """Let a link lead to the named place in the whole document, say what its text says, and be printed."""
    address = link["A"]["URI"].string if "A" in link else ""
    if address.startswith(ELSEWHERE):
        del link["A"]
        link["Dest"] = pydyf.String(address.removeprefix(ELSEWHERE))
    if "Dest" in link:
        link["Contents"] = pydyf.String(labels.get(link["Dest"].string) or link["Dest"].string)
    link["F"] = PRINTED


def give_scopes(_document: Any, pdf: pydyf.PDF) -> None:
    """What WeasyPrint is to do with a document of one part before it is written: header cells get their scope."""
    for _head in _give_scopes(pdf, [made for made in pdf.objects if isinstance(made, dict)]):
        pass


def _give_scopes(pdf: pydyf.PDF, dicts: list[Any]) -> Iterator[Any]:
    """Give each header cell its scope: of a row where a cell of that row names it, else of a column."""
    for row in dicts:
        if row.get("S") == "/TR":
            cells = list(_kids(pdf, row))
            named = {id(head) for cell in cells if cell["S"] == "/TD" for head in cell["A"].get("Headers", ())}
            for cell in cells:
                if cell["S"] == "/TH":
                    cell["A"]["Scope"] = "/Row" if id(cell["ID"]) in named else "/Column"
                    yield cell


def _move_keys(pdf: pydyf.PDF, dicts: list[Any], offset: int) -> None:
    """Shift the part's keys in the parent tree into its own range, on both ends."""
    tree = _at(pdf, _root(pdf)["ParentTree"])
    keys = tree["Nums"][::2]
    assert keys == list(range(len(keys)))
    assert len(keys) <= STRIDE, "too many pages and links in one part"
    tree["Nums"][::2] = [key + offset for key in keys]
    tree["Limits"] = pydyf.Array([offset, offset + len(keys) - 1])
    for holder in dicts:
        for name in ("StructParents", "StructParent"):
            if name in holder:
                holder[name] += offset


def _move_ids(pdf: pydyf.PDF, dicts: list[Any], prefix: str) -> None:
    """Give the header cells ids of the part's own, a scope each, and list them in an id tree.

    A cell's /Headers holds the very string objects that are its headers' /ID, so a change to one is a change to both.
    """
    heads = list(_give_scopes(pdf, dicts))
    for head in heads:
        head["ID"].string = prefix + head["ID"].string
    heads.sort(key=lambda head: head["ID"].string)
    names = [item for head in heads for item in (head["ID"], head.reference)]
    if names:
        leaf = pydyf.Dictionary({"Limits": pydyf.Array([names[0], names[-2]]), "Names": pydyf.Array(names)})
        pdf.add_object(leaf)
        _root(pdf)["IDTree"] = leaf.reference


def _kids(pdf: pydyf.PDF, element: Any) -> Iterator[Any]:
    return (_at(pdf, kid) for kid in element["K"])


def _root(pdf: pydyf.PDF) -> Any:
    return _at(pdf, pdf.catalog["StructTreeRoot"])


def _at(pdf: pydyf.PDF, reference: bytes) -> Any:
    """The object that a reference like b'12 0 R' means."""
    return pdf.objects[int(reference.split()[0])]
