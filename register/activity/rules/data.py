"""R05-R08, R16, R19, R21: who is registered and which data (Art. 9, 10, 30(1)(c))."""

from collections.abc import Iterator

from app.core.text import N_
from register.activity.choices import SUBJECTS
from register.activity.content import ActivityContent
from register.activity.rules.known import Context
from register.activity.rules.reading import has_article_9, has_basis, has_category, has_law, has_sensitive, is_said
from register.activity.rules.rule import Hit, Rule, Severity, when


def _r05(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """At least one category of data subjects: Art. 30(1)(c)."""
    yield from when(not any(subject.strip() for subject in content.subjects))


def _r06(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """At least one line that says which personal data: Art. 30(1)(c)."""
    yield from when(not any(is_said(line) for line in content.data_lines))


def _r07(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """Which data about which data subjects: Art. 30(1)(c), as Datatilsynet has read it since 2020."""
    coupled = {line.subject for line in content.data_lines if is_said(line)}
    severity: Severity | None = "warning" if context.is_imported_unedited else None
    for subject in content.subjects:
        if subject.strip() and subject not in coupled:
            yield Hit(about=subject, values={"subject": SUBJECTS.get(subject, subject)}, severity=severity)


def _r08(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """A record cannot hold no personal data and some: Art. 4(1)."""
    others = any(is_said(line) and line.category != "none" for line in content.data_lines)
    yield from when(has_category(content, "none") and others)


def _r16(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Special categories need an exception from the ban: Art. 9(2)."""
    yield from when(has_sensitive(content) and not has_article_9(content))


def _r19(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Criminal offences need an authority: Art. 10, databeskyttelsesloven § 8."""
    yield from when(has_category(content, "criminal") and not has_basis(content, "8", "8.1", "8.2"))


def _r21(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """A public authority's use of CPR numbers: Art. 87, databeskyttelsesloven § 11(1), or a special law."""
    is_carried = has_basis(content, "11.1") or any(has_law(purpose) for purpose in content.purposes)
    yield from when(has_category(content, "cpr") and not is_carried)


R05 = Rule(
    "R05", "error", True, "subjects",
    N_("art. 30, stk. 1, litra c"), N_("mangler registrerede"),
    N_("Angiv mindst én kategori af registrerede (litra c)."), _r05,
)  # fmt: skip
R06 = Rule(
    "R06", "error", True, "data_lines",
    N_("art. 30, stk. 1, litra c"), N_("mangler personoplysninger"),
    N_("Angiv, hvilke personoplysninger der behandles."), _r06,
)  # fmt: skip
R07 = Rule(
    "R07", "error", True, "data_lines",
    N_("art. 30, stk. 1, litra c"), N_("mangler oplysninger om en gruppe registrerede"),
    N_('Der mangler kobling mellem "%(subject)s" og personoplysninger.'), _r07,
)  # fmt: skip
R08 = Rule(
    "R08", "error", False, "data_lines",
    N_("art. 4, nr. 1"), N_("både ingen og nogle personoplysninger"),
    N_('"Ingen personoplysninger" kan ikke kombineres med andre kategorier.'), _r08,
)  # fmt: skip
R16 = Rule(
    "R16", "error", False, "purposes",
    N_("art. 9, stk. 2"), N_("mangler undtagelse til følsomme oplysninger"),
    N_("Følsomme oplysninger kræver en undtagelse i art. 9, stk. 2."), _r16,
)  # fmt: skip
R19 = Rule(
    "R19", "error", False, "purposes",
    N_("art. 10"), N_("mangler hjemmel til strafbare forhold"),
    N_("Oplysninger om strafbare forhold kræver hjemmel i databeskyttelseslovens § 8, jf. art. 10."), _r19,
)  # fmt: skip
R21 = Rule(
    "R21", "error", False, "purposes",
    N_("art. 87 og databeskyttelsesloven § 11, stk. 1"), N_("mangler hjemmel til CPR-nummer"),
    N_(
        "CPR-nummer kræver hjemmel i databeskyttelseslovens § 11, stk. 1 (entydig identifikation eller journalnummer)."
    ), _r21,
)  # fmt: skip
