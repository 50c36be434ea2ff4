"""What is taken as a file, and what only pretends."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attachment.rules import ACCEPTED, LONGEST_NAME, MAX_BYTES, BadFile, tidy_name, type_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(*names: str, **contents: str) -> bytes:
    """A packed file with these members."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        for name, content in contents.items():
            archive.writestr(name, content)
    return kept.getvalue()


ODT = packed("content.xml", mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "data", "mimetype"),
    [
        ("Referat.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("Skærm.PNG", PNG, "image/png"),
        ("foto.jpeg", b"\xff\xd8\xff\xe0" + bytes(9), "image/jpeg"),
        ("liste.csv", "navn;dato\nÅse;1. maj\n".encode(), "text/plain"),
        ("gammel.txt", "Slettet på 1. sal".encode("cp1252"), "text/plain"),
        ("mail.eml", b"Subject: Kvittering\n\nSlettet.\n", "text/plain"),
        ("svar.msg", OLE + bytes(40) + "__substg1.0_001A".encode("utf-16-le"), "application/vnd.ms-outlook"),
        ("notat.docx", packed("[Content_Types].xml", "word/document.xml"),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("notat.odt", ODT, "application/vnd.oasis.opendocument.text"),
    ],
)  # fmt: skip
def test_evidence_as_people_have_it_is_taken(name: str, data: bytes, mimetype: str) -> None:
    assert type_of(name, data).mimetype == mimetype
    assert f".{name.rpartition('.')[2].lower()}" in ACCEPTED


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("side.txt", b"  <!DOCTYPE html><script>alert(1)</script>"),
        ("side.html", b"<p>Hej</p>"),
        ("billede.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("billede.txt", b"\xef\xbb\xbf<?xml version='1.0'?><svg/>"),
        ("program.exe", b"MZ\x90\x00" + bytes(60)),
        ("program.txt", b"\x7fELF" + bytes(60)),
        ("script.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("makro.docx", packed("word/document.xml", "word/vbaProject.bin")),
        ("makro.odt", packed("Basic/Standard/x.xml", mimetype="application/vnd.oasis.opendocument.text")),
        ("gammel.doc", OLE + bytes(500)),
        ("pakket.zip", packed("a.txt")),
        ("brudt.docx", b"PK\x03\x04" + bytes(30)),
    ],
)
def test_what_can_run_or_be_shown_as_a_page_is_not_taken(name: str, data: bytes) -> None:
    with pytest.raises(BadFile, match=r"ikke kan lægges på|noget andet"):
        type_of(name, data)


def test_a_name_that_says_something_else_than_the_content_is_refused_with_the_right_ending() -> None:
    for name in ("referat.pdf", "referat", "referat.png.exe"):
        with pytest.raises(BadFile, match="noget andet") as bad:
            type_of(name, PNG)
        assert bad.value.values["ending"] == "png"


def test_a_file_is_neither_empty_nor_too_large_nor_named_by_a_citizen() -> None:
    assert type_of("a.txt", b"a" * MAX_BYTES)
    for name, data, words in (
        ("a.txt", b"", "er tom"), ("a.txt", b"a" * (MAX_BYTES + 1), "15 MB"), ("310299-9999.txt", b"a", "CPR"),
    ):  # fmt: skip
        with pytest.raises(BadFile, match=words):
            type_of(name, data)


@pytest.mark.parametrize(
    ("name", "tidied"),
    [
        ("C:\\Brugere\\bent\\Liste 1.pdf", "Liste 1.pdf"),
        ("../../etc/passwd", "passwd"),
        ("liste\u202efdp.exe", "listefdp.exe"),
        ("to\nlinjer\t.pdf", "to linjer .pdf"),
        ("...", "bilag"),
    ],
)
def test_a_name_is_the_last_part_without_what_is_not_seen(name: str, tidied: str) -> None:
    assert tidy_name(name) == tidied


@given(st.text(max_size=400))
def test_every_name_is_one_line_that_fits_and_is_its_own_tidied(name: str) -> None:
    tidied = tidy_name(name)
    assert 0 < len(tidied) <= LONGEST_NAME
    assert tidied.isprintable()
    assert not {"/", "\\"} & set(tidied)
    assert tidy_name(f"{'a' * 300}.pdf").endswith("a.pdf")


@given(st.binary(max_size=200))
def test_any_content_is_of_a_known_type_or_refused(data: bytes) -> None:
    try:
        found = type_of("noget.txt", data)
    except BadFile:
        return
    assert "txt" in found.endings
