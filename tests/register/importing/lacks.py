"""What a flat list of the published form lacks, read off the file by hand: nothing here asks the rules.

Such a list says of each activity a title, a description, chosen bases and KLE numbers, and no more.
"""

from collections.abc import Mapping
from typing import Any

OF_EVERY_RECORD = {
    "R05": "error",  # data subjects
    "R06": "error",  # data
    "R09": "error",  # recipients
    "R30": "error",  # retention
    "R33": "error",  # measures
    "R40": "error",  # screening for an impact assessment
    "R42": "warning",  # risk assessment; no line says that it is about sensitive data
    "R46": "error",  # owner
    "R48": "warning",  # review
}
MUNICIPALITY = {"R01": "error", "R02": "error"}
"""What an organisation lacks that has told nothing about itself."""
NATIONAL_LAW = {"b": (), "g": (), "h": (), "i": (), "j": ("valp10",)}
"""The choices that give an exception of art. 9 its provision: the form has § 7 without stk., which is none."""


def _title(record: Mapping[str, Any]) -> str:
    """The name without its number: "01. Udlån" is called Udlån."""
    return " ".join(record["name"].split(".", 1)[1].split())


def lacks(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Rule and severity of everything that a record of the file lacks, in the order of the rules."""
    chosen = {code.removeprefix("register-gdpr-") for code in record.get("gdprChoices") or []}
    art6 = {code.removeprefix("p6-") for code in chosen if code.startswith("p6-")}
    art9 = {code.removeprefix("p7-") for code in chosen if code.startswith("p7-")}
    description = " ".join((record.get("description") or "").split())
    has_purpose = bool(description or chosen - {"valp6", "valp7"})
    found = list(OF_EVERY_RECORD.items())
    if not description:
        found.append(("R03", "error"))
    elif len(description) < 20 or description.casefold() == _title(record).casefold():
        found.append(("R04", "warning"))
    if not has_purpose or not art6:
        found.append(("R11", "error"))
    if art6 & {"c", "e"}:
        found.append(("R12", "error"))
    if "a" in art6 | art9:
        found.append(("R15", "error"))
    found += [("R17", "error") for letter, law in NATIONAL_LAW.items() if letter in art9 and not chosen & set(law)]
    if art9:
        found.append(("R18", "warning"))
    if "valp10" in chosen:
        found.append(("R23", "warning"))
    if not record.get("kleGroups") and not record.get("kleMainGroups"):
        found.append(("R44", "warning"))
    return sorted(found)
