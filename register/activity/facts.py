"""What the rules must know of other records, for many activities in a number of statements that does not grow."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, and_, func, or_, select

from app.core.db import db
from app.organisation.model import Person
from register.activity.content import ActivityContent
from register.activity.rules import Facts, ProcessorFacts, RecipientFacts, RiskFacts, SystemFacts
from register.information.model import InformationText
from register.kle.model import KleNumber
from register.processor.model import ProcessingAgreement, Processor, ProcessorSupervision, SubProcessor
from register.recipient.model import Recipient
from register.risk.model import RiskAcceptance, RiskAssessment
from register.system.model import System

MOST_AT_ONCE = 5_000
"""So many values are named in one statement; the databases have a limit."""


@dataclass(frozen=True)
class Asked:
    """A record that the rules are asked about; `activity_id` is None of one that is not saved yet."""

    activity_id: int | None
    content: ActivityContent
    is_imported_unedited: bool = False


def load_facts(asked: Sequence[Asked], *, today: date) -> Sequence[Facts]:
    """The facts about each record, in their order."""
    contents = [one.content for one in asked]
    active = _active_people({content.owner for content in contents if content.owner})
    processors = _processors({code for content in contents for code in _processor_codes(content)}, today)
    systems = _systems({code for content in contents for code in content.systems})
    recipients = _recipients({row.recipient for content in contents for row in content.disclosures if row.recipient})
    retention = _kle_retention({number for content in contents for number in content.kle_numbers})
    ids = {one.activity_id for one in asked if one.activity_id is not None}
    told, risks = _with_text(ids), _risks(ids, today)
    return [
        Facts(
            owner_is_active=one.content.owner in active,
            processors={code: processors[code] for code in _processor_codes(one.content) if code in processors},
            systems={code: systems[code] for code in one.content.systems if code in systems},
            recipients={
                row.recipient: recipients[row.recipient]
                for row in one.content.disclosures
                if row.recipient in recipients
            },
            kle_retention={n: retention[n] for n in one.content.kle_numbers if n in retention},
            risk=risks.get(one.activity_id) if one.activity_id is not None else None,
            has_information_text=one.activity_id in told,
        )
        for one in asked
    ]


def _processor_codes(content: ActivityContent) -> Iterator[str]:
    yield from content.processors
    yield from (transfer.processor for transfer in content.transfers if transfer.processor)


def _rows(columns: Sequence[Any], key: Any, wanted: Collection[Any], *joins: Any, where: Any = None) -> Iterator[Any]:
    """The rows whose key is wanted; none is asked for, none is looked up."""
    values = sorted(wanted)
    for start in range(0, len(values), MOST_AT_ONCE):
        query = select(*columns).where(key.in_(values[start : start + MOST_AT_ONCE]))
        for join in joins:
            query = query.outerjoin(join)
        yield from db.session.execute(query if where is None else query.where(where))


def _active_people(emails: Collection[str]) -> frozenset[str]:
    return frozenset(email for (email,) in _rows((Person.email,), Person.email, emails, where=Person.is_active))


def _systems(codes: Collection[str]) -> Mapping[str, SystemFacts]:
    columns = (System.code, System.name, Person.is_active)
    found = _rows(columns, System.code, codes, System.owner)
    return {code: SystemFacts(name=name, has_owner=bool(is_active)) for code, name, is_active in found}


def _recipients(codes: Collection[str]) -> Mapping[str, RecipientFacts]:
    columns = (Recipient.code, Recipient.name, Recipient.category, Recipient.country)
    return {
        code: RecipientFacts(name=name, category=category, country=country)
        for code, name, category, country in _rows(columns, Recipient.code, codes)
    }


def _kle_retention(numbers: Collection[str]) -> Mapping[str, str]:
    columns = (KleNumber.number, KleNumber.retention_code)
    return {number: code for number, code in _rows(columns, KleNumber.number, numbers) if code}


def _with_text(activity_ids: Collection[int]) -> frozenset[int]:
    """Those with a published text that tells what Art. 14 demands."""
    table = InformationText
    is_out = and_(table.article == "14", table.is_published)
    return frozenset(number for (number,) in _rows((table.activity_id,), table.activity_id, activity_ids, where=is_out))


def _risks(activity_ids: Collection[int], today: date) -> Mapping[int, RiskFacts]:
    table = RiskAssessment
    columns = (table.activity_id, table.colour, table.assessed_on, table.next_on, _accepted_until())
    return {
        row[0]: RiskFacts(
            colour=row[1], assessed_on=row[2], next_on=row[3], is_accepted=row[4] is not None and row[4] >= today
        )
        for row in _rows(columns, table.activity_id, activity_ids, where=table.is_current)
    }


def _accepted_until() -> ScalarSelect[date]:
    """Until when what an assessment says is accepted; those that confirmed it share its acceptances."""
    return (
        select(func.max(RiskAcceptance.expires_on))
        .where(RiskAcceptance.assessment_id == func.coalesce(RiskAssessment.same_as_id, RiskAssessment.id))
        .correlate(RiskAssessment)
        .scalar_subquery()
    )


def _processors(codes: Collection[str], today: date) -> Mapping[str, ProcessorFacts]:
    columns = (
        Processor.id, Processor.code, Processor.name, Processor.country, Processor.dpf_checked_on,
        Processor.next_supervision_on, Processor.supervision_round,
    )  # fmt: skip
    rows = list(_rows(columns, Processor.code, codes))
    ids = {row.id for row in rows}
    bound, seen = _with_agreement(ids, today), _supervised(ids)
    countries: dict[int, set[str]] = defaultdict(set)
    for processor_id, country in _rows(
        (SubProcessor.processor_id, SubProcessor.country), SubProcessor.processor_id, ids
    ):
        countries[processor_id].add(country)
    return {
        row.code: ProcessorFacts(
            name=row.name,
            country=row.country,
            sub_countries=frozenset(countries[row.id]),
            has_agreement=row.id in bound,
            has_supervision=row.id in seen or row.next_supervision_on is not None or row.supervision_round > 0,
            dpf_checked_on=row.dpf_checked_on,
        )
        for row in rows
    }


def _with_agreement(processor_ids: Collection[int], today: date) -> frozenset[int]:
    """Those with an agreement in force: signed, not ended and not run out."""
    agreement = ProcessingAgreement
    key = agreement.processor_id
    in_force = and_(
        agreement.signed_on <= today,
        or_(agreement.valid_until_on.is_(None), agreement.valid_until_on >= today),
        agreement.is_ended.is_(False),
    )
    return frozenset(number for (number,) in _rows((key,), key, processor_ids, where=in_force))


def _supervised(processor_ids: Collection[int]) -> frozenset[int]:
    key = ProcessorSupervision.processor_id
    return frozenset(number for (number,) in _rows((key,), key, processor_ids))
