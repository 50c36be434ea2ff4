"""The mapping language: how the rows of another system become contents of ours.

A mapping is a YAML file:

    source: kl                    # with the number the key of every later import of the same list
    format: json                  # json or sheet
    fields:                       # a field of ActivityContent → where it comes from
      title:
        from: name                # the column, or the name in a json record
        pattern: '(\\d+)\\. (.+)'   # the whole value must match; `group` is the part that is taken
        group: 2
        squeeze: true             # doubled blanks and line breaks become one blank
        says: …                   # what the person is told when the pattern does not match
      purposes:                   # rows: one or more templates, each making a row where it finds anything
        - text: {from: purpose}
          art6: {from: bases, values: {BASIS-E: e, HEADER: ''}}   # '' is known and says nothing
      disclosures:
        - each: receivers         # a row for every value of a list
          name: {from: receivers}
      kle_numbers: {from: groups, parents: mainGroups}   # a parent only where no number of it is listed
      unit: {is: SOC}             # the same for all

A value that no `values` table of its column knows is a problem; so is a code that is on no list of ours.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from app.core.errors import Refused
from app.core.text import N_
from register.activity.content import ROWS, ActivityContent

MAPPINGS = Path(__file__).parent.parent / "mappings"
FIELDS = tuple(f.name for f in fields(ActivityContent))
_SPEC_KEYS = frozenset({"from", "is", "pattern", "group", "says", "squeeze", "values", "parents"})


class MappingProblem(Refused):
    """A mapping that cannot be used; the sentence names the place in it."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(N_("Oversættelsen kan ikke bruges. %(path)s: %(reason)s") % {"path": path, "reason": reason})
        self.path = path


@dataclass(frozen=True)
class Spec:
    """Where one value comes from. `values` is None when every value is taken as it stands."""

    column: str = ""
    constant: str = ""
    pattern: re.Pattern[str] | None = None
    group: str | int = 0
    says: str = ""
    squeeze: bool = False
    values: Mapping[str, str] | None = None
    parents: str = ""


@dataclass(frozen=True)
class Template:
    """A row: part of the row → where it comes from; `each` is the list column of which every value makes a row."""

    parts: Mapping[str, Spec]
    each: str = ""


@dataclass(frozen=True)
class SourceMapping:
    """A mapping that has been read: plain fields, and templates of rows."""

    source: str
    format: str
    plain: Mapping[str, Spec]
    rows: Mapping[str, Sequence[Template]]

    @property
    def fills(self) -> frozenset[str]:
        """The fields of a content that this mapping speaks of."""
        return frozenset(self.plain) | frozenset(self.rows)

    @property
    def columns(self) -> frozenset[str]:
        """Every column it reads."""
        found = {spec.column for spec in self.specs()} | {spec.parents for spec in self.specs()}
        return frozenset(found | {row.each for rows in self.rows.values() for row in rows}) - {""}

    def specs(self) -> Iterator[Spec]:
        """Every place a value comes from."""
        yield from self.plain.values()
        for templates in self.rows.values():
            for template in templates:
                yield from template.parts.values()

    def known_values(self, column: str) -> frozenset[str]:
        """Every value of a column that one of its tables knows."""
        return frozenset(value for spec in self.specs() if spec.column == column for value in spec.values or ())

    def column_of(self, field: str) -> str:
        """The column a plain field is read from; the field's own name when it is from none."""
        spec = self.plain.get(field)
        return spec.column if spec and spec.column else field


def list_mappings() -> tuple[str, ...]:
    """The names of the mappings that come with the program."""
    return tuple(sorted(path.stem for path in MAPPINGS.glob("*.yml")))


def get_mapping(name: str) -> SourceMapping:
    """The mapping of that name in register/mappings/, or of a file. Raises MappingProblem when there is none."""
    path = MAPPINGS / f"{name}.yml" if name in list_mappings() else Path(name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        known = ", ".join(list_mappings())
        raise MappingProblem(
            name, N_("filen findes ikke. Navne, du kan bruge: %(known)s.") % {"known": known}
        ) from None
    return load_mapping(text)


def load_mapping(text: str) -> SourceMapping:
    """Read a mapping. Raises MappingProblem naming what is wrong, where, and what is meant perhaps."""
    try:
        # BaseLoader makes texts of everything: a code "no" must not become False, nor "01" the number 1.
        document = yaml.BaseLoader(text).get_single_data()
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = N_("linje %(line)s") % {"line": mark.line + 1} if mark else N_("filen")
        raise MappingProblem(line, N_("her står noget, der ikke er YAML.")) from None
    top = _table(document, "filen", frozenset({"source", "format", "fields"}))
    if not isinstance(top.get("source"), str) or not top["source"]:
        raise MappingProblem("source", N_("skriv et kort navn for systemet, som kl."))
    if top.get("format") not in ("json", "sheet"):
        raise MappingProblem("format", N_("skriv json eller sheet."))
    wanted = _table(top.get("fields"), "fields", frozenset(FIELDS))
    plain = {name: _spec(value, f"fields.{name}") for name, value in wanted.items() if name not in ROWS}
    rows = {name: _templates(name, value) for name, value in wanted.items() if name in ROWS}
    if "title" not in plain:
        raise MappingProblem("fields", N_("title mangler: hver behandling skal have en titel."))
    return SourceMapping(str(top["source"]), str(top["format"]), plain, rows)


def _templates(name: str, value: object) -> tuple[Template, ...]:
    parts = frozenset(f.name for f in fields(ROWS[name]))
    found = []
    for at, entry in enumerate(value if isinstance(value, list) else [value], start=1):
        path = f"fields.{name}[{at}]"
        table = _table(entry, path, parts | {"each"})
        each = table.pop("each", "")
        if not isinstance(each, str):
            raise MappingProblem(f"{path}.each", N_("skriv navnet på en kolonne."))
        found.append(Template({part: _spec(spec, f"{path}.{part}") for part, spec in table.items()}, each))
    return tuple(found)


def _spec(value: object, path: str) -> Spec:
    table = _table({"from": value} if isinstance(value, str) else value, path, _SPEC_KEYS)
    values = table.pop("values", None)
    if values is not None:
        values = _table(values, f"{path}.values", None)
    for key, text in [*table.items(), *(values or {}).items()]:
        if not isinstance(text, str):
            raise MappingProblem(f"{path}.{key}", N_("skriv en enkelt tekst."))
    said = {key: str(text) for key, text in table.items()}
    if bool(said.get("from")) == bool(said.get("is")):
        raise MappingProblem(path, N_("skriv enten from (en kolonne) eller is (den samme tekst til alle)."))
    pattern = _pattern(said["pattern"], path) if "pattern" in said else None
    return Spec(
        column=said.get("from", ""),
        constant=said.get("is", ""),
        pattern=pattern,
        group=_group(pattern, said.get("group", "0"), path),
        says=said.get("says", ""),
        squeeze=said.get("squeeze", "false") == "true",
        values={str(key): str(code) for key, code in values.items()} if values is not None else None,
        parents=said.get("parents", ""),
    )


def _pattern(text: str, path: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.DOTALL)
    except re.error as error:
        raise MappingProblem(f"{path}.pattern", N_("mønsteret kan ikke læses (%(why)s).") % {"why": error}) from None


def _group(pattern: re.Pattern[str] | None, group: str, path: str) -> str | int:
    wanted: str | int = int(group) if group.isdecimal() else group
    known = {0} if pattern is None else {*range(pattern.groups + 1), *pattern.groupindex}
    if wanted not in known:
        raise MappingProblem(f"{path}.group", N_("mønsteret har ingen gruppe %(group)s.") % {"group": group})
    return wanted


def _table(value: object, path: str, known: frozenset[str] | None) -> dict[str, object]:
    if not isinstance(value, dict):
        raise MappingProblem(path, N_("her skal stå navne og værdier, én på hver linje."))
    for key in value:
        if known is not None and key not in known:
            raise MappingProblem(
                f"{path}.{key}", N_("navnet kendes ikke. Brug et af: %(known)s.") % {"known": ", ".join(sorted(known))}
            )
    return dict(value)
