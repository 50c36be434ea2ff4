"""Reading a page as a browser does: its form's fields as they would be sent, and strictly valid HTML."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.datastructures import MultiDict


def parse(text: str) -> Element:
    """The page as a tree. Raises html5lib's error where the HTML is not valid."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def read_form(page: str | Element) -> MultiDict[str, str]:
    """What the page's main form would send as it stands: the one that is saved by Ctrl+S."""
    tree = parse(page) if isinstance(page, str) else page
    form = next(e for e in tree.iter("form") if "data-save" in e.attrib)
    data: MultiDict[str, str] = MultiDict()
    for element in form.iter():
        name = element.get("name", "")
        if name and element.tag in {"input", "select", "textarea"}:
            for value in _values(element):
                data.add(name, value)
    return data


def with_empty(data: MultiDict[str, str], field: str) -> MultiDict[str, str]:
    """The form after everything of one field has been emptied: texts cleared, marks and choices taken away."""
    kept: MultiDict[str, str] = MultiDict()
    for name, value in data.items(multi=True):
        is_part = name == field or name.startswith(f"{field}-")
        if not is_part:
            kept.add(name, value)
    return kept


def fill(data: MultiDict[str, str], values: Mapping[str, str]) -> None:
    """Write over what stands in these fields."""
    for name, value in values.items():
        data[name] = value


def text_of(element: Element) -> str:
    """All words of an element, in one line."""
    return " ".join("".join(element.itertext()).split())


def find(tree: Element, **attributes: Any) -> Element:
    """The first element with these attributes."""
    return next(e for e in tree.iter() if all(e.get(k) == v for k, v in attributes.items()))


def _values(element: Element) -> list[str]:
    if element.tag == "textarea":
        # A browser drops the first line break after the tag and sends the others as two characters.
        return ["".join(element.itertext()).removeprefix("\n").replace("\n", "\r\n")]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [o for o in options if "selected" in o.attrib] or options[:1]
        return [option.get("value", "") for option in chosen]
    kind = element.get("type", "text")
    if kind in {"checkbox", "radio"}:
        return [element.get("value", "on")] if "checked" in element.attrib else []
    return [element.get("value", "")]
