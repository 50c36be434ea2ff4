"""What the record says beside each section of an assessment: read there, and changed in the record itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from register.activity.content import ActivityContent
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.activity.reading import Fact, fact_of, read_fields
from register.activity.store import Names, find_version, load_names
from register.dpia.model import Dpia

FIELDS: Mapping[str, Sequence[str]] = {
    "summary": ("purposes",),
    "description": (
        "purposes", "subject_count", "data_lines", "data_sources", "disclosures", "systems", "processors", "transfers",
        "ai_used", "ai_class",
    ),
    "ai": ("ai_used", "ai_class", "automated_decision", "automated_basis"),
    "necessity": ("purposes", "data_lines", "retention"),
    "rights": ("purposes", "info_duty", "consent_procedure", "processors", "transfers"),
    "measures": ("security_measures", "measures"),
}  # fmt: skip
"""By section: the fields of the record that it is written beside. Transfers come with their assessment (TIA)."""


@dataclass(frozen=True)
class RecordFacts:
    """The record as an assessment of it sees it; `is_frozen`: as it was when the assessment was approved."""

    content: ActivityContent
    names: Names
    is_frozen: bool

    def of(self, section: str) -> Sequence[Fact]:
        """What stands beside a section; a field that says nothing is left out."""
        return self._told(FIELDS.get(section, ()), with_bases=section == "rights")

    def all(self) -> Sequence[Fact]:
        """Everything that stands beside some section, each field once."""
        return self._told(tuple(dict.fromkeys(name for names in FIELDS.values() for name in names)), with_bases=True)

    def _told(self, fields: Sequence[str], *, with_bases: bool) -> Sequence[Fact]:
        """The fields; the purposes with what they rest on only where that is asked about."""
        if with_bases or "purposes" not in fields:
            return read_fields(self.content, self.names, fields)
        purposes = fact_of("purposes", "\n".join(purpose.text for purpose in self.content.purposes if purpose.text))
        others = read_fields(self.content, self.names, [name for name in fields if name != "purposes"])
        return [purposes, *others] if purposes.text else others


def facts_beside(dpia: Dpia, activity: ProcessingActivity) -> RecordFacts:
    """The record as it is, or for an approved version as it was then. The record is loaded with all it holds."""
    frozen = None
    if not dpia.is_open and dpia.activity_version is not None:
        frozen = find_version(activity.id, dpia.activity_version)
    content = frozen.content if frozen else to_content(activity)
    return RecordFacts(content, load_names([content]), is_frozen=frozen is not None)
