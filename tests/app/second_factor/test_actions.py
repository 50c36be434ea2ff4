"""A second factor in the database: each code opens once, whoever asks at the same moment."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.auth.model import Account, RecoveryCode, UserSession
from app.auth.sessions import begin_session
from app.core.db import begin_writing, db
from app.core.errors import Refused
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from app.second_factor.actions import (
    claim_code,
    claim_proof,
    make_recovery_codes,
    make_up_secret,
    open_secret,
    open_with,
    prove,
    reset,
    set_up,
    turn_off,
)
from app.second_factor.rules import code_at, step_of
from app.second_factor.store import Share, count_by_role, count_codes_left, find_state
from tests.make import NOW, TODAY, Personas, make_grant, make_person, make_second_factor


def account_of(email: str) -> Account:
    return db.session.scalars(select(Account).join(Account.person).where(Person.email == email)).one()


def doing(account: Account, *, minutes: float = 0) -> Doing:
    return Doing(at=NOW + timedelta(minutes=minutes), person_id=account.person_id)


def code(secret: str, *, minutes: float = 0) -> str:
    return code_at(secret, step_of(NOW + timedelta(minutes=minutes)))


def wrong(secret: str) -> str:
    near = {code_at(secret, step_of(NOW) + off) for off in (-1, 0, 1)}
    return next(text for text in ("000000", "111111", "222222", "333333") if text not in near)


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def subjects() -> list[str]:
    return list(db.session.scalars(select(OutgoingMail.subject).order_by(OutgoingMail.id)))


@pytest.fixture
def anna(ctx: Flask) -> Account:
    from tests.make import make_personas

    make_personas()
    return account_of(Personas.anna)


def turned_on(account: Account) -> tuple[str, Sequence[str]]:
    kept = make_up_secret(account)
    secret = open_secret(kept, account)
    return secret, set_up(account, kept, code(secret), doing=doing(account), replacing=False)


def test_setting_up_demands_a_code_and_gives_ten_recovery_codes(anna: Account) -> None:
    kept = make_up_secret(anna)
    secret = open_secret(kept, anna)
    with pytest.raises(Refused, match="Koden passer ikke") as refused:
        set_up(anna, kept, wrong(secret), doing=doing(anna), replacing=False)
    assert refused.value.field == "code"
    assert not anna.has_second_factor
    codes = set_up(anna, kept, code(secret)[:3] + " " + code(secret)[3:], doing=doing(anna), replacing=False)
    assert len(set(codes)) == 10
    assert all(len(one) == 19 for one in codes)
    assert anna.totp_since_at == NOW
    assert verbs() == ["auth.set_up_second_factor"]
    assert subjects() == ["Totrinsbekræftelse er slået til på din konto"]


def test_neither_secret_nor_codes_stand_in_the_database(anna: Account) -> None:
    secret, codes = turned_on(anna)
    make_recovery_codes(anna, doing=doing(anna))
    open_with(anna, code(secret, minutes=1), now=NOW + timedelta(minutes=1))
    rows = [row for table in db.metadata.sorted_tables for row in db.session.execute(select(table)).all()]
    text = repr(rows)
    assert secret not in text
    for one in codes:
        assert one not in text
        assert one.replace("-", "") not in text


def test_the_code_that_set_it_up_is_used(anna: Account) -> None:
    secret, _codes = turned_on(anna)
    with pytest.raises(Refused, match="Den kode er brugt"):
        open_with(anna, code(secret), now=NOW)
    assert open_with(anna, code(secret, minutes=0.5), now=NOW).codes_left is None


def test_a_code_opens_once_and_none_before_it_opens_afterwards(anna: Account) -> None:
    secret = make_second_factor(anna)
    later = NOW + timedelta(minutes=10)
    open_with(anna, code(secret, minutes=10), now=later)
    for minutes in (10, 9.5):
        with pytest.raises(Refused, match="Den kode er brugt"):
            open_with(anna, code(secret, minutes=minutes), now=later)
    open_with(anna, code(secret, minutes=10.5), now=later)
    with pytest.raises(Refused, match="Koden passer ikke"):
        open_with(anna, code(secret, minutes=12), now=later)
    assert verbs() == ["auth.refuse_code"] * 3


def test_a_recovery_code_opens_once_and_its_owner_is_told(anna: Account) -> None:
    _secret, codes = turned_on(anna)
    assert open_with(anna, codes[0].upper().replace("-", " "), now=NOW).codes_left == 9
    with pytest.raises(Refused, match="kan bruges én gang"):
        open_with(anna, codes[0], now=NOW)
    assert open_with(anna, codes[1], now=NOW + timedelta(seconds=5)).codes_left == 8
    assert verbs()[1:] == ["auth.use_recovery_code", "auth.refuse_code", "auth.use_recovery_code"]
    assert subjects()[1:] == ["En af dine nødkoder er brugt"] * 2
    text = db.session.scalars(select(OutgoingMail.body_text).order_by(OutgoingMail.id.desc())).first()
    assert text is not None
    assert "Du har 8 tilbage" in text


def test_somebody_else_s_recovery_code_opens_nothing(anna: Account) -> None:
    _secret, codes = turned_on(anna)
    bent = account_of(Personas.bent)
    make_second_factor(bent)
    with pytest.raises(Refused):
        open_with(bent, codes[0], now=NOW)


def test_new_recovery_codes_put_the_old_ones_out_of_use(anna: Account) -> None:
    _secret, codes = turned_on(anna)
    fresh = make_recovery_codes(anna, doing=doing(anna))
    assert count_codes_left(anna.id) == 10
    with pytest.raises(Refused):
        open_with(anna, codes[0], now=NOW)
    assert open_with(anna, fresh[0], now=NOW).codes_left == 9


def test_a_changed_secret_key_is_a_sentence_and_recovery_codes_open_still(ctx: Flask, anna: Account) -> None:
    secret, codes = turned_on(anna)
    ctx.config["SECRET_KEY"] = "a new key, after the old one was lost"
    later = NOW + timedelta(minutes=1)
    assert not find_state(anna).is_readable
    with pytest.raises(Refused, match="Systemets nøgle er skiftet"):
        open_with(anna, code(secret, minutes=1), now=later)
    assert open_with(anna, codes[3], now=later).codes_left == 9
    again = make_up_secret(anna)
    new = open_secret(again, anna)
    set_up(anna, again, code(new, minutes=1), doing=doing(anna, minutes=1), replacing=True)
    assert find_state(anna).is_readable
    assert open_with(anna, code(new, minutes=2), now=NOW + timedelta(minutes=2)).codes_left is None


def test_an_encrypted_secret_moved_to_another_account_is_not_read_there(anna: Account) -> None:
    secret, _codes = turned_on(anna)
    bent = account_of(Personas.bent)
    bent.totp_secret, bent.totp_since_at = anna.totp_secret, NOW
    with pytest.raises(Refused):
        open_with(bent, code(secret, minutes=0.5), now=NOW)


def test_a_factor_that_is_there_gives_way_to_its_owner_only(anna: Account) -> None:
    secret, codes = turned_on(anna)
    other = make_up_secret(anna)
    new = open_secret(other, anna)
    with pytest.raises(Refused, match="allerede slået til"):
        set_up(anna, other, code(new), doing=doing(anna), replacing=False)
    set_up(anna, other, code(new, minutes=1), doing=doing(anna, minutes=1), replacing=True)
    for old in (code(secret, minutes=1), codes[0]):
        with pytest.raises(Refused):
            open_with(anna, old, now=NOW + timedelta(minutes=1))
    assert "auth.replace_second_factor" in verbs()


def test_a_secret_made_for_somebody_else_cannot_be_set_up(anna: Account) -> None:
    kept = make_up_secret(account_of(Personas.bent))
    with pytest.raises(Refused, match="Scan den igen"):
        set_up(anna, kept, "123456", doing=doing(anna), replacing=False)
    with pytest.raises(Refused, match="Scan den igen"):
        set_up(anna, "", "123456", doing=doing(anna), replacing=False)


def test_setting_up_and_turning_off_end_the_other_sessions(anna: Account) -> None:
    def live() -> int:
        return len(db.session.scalars(select(UserSession.id).where(UserSession.ended_at.is_(None))).all())

    def begin() -> int:
        begin_session(anna, via="password", now=NOW)
        return max(db.session.scalars(select(UserSession.id)))

    begin()
    here = begin()
    kept = make_up_secret(anna)
    secret = open_secret(kept, anna)
    set_up(anna, kept, code(secret), doing=doing(anna), replacing=False, but_session=here)
    assert live() == 1
    begin()
    turn_off(anna, is_demanded=False, doing=doing(anna, minutes=1), but_session=here)
    assert live() == 1
    assert (anna.totp_secret, anna.totp_since_at, anna.totp_last_step) == ("", None, None)
    assert db.session.scalars(select(RecoveryCode)).all() == []
    assert verbs() == ["auth.set_up_second_factor", "auth.remove_second_factor"]
    turn_off(anna, is_demanded=False, doing=doing(anna, minutes=2), but_session=here)
    assert len(verbs()) == 2


def test_what_a_role_demands_is_not_turned_off(anna: Account) -> None:
    turned_on(anna)
    with pytest.raises(Refused, match="Din rolle kræver"):
        turn_off(anna, is_demanded=True, doing=doing(anna), but_session=0)
    assert anna.has_second_factor


def test_the_administrator_resets_for_others_and_the_person_is_told(anna: Account) -> None:
    turned_on(anna)
    begin_session(anna, via="password", now=NOW)
    frida = account_of(Personas.frida)
    by_frida = doing(frida, minutes=1)
    reset(anna, doing=by_frida)
    assert not anna.has_second_factor
    assert {ended is None for ended in db.session.scalars(select(UserSession.ended_at))} == {False}
    mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
    assert mail is not None
    assert (mail.subject, mail.to_address) == ("Din totrinsbekræftelse er nulstillet", Personas.anna)
    assert "Frida Fyr har nulstillet" in mail.body_text
    assert "frida@fjordby.example" in mail.body_html
    assert "skjult" not in mail.body_text
    with pytest.raises(Refused, match="ingen totrinsbekræftelse"):
        reset(anna, doing=by_frida)
    with pytest.raises(Refused, match="ingen totrinsbekræftelse"):
        reset(None, doing=by_frida)
    make_second_factor(frida)
    with pytest.raises(Refused, match="din egen"):
        reset(frida, doing=by_frida)
    reset(frida, doing=Doing(at=NOW, via="cli"))
    assert verbs()[-2:] == ["auth.reset_second_factor"] * 2


def test_a_signed_in_person_proves_it_by_the_password_and_with_a_factor_by_a_code_alone(anna: Account) -> None:
    prove(anna, "what fits", fits_password=True, now=NOW)
    # Without a factor six digits are a wrong password.
    with pytest.raises(Refused) as refused:
        prove(anna, "123456", fits_password=False, now=NOW)
    assert refused.value.field == "proof"
    secret, codes = turned_on(anna)
    with pytest.raises(Refused, match="Koden passer ikke") as refused:
        prove(anna, "what fits", fits_password=True, now=NOW)
    assert refused.value.field == "proof"
    prove(anna, code(secret, minutes=0.5), fits_password=False, now=NOW)
    with pytest.raises(Refused, match="Den kode er brugt"):
        prove(anna, code(secret, minutes=0.5), fits_password=False, now=NOW)
    prove(anna, codes[0], fits_password=False, now=NOW)
    with pytest.raises(Refused, match="kan bruges én gang"):
        prove(anna, codes[0], fits_password=False, now=NOW)
    refusals = db.session.scalars(select(AuditEvent).where(AuditEvent.verb.like("auth.refuse%")))
    assert {(event.verb, event.actor_id) for event in refusals} == {
        ("auth.refuse", anna.person_id),
        ("auth.refuse_code", anna.person_id),
    }


def test_five_wrong_codes_and_the_sixth_must_wait_even_when_it_is_right(anna: Account) -> None:
    secret = make_second_factor(anna)
    for _number in range(5):
        claim_code(anna.id, now=NOW)
        with pytest.raises(Refused):
            open_with(anna, wrong(secret), now=NOW)
    with pytest.raises(Refused, match="For mange forsøg"):
        claim_code(anna.id, now=NOW)
    with pytest.raises(Refused, match="For mange forsøg"):
        claim_proof(anna, now=NOW)
    bent = account_of(Personas.bent)
    claim_proof(bent, now=NOW)
    later = NOW + timedelta(minutes=1)
    claim_code(anna.id, now=later)
    open_with(anna, code(secret, minutes=1), now=later)
    for _number in range(5):
        claim_code(anna.id, now=later)


def at_once(app: Flask, count: int, do: Callable[[], object]) -> list[str]:
    """What came of it when so many did it at the same moment, each in a transaction of its own."""
    barrier = threading.Barrier(count, timeout=30)
    told: list[str] = []

    def play() -> None:
        with app.test_request_context():
            begin_writing()
            barrier.wait()
            try:
                do()
                db.session.commit()
                told.append("opened")
            except Refused:
                db.session.rollback()
                told.append("refused")
            except Exception as problem:
                told.append(repr(problem))

    threads = [threading.Thread(target=play) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(told)


def test_of_four_who_use_the_same_code_at_once_one_gets_in(app: Flask, personas: Personas) -> None:
    with app.app_context():
        begin_writing()
        secret = make_second_factor(account_of(personas.anna))
        db.session.commit()
    told = at_once(app, 4, lambda: open_with(account_of(personas.anna), code(secret), now=NOW))
    assert told == ["opened", "refused", "refused", "refused"]


def test_of_four_who_use_the_same_recovery_code_at_once_one_gets_in(app: Flask, personas: Personas) -> None:
    with app.test_request_context():
        begin_writing()
        _secret, codes = turned_on(account_of(personas.anna))
        db.session.commit()
    told = at_once(app, 4, lambda: open_with(account_of(personas.anna), codes[0], now=NOW))
    assert told == ["opened", "refused", "refused", "refused"]


def test_of_two_windows_that_set_it_up_at_once_one_does(app: Flask, personas: Personas) -> None:
    def go() -> None:
        anna = account_of(personas.anna)
        kept = make_up_secret(anna)
        set_up(anna, kept, code(open_secret(kept, anna)), doing=doing(anna), replacing=False)

    assert at_once(app, 2, go) == ["opened", "refused"]


def test_people_are_counted_once_a_role_with_and_without(anna: Account) -> None:
    root = anna.person.unit
    assert root is not None
    make_grant(person=anna.person, role="reader", unit=root)
    gone = make_person(unit=root, is_active=False)
    make_grant(person=gone, role="reader", unit=root)
    without_account = make_person(unit=root)
    make_grant(person=without_account, role="reader", unit=root)
    ended = make_person(unit=root)
    make_grant(person=ended, role="auditor", unit=root, ends_on=TODAY - timedelta(days=1))
    last_day = make_person(unit=root)
    make_grant(person=last_day, role="isc", unit=root, ends_on=TODAY)
    make_second_factor(anna)
    counts = count_by_role(today=TODAY)
    assert counts["coordinator"] == Share(people=2, with_factor=1)
    assert counts["reader"] == Share(people=2, with_factor=1)
    assert counts["isc"] == Share(people=1, with_factor=0)
    assert "auditor" not in counts
