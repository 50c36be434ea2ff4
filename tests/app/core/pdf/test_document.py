"""A document laid together from parts, read by others than the one who made it."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pdfua
import pikepdf
import pypdf
import pytest

from app.core.pdf import Look, render_parts
from config import ROOT
from tests.app.core.pdf.tree import Element, marked_texts, read_tree
from tests.bench.pdf_sample import LOOK, TITLE, front, sections

pytestmark = pytest.mark.xdist_group("pdf-document")

RECORDS, PER_PART = 45, 10
NUMBERS = range(1, RECORDS + 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The document by whether it is tagged."""
    folder = tmp_path_factory.mktemp("documents")
    made = {}
    for is_tagged in (True, False):
        made[is_tagged] = folder / f"{is_tagged}.pdf"
        done: list[int] = []
        pages = render_parts(
            sections(NUMBERS),
            look=LOOK,
            static=ROOT / "app/static",
            target=made[is_tagged],
            front=lambda known: front(NUMBERS, known),
            is_tagged=is_tagged,
            per_part=PER_PART,
            on_done=done.append,
        )
        assert pages == len(pypdf.PdfReader(made[is_tagged]).pages)
        assert done == sorted(set(done))
        assert done[-1] == RECORDS
    return made


@pytest.fixture(scope="module")
def pdf(files: dict[bool, Path]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(files[True]) as opened:
        yield opened


@pytest.fixture(scope="module")
def tree(pdf: pikepdf.Pdf) -> Element:
    return read_tree(pdf)


@pytest.fixture(scope="module")
def texts(files: dict[bool, Path]) -> list[str]:
    """The words of each page as pypdf reads them, page 1 first."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(files[True]).pages]


def test_every_marked_content_is_reached_from_the_tree_and_from_its_page(pdf: pikepdf.Pdf, tree: Element) -> None:
    owner = {mark: element.key for element in tree.walk() for mark in element.marks}
    assert len(owner) == len(tree.all_marks())
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    found = {}
    for number, page in enumerate(pdf.pages):
        tagged, _artifact, loose = marked_texts(page)
        assert loose == []
        above = parents[int(page.obj.StructParents)]
        found |= {(number, mark): above[mark].objgen for mark in tagged}
        assert len(above) == len([mark for mark in owner if mark[0] == number])
    assert found == owner


def test_every_link_is_a_link_element_and_knows_it(pdf: pikepdf.Pdf, tree: Element) -> None:
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    owner = {link.objgen: element for element in tree.walk() for link in element.links}
    links = [link for page in pdf.pages for link in page.obj.get("/Annots", [])]
    assert {link.objgen for link in links} == owner.keys()
    for link in links:
        element = owner[link.objgen]
        assert element.kind == "Link"
        assert element.all_marks()
        assert parents[int(link.StructParent)].objgen == element.key
        assert int(link.F) & 4
        assert re.match(r"B-\d+", str(link.Contents))


def test_keys_are_used_once(pdf: pikepdf.Pdf) -> None:
    keys = [int(page.obj.StructParents) for page in pdf.pages]
    keys += [int(link.StructParent) for page in pdf.pages for link in page.obj.get("/Annots", [])]
    assert len(keys) == len(set(keys))
    assert sorted(keys) == list(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree))


def test_headings_come_in_order_without_leaps(tree: Element) -> None:
    levels = [int(e.kind[1]) for e in tree.walk() if re.fullmatch(r"H\d", e.kind)]
    assert levels[:4] == [1, 2, 2, 3]
    assert levels.count(1) == 1
    assert levels.count(2) == RECORDS + 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_every_header_cell_has_a_scope_and_every_data_cell_finds_its_headers(pdf: pikepdf.Pdf, tree: Element) -> None:
    ids = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
    heads = {str(e.held.ID): e for e in tree.walk() if e.kind == "TH"}
    assert {name: held.objgen for name, held in ids.items()} == {name: head.key for name, head in heads.items()}
    assert len(heads) == sum(e.kind == "TH" for e in tree.walk())
    for head in heads.values():
        in_head = head.above is not None and head.above.above is not None and head.above.above.kind == "THead"
        assert str(head.held.A.Scope) == ("/Column" if in_head else "/Row")
    cells = [e for e in tree.walk() if e.kind == "TD"]
    assert len(cells) > RECORDS * 20
    for cell in cells:
        assert [name for name in map(str, cell.held.A.Headers) if name in heads] == [*map(str, cell.held.A.Headers)]
    row_heads = [e for e in tree.walk() if e.kind == "TR" and [c.kind for c in e.below] == ["TH", "TD"]]
    assert len(row_heads) == RECORDS * 20
    for row in row_heads:
        assert [str(row.below[0].held.ID)] == [*map(str, row.below[1].held.A.Headers)]


def test_language_title_and_conformance_are_the_whole_documents(files: dict[bool, Path]) -> None:
    for is_tagged, file in files.items():
        with pikepdf.open(file) as pdf:
            assert str(pdf.Root.Lang) == "da"
            assert str(pdf.docinfo["/Title"]) == TITLE
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            assert ("/StructTreeRoot" in pdf.Root) is is_tagged
            if is_tagged:
                assert pdf.Root.MarkInfo.Marked
                with pdf.open_metadata(update_docinfo=False) as metadata:
                    assert metadata["pdfuaid:part"] == "1"
                    assert metadata["dc:title"] == TITLE


def test_a_link_in_the_contents_leads_to_the_page_it_names(files: dict[bool, Path], texts: list[str]) -> None:
    """In both kinds of file, for every record: the printed number is the page that shows the record's heading."""
    for file in files.values():
        reader = pypdf.PdfReader(file)
        places = reader.named_destinations
        contents = " ".join(" ".join(texts[:3]).split())
        for number in NUMBERS:
            page = reader.get_destination_page_number(places[f"r{number}"])
            assert page is not None
            title = re.escape(_heading(texts[page], number))
            assert re.search(rf"{title} ?{page + 1}\b", contents), (number, page)


def test_links_lead_between_parts(files: dict[bool, Path]) -> None:
    for file in files.values():
        with pikepdf.open(file) as pdf:
            places = pikepdf.NameTree(pdf.Root.Names.Dests)
            links = [(i, link) for i, page in enumerate(pdf.pages) for link in page.obj.get("/Annots", [])]
            assert len(links) == 2 * RECORDS - 1
            numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
            ways = {(here, numbers[places[str(link.Dest)][0].objgen]) for here, link in links}
            assert len({there for _here, there in ways}) == RECORDS
            assert all("/A" not in link for _here, link in links)


def test_the_outline_is_the_contents(files: dict[bool, Path], texts: list[str]) -> None:
    for file in files.values():
        reader = pypdf.PdfReader(file)
        title, below = reader.outline[0], reader.outline[1]
        assert title["/Title"] == TITLE
        assert [entry["/Title"] for entry in below[:1]] == ["Indhold"]
        assert len(below) == RECORDS + 1
        for number, entry in enumerate(below[1:], start=1):
            page = reader.get_destination_page_number(entry)
            assert entry["/Title"] == _heading(texts[page], number)


def test_every_page_but_the_first_says_which_it_is_and_of_how_many(pdf: pikepdf.Pdf, texts: list[str]) -> None:
    for number, (page, text) in enumerate(zip(pdf.pages, texts, strict=True), start=1):
        said = [*map(int, *re.findall(r"Side (\d+) af (\d+)", text))] if number > 1 else []
        assert said == ([number, len(texts)] if number > 1 else [])
        assert "Side" in text or number == 1
        tagged, artifact, _loose = marked_texts(page)
        assert len(artifact) == (number > 1)
        assert not any(codes in artifact for drawn in tagged.values() for codes in drawn)
    assert "Side 2 af" in texts[1]


def test_running_lines_stand_on_every_page_but_the_first(pdf: pikepdf.Pdf) -> None:
    frames = [page.obj.Resources.XObject.get("/Frame") for page in pdf.pages]
    drawn = [b"/Frame Do" in page.Contents[0].read_bytes() if isinstance(page.Contents, pikepdf.Array) else False
             for page in pdf.pages]  # fmt: skip
    assert drawn == [False, *[True] * (len(drawn) - 1)]
    assert len({frame.objgen for frame in frames}) == 1


def test_the_text_reads_in_order(texts: list[str]) -> None:
    whole = " ".join(texts)
    at = [whole.index(f"{_title(number)} Godkendt, version") for number in NUMBERS]
    assert at == sorted(at)
    for number in (1, 2, RECORDS):
        start = at[number - 1]
        places = [
            whole.index(word, start)
            for word in ("Behandlingen", "Formål", "Slettefrist", "Ansvarlig enhed", "Registrerede")
        ]
        assert places == sorted(places)


def test_a_pdf_ua_checker_finds_nothing(files: dict[bool, Path]) -> None:
    assert [f"{f.rule_id} {f.message}" for f in pdfua.validate(str(files[True])).findings] == []


def test_both_kinds_say_the_same(files: dict[bool, Path], texts: list[str]) -> None:
    plain = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(files[False]).pages]
    assert plain == texts


def test_without_a_frame_or_front_there_is_only_the_text(tmp_path: Path) -> None:
    target = tmp_path / "x.pdf"
    look = Look(title="Æ & <b>", stylesheets=(), lang="da")
    assert render_parts(["<p>et</p>", "<p>to</p>"], look=look, static=tmp_path, target=target, per_part=1) == 2
    reader = pypdf.PdfReader(target)
    assert [page.extract_text().strip() for page in reader.pages] == ["et", "to"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Æ & <b>"


def test_a_front_alone_is_a_document_and_nothing_is_none(tmp_path: Path) -> None:
    target, look = tmp_path / "x.pdf", Look(title="Tom", stylesheets=())
    assert render_parts([], look=look, static=tmp_path, target=target, front=lambda _pages: "<h1>Tom</h1>") == 1
    with pytest.raises(ValueError, match="no sections"):
        render_parts([], look=look, static=tmp_path, target=target)


def _title(number: int) -> str:
    (found,) = re.findall(r"<h2>(.*?)</h2>", next(sections([number])))
    return str(found)


def _heading(text: str, number: int) -> str:
    """The record's heading, which must stand on this page."""
    title = _title(number)
    assert f"{title} Godkendt" in text
    return title
