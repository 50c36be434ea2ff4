"""Questions that several rules put to a record."""

from collections.abc import Sequence
from datetime import date

from register.activity.choices import RECIPIENTS, SENSITIVE
from register.activity.content import EVERY_LINE, ActivityContent, DataLine, Disclosure, Purpose, Transfer
from register.activity.countries import COUNTRIES
from register.activity.rules.known import Context
from register.activity.rules.rule import Hit

QUOTED = 80
"""Characters of a purpose that are quoted where it is named."""


def said_purposes(content: ActivityContent) -> Sequence[Purpose]:
    """The purposes in which anything stands at all."""
    return [purpose for purpose in content.purposes if purpose != Purpose()]


def about_purpose(content: ActivityContent, purpose: Purpose, detail: str = "", **values: str) -> Hit:
    """A hit that names the purpose it concerns, when there are several; `detail` tells two of one purpose apart."""
    said = said_purposes(content)
    name = ""
    if len(said) > 1:
        name = purpose.text.strip() or str(said.index(purpose) + 1)
    return Hit(about=" · ".join(filter(None, (name, detail))), quote=shortened(name), values=values)


def shortened(text: str) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else line[:QUOTED].rstrip() + "…"


def has_law(purpose: Purpose) -> bool:
    """Whether the purpose names the special legislation it rests on."""
    return bool(purpose.laws or purpose.special_law.strip())


def has_basis(content: ActivityContent, *codes: str) -> bool:
    """Whether a purpose rests on one of these provisions of databeskyttelsesloven."""
    return any(code in purpose.dbl for purpose in content.purposes for code in codes)


def has_article_9(content: ActivityContent, *letters: str) -> bool:
    """Whether a purpose names an exception of Art. 9(2): any, or one of these."""
    return any(letter in letters or not letters for purpose in content.purposes for letter in purpose.art9)


def has_category(content: ActivityContent, *categories: str) -> bool:
    """Whether there is a data line of one of these categories."""
    return any(line.category in categories for line in content.data_lines)


def has_sensitive(content: ActivityContent) -> bool:
    """Whether special categories of personal data are processed (Art. 9(1))."""
    return has_category(content, *SENSITIVE)


def is_said(line: DataLine) -> bool:
    """Whether a line says which data."""
    return bool(line.category or line.text.strip())


def named_disclosures(content: ActivityContent) -> Sequence[Disclosure]:
    """The recipients that are named in any way."""
    return [row for row in content.disclosures if row.category or row.recipient or row.name.strip()]


def lines_of(content: ActivityContent, row: Disclosure | Transfer) -> Sequence[DataLine]:
    """The data lines that a recipient gets."""
    if EVERY_LINE in row.lines:
        return content.data_lines
    return [line for line in content.data_lines if line.key in row.lines]


def recipient_name(row: Disclosure, context: Context) -> str:
    """What a recipient is called: by its own record, else as it was written, else by its category."""
    held = context.facts.recipients.get(row.recipient)
    return (held.name if held else row.recipient) or row.name.strip() or RECIPIENTS.get(row.category, row.category)


def recipient_key(row: Disclosure) -> str:
    """What tells a recipient from the others of the record, whatever it is called."""
    return row.recipient or row.name.strip() or row.category


def processor_name(code: str, context: Context) -> str:
    """What a processor is called; its code, when we do not know it."""
    held = context.facts.processors.get(code)
    return (held.name if held else "") or code


def country_name(code: str) -> str:
    """The Danish name of a country; its code, when we have none."""
    return COUNTRIES.get(code, code)


def year_before(day: date) -> date:
    """Twelve months before a day; 29 February becomes the 28th."""
    return years_after(day, -1)


def years_after(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes the 28th, and time ends where the calendar does."""
    year = min(max(day.year + years, date.min.year), date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
