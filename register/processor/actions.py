"""Making and changing processors, and holding supervision of them."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import add_unique, db, lock_row
from app.core.errors import EditConflict, Refused
from register.activity.choices import TRANSFER_BASES
from register.activity.refreshing import refresh_using
from register.activity.tidy import clean
from register.catalogue.actions import free_code, plain, set_retired, taken_code
from register.pointing import owner_of, refuse_too_long, unit_of
from register.processor.content import Agreement, ProcessorContent, Sub
from register.processor.model import ProcessingAgreement, Processor, ProcessorSupervision, SubProcessor
from register.processor.rules import MEANS, RESULTS, next_supervision_on, score, why_not_concept
from register.processor.scale import get_scale
from register.versions.actions import keep_record_version

KIND = "processor"
ROWS: dict[str, tuple[type[Any], type[Any]]] = {
    "agreements": (ProcessingAgreement, Agreement),
    "sub_processors": (SubProcessor, Sub),
}
PLAIN = tuple(f.name for f in fields(ProcessorContent) if f.name not in {"unit", "owner", *ROWS})


@dataclass(frozen=True, kw_only=True)
class HoldSupervision:
    """A supervision that was held; without a next day the scale gives one."""

    processor_id: int
    held_on: date
    concept: int
    result: str
    means: str = ""
    conclusion: str = ""
    ref: str = ""
    next_on: date | None = None


def content_of(processor: Processor) -> ProcessorContent:
    """What is written about a processor now."""
    values: dict[str, Any] = {name: getattr(processor, name) for name in PLAIN}
    for name, (_model, row_type) in ROWS.items():
        rows = getattr(processor, name)
        values[name] = tuple(row_type(**{f.name: getattr(row, f.name) for f in fields(row_type)}) for row in rows)
    return ProcessorContent(
        **values,
        unit=processor.unit.code if processor.unit else "",
        owner=processor.owner.email if processor.owner else "",
    )


def create_processor(content: ProcessorContent, *, doing: Doing) -> Processor:
    """Make a processor; without a code it gets one made of its name.

    Raises Refused naming the field: no name, a code in use, a unit or person we do not know, a concept that is too
    little, an agreement that ends before it begins.
    """
    content = tidied(content)
    _refuse(content)
    code = content.code or free_code(Processor, content.name, KIND)
    processor = Processor(code=code, version=1)
    content = replace(content, code=code)
    _apply(processor, content, doing)
    add_unique(processor, taken_code(code))
    _keep(processor, content, "", doing)
    record(doing, "processor.create", KIND, processor.id, {"name": [None, processor.name]})
    return processor


def change_processor(
    processor_id: int, content: ProcessorContent, *, read: int, reason: str, doing: Doing
) -> Processor:
    """Write a change. `read` is the version that was on the page; the code stays what it was.

    Raises EditConflict when somebody has changed the processor since, Refused as `create_processor`, NotFound.
    """
    processor = lock_row(Processor, processor_id)
    before = content_of(processor)
    content = replace(tidied(content), code=processor.code)
    if content == before:
        return processor
    if processor.version != read:
        raise EditConflict(_("En anden har rettet databehandleren, mens du skrev. Se det, der står nu, og gem igen."))
    _refuse(content)
    _apply(processor, content, doing)
    processor.version += 1
    db.session.flush()
    _keep(processor, content, reason, doing)
    old, new = plain(before), plain(content)
    told = {name: [value, new[name]] for name, value in old.items() if value != new[name]}
    record(doing, "processor.change", KIND, processor.id, told)
    refresh_using("processors", processor.id)
    return processor


def hold_supervision(command: HoldSupervision, *, doing: Doing) -> ProcessorSupervision:
    """Write down a supervision that was held; the next one is due as given, else as the scale says.

    Raises Refused naming the field, NotFound.
    """
    processor = lock_row(Processor, command.processor_id)
    if command.held_on > clock.day_of(doing.at):
        raise Refused(_("Dagen er ikke kommet endnu. Vælg i dag eller en tidligere dag."), field="held_on")
    if command.result not in RESULTS or (command.means and command.means not in MEANS):
        raise Refused(_("Vælg et resultat."), field="result")
    found = score(content_of(processor), get_scale())
    next_on = command.next_on or next_supervision_on(command.held_on, found.months if found else 12)
    if next_on <= command.held_on:
        raise Refused(_("Det næste tilsyn skal ligge efter dette."), field="next_on")
    supervision = ProcessorSupervision(**{**asdict(command), "next_on": next_on}, at=doing.at, by_id=doing.person_id)
    db.session.add(supervision)
    processor.supervision_round += 1
    processor.next_supervision_on = next_on
    processor.version += 1
    processor.changed_at, processor.changed_by_id = doing.at, doing.person_id
    db.session.flush()
    _keep(processor, content_of(processor), _("Tilsyn ført."), doing)
    told = {"result": [None, command.result], "next_supervision_on": [None, next_on.isoformat()]}
    record(doing, "processor.supervise", KIND, processor.id, told)
    refresh_using("processors", processor.id)
    return supervision


def retire_processor(processor_id: int, *, is_retired: bool, doing: Doing) -> Processor:
    """Offer a processor no more, or again. Activities that point at it keep doing so. Raises NotFound."""
    processor = lock_row(Processor, processor_id)
    set_retired(processor, KIND, is_retired=is_retired, doing=doing)
    return processor


def tidied(content: ProcessorContent) -> ProcessorContent:
    """The content as it is kept: texts that both databases can hold, rows that say nothing left out."""

    content = _cleaned(content)
    rows: dict[str, Any] = {
        name: tuple(row for row in map(_cleaned, getattr(content, name)) if row != type(row)()) for name in ROWS
    }
    return replace(content, **rows, name=" ".join(content.name.split()), owner=content.owner.lower())


def _cleaned(held: Any) -> Any:
    values = {f.name: getattr(held, f.name) for f in fields(held)}
    return replace(held, **{n: clean(value) if isinstance(value, str) else value for n, value in values.items()})


def _refuse(content: ProcessorContent) -> None:
    if not content.name:
        raise Refused(_("Skriv et navn."), field="name")
    problem = why_not_concept(content, get_scale())
    if problem:
        raise Refused(_(problem), field="concept")
    for agreement in content.agreements:
        if agreement.signed_on and agreement.valid_until_on and agreement.valid_until_on < agreement.signed_on:
            raise Refused(
                _("En aftale gælder til en dag, før den er underskrevet. Ret en af datoerne."), field="agreements"
            )
    for sub in content.sub_processors:
        if sub.transfer_basis and sub.transfer_basis not in TRANSFER_BASES:
            raise Refused(_("«%(value)s» er ikke på listen.", value=sub.transfer_basis), field="sub_processors")
    refuse_too_long(Processor, {name: getattr(content, name) for name in PLAIN})
    for name, (model, _row_type) in ROWS.items():
        for row in getattr(content, name):
            refuse_too_long(model, asdict(row), field=name)


def _apply(processor: Processor, content: ProcessorContent, doing: Doing) -> None:
    for name in PLAIN:
        setattr(processor, name, getattr(content, name))
    processor.unit, processor.owner = unit_of(content.unit), owner_of(content.owner)
    for name, (model, _row_type) in ROWS.items():
        rows = [model(position=place, **asdict(row)) for place, row in enumerate(getattr(content, name))]
        setattr(processor, name, rows)
    processor.changed_at, processor.changed_by_id = doing.at, doing.person_id


def _keep(processor: Processor, content: ProcessorContent, reason: str, doing: Doing) -> None:
    keep_record_version(KIND, processor.id, processor.version, plain(content), reason=reason, doing=doing)
