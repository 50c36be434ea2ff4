"""Damage done to the bytes of a sound file, and to the parts inside an xlsx. Seeded: the same random gives the same."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random

Damage = Callable[[Random, bytes], bytes]

CODECS = ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "latin-1", "cp865", "utf-32", "utf-7", "cp500")
STARTS = (
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"MZ",
    b"PK\x03\x04",
    b"%PDF-1.7\n",
    b"\x1f\x8b",
    b"sep=;\n",
    b"\n" * 400,
)
SPLINTERS = (
    b"\x00",
    b'"',
    b"'",
    b";",
    b"\r",
    b"\n",
    b"\xff",
    b"\xc3",
    b"[",
    b"{",
    b"]",
    b"}",
    b"\\",
    b"\x1a",
    b"<",
    b">",
)


def truncate(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def lose_the_start(random: Random, data: bytes) -> bytes:
    return data[random.randrange(1, max(len(data), 2)) :]


def flip_bits(random: Random, data: bytes) -> bytes:
    flipped = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 20, 200))):
        if flipped:
            flipped[random.randrange(len(flipped))] ^= 1 << random.randrange(8)
    return bytes(flipped)


def insert(random: Random, data: bytes) -> bytes:
    for _ in range(random.choice((1, 3, 10))):
        at = random.randrange(len(data) + 1)
        data = data[:at] + random.choice(SPLINTERS) * random.choice((1, 1, 2, 500)) + data[at:]
    return data


def cut_out(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.randrange(1, 400) :]


def repeat(random: Random, data: bytes) -> bytes:
    at, length = random.randrange(len(data) + 1), random.randrange(1, 2_000)
    return data[: at + length] + data[at : at + length] * random.choice((1, 5, 50)) + data[at + length :]


def put_in_front(random: Random, data: bytes) -> bytes:
    return random.choice(STARTS) + data


def zeros(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes(random.choice((1, 512, 70_000))) + data[at + 512 :]


def noise(random: Random, data: bytes) -> bytes:
    return random.randbytes(random.choice((1, 10, 1_000, 100_000))) + data[:10]


def other_encoding(random: Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    read_as = random.choice(("utf-8", "cp1252", "latin-1"))
    return text.encode("utf-8").decode(read_as, "replace").encode(random.choice(CODECS), "replace")


ANY: Sequence[Damage] = (
    truncate, truncate, lose_the_start, flip_bits, flip_bits, insert, cut_out, repeat, put_in_front, zeros, noise,
)  # fmt: skip
TEXT: Sequence[Damage] = (*ANY, other_encoding, other_encoding, other_encoding)


def inside(random: Random, data: bytes) -> bytes:
    """Damage one part of a workbook and pack it anew, so that the zip is sound and the xml is not."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice([part for part in parts if part.startswith(("xl/", "_rels", "["))])
    parts[name] = random.choice((*ANY, *_XML * 2))(random, parts[name])
    if random.random() < 0.1:
        del parts[name]
    return pack(parts, random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2)))


def pack(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def _lose_tag(random: Random, part: bytes) -> bytes:
    tags = list(re.finditer(rb"<[^>]+>", part))
    found = random.choice(tags) if tags else None
    return part[: found.start()] + part[found.end() :] if found else part


def _double_tag(random: Random, part: bytes) -> bytes:
    tags = list(re.finditer(rb"<[^>]+>", part))
    found = random.choice(tags) if tags else None
    return part[: found.end()] + found[0] * random.choice((1, 3, 5_000)) + part[found.end() :] if found else part


def _odd_value(random: Random, part: bytes) -> bytes:
    values = list(re.finditer(rb'"[^"<>]*"', part))
    found = random.choice(values) if values else None
    odd = random.choice((b"", b"-1", b"99999999999999999999", b"1e999", b"XFD1048576", b"\xff", b"A" * 70_000, b"../x"))
    return part[: found.start() + 1] + odd + part[found.end() - 1 :] if found else part


def _odd_text(random: Random, part: bytes) -> bytes:
    texts = list(re.finditer(rb">[^<>]+<", part))
    found = random.choice(texts) if texts else None
    odd = random.choice((b"", b"-1", b"99999999999", b"1e999", b"NaN", b"&#0;", b"&x;", b"&amp;" * 40_000, b"]]>"))
    return part[: found.start() + 1] + odd + part[found.end() - 1 :] if found else part


_XML: Sequence[Damage] = (_lose_tag, _double_tag, _odd_value, _odd_text)
