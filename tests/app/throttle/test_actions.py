"""Claiming a try before it is made, in the database."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.core.db import begin_writing, db
from app.core.errors import Refused
from app.throttle.actions import claim_tries, claim_try, forget_tries, give_back_try, sweep_tries
from app.throttle.model import Throttle
from app.throttle.rules import ACCOUNT, ADDRESS, FORGOTTEN_AFTER
from tests.make import NOW

WHO, WHERE = "anna@fjordby.example", "192.0.2.7"


def may(*keys: tuple[object, str], now: datetime) -> bool:
    try:
        claim_tries(*keys, now=now)  # type: ignore[arg-type]
    except Refused:
        return False
    return True


def test_five_tries_are_free_and_the_waits_grow(ctx: Flask) -> None:
    now = NOW
    assert [may((ACCOUNT, WHO), now=now) for _ in range(7)] == [True] * 5 + [False] * 2
    for seconds in (15, 30, 60, 120, 240, 480, 900, 900):
        assert not may((ACCOUNT, WHO), now=now + timedelta(seconds=seconds - 1))
        now += timedelta(seconds=seconds)
        assert may((ACCOUNT, WHO), now=now)


def test_a_refusal_says_how_long_to_wait(ctx: Flask) -> None:
    for _ in range(6):
        may((ACCOUNT, WHO), now=NOW)
    with pytest.raises(Refused, match="Vent 1 minut, og prøv igen"):
        claim_try(ACCOUNT, WHO, now=NOW)
    now = NOW + timedelta(minutes=1)
    for _ in range(4):
        may((ACCOUNT, WHO), now=now)
        now += timedelta(minutes=4)
    with pytest.raises(Refused, match=r"Vent \d+ minutter, og prøv igen"):
        claim_try(ACCOUNT, WHO, now=now - timedelta(minutes=3))


def test_a_try_that_must_wait_under_one_guard_counts_under_none(ctx: Flask) -> None:
    for number in range(50):
        claim_try(ADDRESS, WHERE, now=NOW - timedelta(seconds=number % 2))
    assert not may((ACCOUNT, WHO), (ADDRESS, WHERE), now=NOW)
    assert [may((ACCOUNT, WHO), now=NOW) for _ in range(6)] == [True] * 5 + [False]
    # And the other way round: knocking at a locked account does not use up the address that a town hall shares.
    for _ in range(100):
        assert not may((ACCOUNT, WHO), (ADDRESS, "192.0.2.8"), now=NOW)
    assert may((ADDRESS, "192.0.2.8"), now=NOW)


def test_a_right_one_sets_the_account_back_and_gives_the_address_its_own_try_only(ctx: Flask) -> None:
    for number in range(60):
        claim_tries((ACCOUNT, f"p{number}@fjordby.example"), (ADDRESS, WHERE), now=NOW)
        forget_tries(ACCOUNT, f"p{number}@fjordby.example")
        give_back_try(ADDRESS, WHERE, now=NOW)
    for _ in range(49):
        assert may((ADDRESS, WHERE), now=NOW)
    claim_try(ADDRESS, WHERE, now=NOW)
    give_back_try(ADDRESS, WHERE, now=NOW)
    assert may((ADDRESS, WHERE), now=NOW)
    assert not may((ADDRESS, WHERE), now=NOW)


def test_a_town_hall_that_mistypes_all_day_is_not_shut_out(ctx: Flask) -> None:
    now = NOW
    for _ in range(120):
        assert may((ADDRESS, WHERE), now=now)
        now += timedelta(seconds=61)


def test_a_new_address_in_the_same_ipv6_network_is_no_new_try(ctx: Flask) -> None:
    tries = [may((ADDRESS, f"2001:db8:1:2::{number:x}"), now=NOW) for number in range(60)]
    assert tries == [True] * 50 + [False] * 10
    assert may((ADDRESS, "2001:db8:1:3::1"), now=NOW)
    # What is no address is never taken for one.
    assert may((ACCOUNT, "2001:db8:1:2::1"), (ACCOUNT, "2001:db8:1:2::2"), now=NOW)


def test_the_lock_that_a_try_begins_is_told_to_that_try_alone(ctx: Flask) -> None:
    told = [claim_tries((ACCOUNT, WHO), (ADDRESS, WHERE), now=NOW) for _ in range(5)]
    assert told == [()] * 4 + [("account",)]
    # The locks that follow are the same one, longer.
    assert claim_tries((ACCOUNT, WHO), (ADDRESS, WHERE), now=NOW + timedelta(minutes=1)) == ()


def test_a_day_without_tries_forgets_them(ctx: Flask) -> None:
    for _ in range(5):
        claim_try(ACCOUNT, WHO, now=NOW)
    later = NOW + FORGOTTEN_AFTER + timedelta(seconds=1)
    assert [may((ACCOUNT, WHO), now=later) for _ in range(6)] == [True] * 5 + [False]


def test_the_table_names_nobody_and_is_swept(ctx: Flask) -> None:
    claim_tries((ACCOUNT, WHO), (ADDRESS, WHERE), now=NOW)
    rows = db.session.scalars(db.select(Throttle)).all()
    assert len(rows) == 2
    assert not any("anna" in row.key or "192" in row.key for row in rows)
    sweep_tries(now=NOW + FORGOTTEN_AFTER)
    assert db.session.scalar(db.select(db.func.count(Throttle.id))) == 2
    sweep_tries(now=NOW + FORGOTTEN_AFTER + timedelta(seconds=1))
    assert db.session.scalar(db.select(db.func.count(Throttle.id))) == 0


def test_many_at_once_share_the_free_tries(app: Flask) -> None:
    """Also where the row is not there yet, and another removes it meanwhile."""
    barrier = threading.Barrier(8, timeout=30)
    allowed: list[bool] = []
    problems: list[Exception] = []

    def knock() -> None:
        try:
            barrier.wait()
            for _ in range(4):
                with app.test_request_context():
                    begin_writing()
                    allowed.append(may((ACCOUNT, WHO), (ADDRESS, WHERE), now=NOW))
                    db.session.commit()
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    assert len(allowed) == 32
    assert allowed.count(True) == 5
