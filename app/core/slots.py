"""What is said upward: places that are empty by default and that the parts fill at composition.

A lower room asks here ("which panels belong under this record?") without knowing who answers.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from app.core.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from app.audit.actions import Doing
    from app.auth.viewer import Viewer
    from app.leaving.rules import Recipient
    from app.listing.rules import ListKind
    from app.mail.message import MailFile
    from app.organisation.model import Person


@dataclass(frozen=True)
class Subject:
    """A row that others refer to by (kind, id): what to call it and where to find it."""

    kind: str
    id: int
    title: str
    url: str


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the side menu; `count` says how much waits there, `icon` is a name in components/icon.html.

    `also` are other addresses whose pages belong to the entry.
    """

    label: str
    url: str
    order: int
    count: int | None = None
    is_current: bool = False
    icon: str = ""
    also: tuple[str, ...] = ()


@dataclass
class TrailWords:
    """What the audit trail's codes are called: kinds of subject, verbs ("activity.change"), and fields of a kind.

    A field that several kinds have stands under the kind "".
    """

    kinds: dict[str, str] = field(default_factory=dict)
    verbs: dict[str, str] = field(default_factory=dict)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    """Words of the codes that a field holds, by the field's name."""
    describe: dict[str, Callable[[str, Any], str]] = field(default_factory=dict)
    """For a kind whose fields are more than a word: (field, value as it is told) → text. May raise: then as it is."""
    guards: dict[str, str] = field(default_factory=dict)
    """What one must be allowed to read to open a row of a kind, where it is not called as the kind."""

    def add(
        self,
        kind: str,
        label: str,
        verbs: Mapping[str, str],
        fields: Mapping[str, str] | None = None,
        values: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """The words of one kind of subject."""
        self.kinds[kind] = label
        self.verbs.update(verbs)
        self.fields.setdefault(kind, {}).update(fields or {})
        for name, words in (values or {}).items():
            self.values.setdefault(name, {}).update(words)


@dataclass(frozen=True)
class Hangs:
    """Rows that hang on a unit through one column: what to call them, and which of them count.

    `condition` gives the SQL that the counted rows fulfil; without one, all count. `blocks`: nothing of it may be left
    when the unit is closed.
    """

    one: str
    many: str
    condition: "Callable[[], ColumnElement[bool]] | None" = None
    blocks: bool = True


@dataclass(frozen=True)
class Held:
    """One row that hangs on a person: what to call it, where to find it, and where it belongs or when it is due."""

    id: int
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonLink:
    """Rows that name a person in one column, and how they are handed over when the person leaves.

    `slug` names the kind in addresses. `rows` selects (person, row) for all that still hangs on somebody: not what is
    done and over. `held` describes rows; who may `opens` (verb, object) may follow their addresses. `barred` says which
    of them the recipient may not take, and why. `hand_over` gives rows to the recipient by the kind's own means, with
    its history and trail; it is told from whom, and to whom. Who may do what `needs` says (verb, object) hands it over.
    `makes_dpo` says which of the rows make the recipient the DPO: they go with nothing that a DPO may not have.
    An `is_extra` kind does not count as hanging, and is handed over only when it is asked for.
    """

    slug: str
    title: str
    one: str
    many: str
    order: int
    opens: tuple[str, str]
    rows: "Callable[[], Select[*tuple[Any, ...]]]"
    held: Callable[[Sequence[int]], Sequence[Held]]
    barred: "Callable[[Sequence[int], Recipient], Mapping[int, str]]"
    hand_over: "Callable[[Sequence[int], Person, Person, Doing], None]"
    needs: tuple[str, str] = ("write", "handover")
    makes_dpo: Callable[[Sequence[int]], Collection[int]] = lambda _ids: ()
    is_extra: bool = False


@dataclass(frozen=True, kw_only=True)
class DraftKind:
    """A form that keeps drafts: what an untitled one is called, its page, and who may write there.

    `title_field` is the field that says what a draft is about. `url` and `guard` are told the row (0 for a new one);
    `guard` raises as the form's page does.
    """

    untitled: str
    title_field: str
    url: Callable[[int], str]
    guard: "Callable[[Viewer, int], None]"


@dataclass(frozen=True, kw_only=True)
class Host:
    """What files and comments hang on: they are seen and written by whoever the row's own rules say.

    `url` is the row's page. `guard` is told the viewer, the row and what is asked (read, comment, attach, remove), and
    raises as that page does.
    """

    url: Callable[[int], str]
    guard: "Callable[[Viewer, int, str], None]"


@dataclass(frozen=True)
class Hit:
    """One row that a search found: what to call it, where to find it, and a word or two about it."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Found:
    """What a search found of one kind: the first hits, how many there are in all, and the list that shows them."""

    count: int
    hits: Sequence[Hit]
    all_url: str


@dataclass(frozen=True, kw_only=True)
class SearchKind:
    """A kind of row that the header's search finds. `find` gives at most `HITS` hits, of what the viewer may read,
    in a constant number of statements; it is asked only where `may` says yes.
    """

    title: str
    order: int
    may: "Callable[[Viewer], bool]"
    find: "Callable[[Viewer, str], Found]"


HITS = 8


@dataclass
class Slots:
    """All slots. The web app keeps one on `app.extensions["slots"]`."""

    subjects: dict[str, "Callable[[Sequence[int]], dict[int, Subject]]"] = field(default_factory=dict)
    panels: dict[str, "list[Callable[[int, Viewer], Markup]]"] = field(default_factory=dict)
    menu: "list[Callable[[Viewer], Sequence[MenuEntry]]]" = field(default_factory=list)
    my_notes: "list[Callable[[Viewer], Markup]]" = field(default_factory=list)
    """What a person should know before the work on the front page: above it."""
    my_work: "list[Callable[[Viewer], Markup]]" = field(default_factory=list)
    mail_guards: "dict[str, Callable[[Any], str | None]]" = field(default_factory=dict)
    """By the mail's kind: why a written mail (`app.mail.actions.Claimed`) should not be sent after all, or None.

    Asked after it is claimed, in the transaction of the claim.
    """
    mail_holds: dict[str, Callable[[], bool]] = field(default_factory=dict)
    """By the mail's kind: whether such mails wait for now, uncounted. Asked for what is due, and again at the claim."""
    mail_files: "dict[str, Callable[[Any], MailFile | None]]" = field(default_factory=dict)
    """By the mail's kind: the file that goes with it. It is only read here, not made: the mail's turn is short."""
    mail_cancelled: "dict[str, Callable[[Any], None]]" = field(default_factory=dict)
    """By the mail's kind: told of a mail that its guard has stopped, in the transaction that cancels it."""
    hangs: "dict[str, Sequence[Hangs]]" = field(default_factory=dict)
    """By column ("task.unit_id") that points at a unit: what hangs on it there. Empty: it is of no account."""
    owing: "dict[str, Any]" = field(default_factory=dict)
    """By kind: what the nouns of another room oblige someone to (`register.owing.Owing`), beside what records do."""
    decided: "list[Callable[[Viewer], Sequence[str]]]" = field(default_factory=list)
    """What bodies have decided lately, as one would quote it, newest first: offered where a decision is asked for."""
    step_pages: dict[str, Callable[[int], str]] = field(default_factory=dict)
    """By the step of a record's life ("send_to_hearing"): the page where a room above takes it with more; "": none."""
    on_refusal: "list[Callable[[str], None]]" = field(default_factory=list)
    """Told when a request is refused: "forbidden", "not_found" (by the domain, not a mistyped address), "expired"."""
    trail: TrailWords = field(default_factory=TrailWords)
    links: dict[str, PersonLink] = field(default_factory=dict)
    """By column ("task.person_id") that points at a person: how what hangs on somebody there is handed over."""
    stays: dict[str, str] = field(default_factory=dict)
    """The other columns that point at a person: why they are left as they are when the person leaves."""
    drafts: dict[str, DraftKind] = field(default_factory=dict)
    """By kind: the forms that keep what is written in them until it is saved."""
    hosts: dict[str, Host] = field(default_factory=dict)
    """By kind: the rows that files and comments hang on."""
    mentions: "list[Callable[[Person], Sequence[Held]]]" = field(default_factory=list)
    """Where a person stands by name or address instead of by a key: to be mended by hand."""

    search: list[SearchKind] = field(default_factory=list)
    lists: "dict[str, ListKind]" = field(default_factory=dict)
    """By name: lists whose filter can be kept as a saved view, and whose columns each person chooses."""

    def subjects_of(self, pairs: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Subject]:
        """The subjects behind (kind, id) pairs, one query a kind; what is gone is left out."""
        found: dict[tuple[str, int], Subject] = {}
        for kind in {kind for kind, _ in pairs}:
            resolve = self.subjects.get(kind)
            if resolve:
                ids = sorted({row_id for k, row_id in pairs if k == kind})
                found.update({(kind, row_id): subject for row_id, subject in resolve(ids).items()})
        return found

    def host_of(self, kind: str) -> Host:
        """The host of a kind. Raises NotFound where nothing hangs on such rows."""
        if kind not in self.hosts:
            raise NotFound
        return self.hosts[kind]

    def panels_of(self, kind: str, row_id: int, viewer: "Viewer") -> list[Markup]:
        """The panels that other parts show under a record."""
        return [panel(row_id, viewer) for panel in self.panels.get(kind, [])]


def current_slots() -> Slots:
    """The slots of the running app."""
    from flask import current_app  # noqa: PLC0415 - the dataclasses above stay free of the web

    slots: Slots = current_app.extensions["slots"]
    return slots
