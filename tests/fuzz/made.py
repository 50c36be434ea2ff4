"""Files made to do harm, none of which was ever sound: bombs, giants, impossible sheets, odd json."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from tests.app.core.sheets.files import HEAD, PARTS, xlsx_of_xml
from tests.fuzz.bytes import pack

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ODD = (
    "=1+1", "=cmd|'/C calc'!A0", "+1", "@SUM(A1)", "-2", "\t=1", "#N/A", "²", "١٢", "1e999", "9" * 5_000, "NaN", "|||",
    '"""', "'", "– | –", "a\nb|c", "31-02-2026", "uge 12", "99999", "\u202eabc", "\ufeff", "a\x00b", "😀" * 300,
    "Å" * 40_000,
    "true", "null", "{}", "[]", "<b>", "%s%d%(x)s", "{0}", "  ", "\u00a0", "A" * 32_768, "x;" * 400, "ja og nej",
)  # fmt: skip
HEADINGS = (
    "Nummer",
    "Titel",
    "Formål",
    "Enhed",
    "Registrerede",
    "Oplysninger",
    "Modtagere",
    "Slettefrist",
    "Næste gennemgang",
)


def _cell(random: Random, at: str) -> str:
    kind = random.choice(("str", "s", "n", "b", "e", "d", "inlineStr", "x", ""))
    value = random.choice(("1", "-1", "#N/A", "#DIV/0!", "1e308", "1e999", "", "2026-03-01", "x", "99999999", "0.1"))
    formula = random.choice(("", "", "<f>1+1</f>", '<f t="shared" si="0"/>', "<f>HYPERLINK(&quot;x&quot;)</f>", "<f/>"))
    style = random.choice(("", ' s="0"', ' s="99"', ' s="-1"', ' s="x"'))
    return f'<c r="{at}" t="{kind}"{style}>{formula}<v>{value}</v></c>'


def odd_cells(random: Random) -> bytes:
    rows = []
    for number in range(2, random.choice((3, 10, 60))):
        places = [random.choice((f"{letter}{number}", f"{letter}{number}", "A1", "", "ÆØ1")) for letter in "ABC"]
        rows.append(
            f'<row r="{random.choice((number, number, 0, "x"))}">{"".join(_cell(random, at) for at in places)}</row>'
        )
    return xlsx_of_xml(HEAD + "".join(rows))


def far_out(random: Random) -> bytes:
    at = random.choice(("XFD1048576", "A1048576", "XFD1", "ZZZ9999999", "A20002", "GR300000"))
    return xlsx_of_xml(f'{HEAD}<row r="{at.lstrip("ABCDEFGRXZ")}"><c r="{at}"><v>1</v></c></row>')


def merged_mad(random: Random) -> bytes:
    area = random.choice(
        ("A1:XFD1048576", "A2:A1048576", "B2:A1", "A1", "", "A1:A1", "ZZZZ99999999999:A1", "A2:A9", "A1:B1")
    )
    merges = f'<mergeCell ref="{area}"/>' * random.choice((1, 100, 60_000))
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><v>{"x" * random.choice((1, 30_000))}</v></c></row>' for n in range(2, 40)
    )
    sheet = f"<worksheet {MAIN}><sheetData>{HEAD}{rows}</sheetData><mergeCells>{merges}</mergeCells></worksheet>"
    return xlsx_of_xml("", **{"xl/worksheets/sheet1.xml": sheet})


def entities(random: Random) -> bytes:
    bomb = random.choice((
        '<!DOCTYPE x [<!ENTITY a "AAAAAAAAAA"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        f'<!DOCTYPE x [<!ENTITY c "{"A" * 50_000}">]>',
        '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/hostname">]>',
        "<!DOCTYPE x>",
    ))  # fmt: skip
    cells = f'<row r="2"><c r="A2" t="str"><v>{"&c;" * random.choice((1, 3_000))}</v></c></row>'
    name = random.choice(
        ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml")
    )
    return xlsx_of_xml(HEAD, **{name: f"{bomb}<worksheet {MAIN}><sheetData>{HEAD}{cells}</sheetData></worksheet>"})


def shared(random: Random) -> bytes:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{random.choice((0, 0, 1, -1, 99, 2**40, "x"))}</v></c></row>'
        for n in range(2, 300)
    )
    texts = f"<si><t>{'A' * random.choice((1, 40_000, 1_000_000))}</t></si><si/><si><r><t>x</t></r></si>"
    return xlsx_of_xml(HEAD + cells, **{"xl/sharedStrings.xml": f"<sst {MAIN}>{texts}</sst>"})


@cache
def zip_bomb(size: int) -> bytes:
    """A workbook with a worksheet of this many blanks; a gigabyte of them packs to a megabyte."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, part)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            block = b" " * 2**20
            for _ in range(size // 2**20):
                member.write(block)
    return target.getvalue()


def bomb(random: Random) -> bytes:
    data = bytearray(zip_bomb(random.choice((2**30, 2**30, 80 * 2**20))))
    if random.random() < 0.5:  # the directory lies about the size
        at = data.rfind(b"PK\x01\x02")
        data[at + 24 : at + 28] = random.randrange(2**16).to_bytes(4, "little")
    return bytes(data)


def many_members(random: Random) -> bytes:
    parts = {name: text.encode() for name, text in PARTS.items()}
    return pack(parts | {f"xl/x{n}.xml": b"<a/>" for n in range(random.choice((1_900, 2_100, 20_000)))})


def nested_zip(random: Random) -> bytes:
    data = pack(
        {name: text.encode() for name, text in PARTS.items()} | {"xl/worksheets/sheet1.xml": zip_bomb(80 * 2**20)}
    )
    return pack({"xl/workbook.xml": data}) if random.random() < 0.5 else data


def deep_xml(random: Random) -> bytes:
    depth = random.choice((100, 10_000, 200_000))
    return xlsx_of_xml(f'{HEAD}<row r="2"><c r="A2" t="inlineStr"><is>{"<r>" * depth}{"</r>" * depth}</is></c></row>')


def csv_giant(random: Random) -> bytes:
    giant = random.choice(("A" * 1_000_000, "Æ" * 131_073, '"' * 99_999, "x\n" * 70_000, "B" * 32_768, "=" * 50_000))
    return f'Nummer;Titel;Formål\n1;A;"{giant}"\n2;B;{giant[:40_000] if random.random() < 0.5 else "x"}\n'.encode()


def csv_wide(random: Random) -> bytes:
    width = random.choice((150, 201, 2_000, 60_000))
    heads = [f"k{n}" for n in range(width)] if random.random() < 0.5 else ["Titel"] * width
    return (";".join(["Nummer", *heads]) + "\n" + ";".join(["1"] * (width + 1)) + "\n").encode()


def csv_long(random: Random) -> bytes:
    line = random.choice(("1;A\n", "\n", ";\n", '"1";"A"\n', "x\n"))
    return ("Nummer;Titel\n" + line * random.choice((2_000, 19_990, 20_001, 400_000))).encode()


def csv_odd(random: Random) -> bytes:
    between, end = random.choice(";,\t|"), random.choice(("\n", "\r\n", "\r", "\n\n"))
    quote = random.choice(("", '"', "'"))
    top = [f"Liste {n}" for n in range(random.choice((0, 0, 3, 40)))]
    rows = [[str(n), *(random.choice(ODD) for _ in HEADINGS[1:])] for n in range(random.choice((1, 5, 30)))]
    lines = [between.join(f"{quote}{cell}{quote}" for cell in row) for row in [list(HEADINGS), *rows]]
    return end.join([*top, *lines]).encode(random.choice(("utf-8", "utf-8-sig", "utf-16")), "replace")


def json_odd(random: Random) -> bytes:
    deep = random.choice((10, 900, 3_000, 100_000))
    fields = ",".join(f'"k{n}": {n}' for n in range(random.choice((10, 201, 2_000))))
    return random.choice((
        "[" * deep, "[" * deep + "]" * deep, '{"a":' * deep + "1" + "}" * deep, f'[{{"x": {"[" * deep}{"]" * deep}}}]',
        '[{"number": NaN, "title": "A"}]', '[{"number": 1e999, "title": "A"}]', '[{"number": -Infinity}]',
        f'[{{"number": {"9" * 10_000}, "title": "A"}}]', f'[{{"number": {"9" * 4_000}, "title": "A"}}]',
        '[{"number": "1", "number": "2", "title": "A", "title": "B"}]', '[{"number": "\\ud800", "title": "\\udfff"}]',
        '[{"number": "1", "title": "' + "A" * 1_000_000 + '"}]', "[{" + fields + "}]",
        '[{"number": "1", "title": "A"},]',
        "[]", "{}", "null", "1", '"x"', '[null]', '[[]]', '[{}]', '[{"": ""}]', '{"activities": {}}',
        '{"activities": [1]}',
        '{"activities": [], "units": 1}', '[{"number": "1", "title": "A"}' * 1_000, '[{"nummer": "1", "titel": "A"}] x',
        "[" + ",".join(['{"number": "1", "title": "A"}'] * 25_000) + "]", '{"a": [{"nr": 1}], "b": [{"titel": 2}]}',
    )).encode(random.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16")))  # fmt: skip


def json_values(random: Random, sound: bytes) -> bytes:
    """A sound document in which some values are of another kind than they should be."""
    document = json.loads(sound)
    for _ in range(random.choice((1, 2, 5))):
        holder, key = random.choice(list(_places(document)))
        holder[key] = random.choice((None, True, -1, 1e308, 2**70, [], {}, [[]], [{}], [None], {"a": {"b": []}}, *ODD))
    return json.dumps(document, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")


def _places(value: object) -> Sequence[tuple[object, object]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, held in inner:
        found += [(value, key), *_places(held)]
    return found


MADE: Sequence[Callable[[Random], bytes]] = (
    odd_cells, odd_cells, odd_cells, far_out, merged_mad, entities, shared, many_members, nested_zip, deep_xml,
    csv_giant, csv_wide, csv_long, csv_odd, csv_odd, csv_odd, json_odd, json_odd, json_odd, bomb,
)  # fmt: skip
