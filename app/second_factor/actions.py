"""Setting a second factor up, opening with it, and taking it away.

Whoever calls with something that can be guessed has claimed the try and committed before (`claim_code`,
`claim_proof`), so that tries from several processes at once are each counted.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyotp
from flask_babel import gettext as _
from sqlalchemy import Update, delete, or_, update

from app.audit.actions import Doing, record
from app.auth.model import Account, RecoveryCode
from app.auth.refusals import tell_refusal
from app.auth.secrets_at_rest import Unreadable, decrypt, encrypt
from app.auth.sessions import end_sessions_of
from app.core.db import db
from app.core.errors import Refused
from app.second_factor.letters import write_news, write_reset
from app.second_factor.rules import (
    RECOVERY_ALPHABET,
    RECOVERY_CODES,
    RECOVERY_LENGTH,
    find_step,
    hash_recovery_code,
    in_groups,
    looks_like_code,
    tidy_code,
)
from app.second_factor.store import count_codes_left, read_secret, secret_name
from app.throttle.actions import Locks, claim_try, forget_tries
from app.throttle.rules import ACCOUNT, CODE


@dataclass(frozen=True)
class Opened:
    """What opened: `codes_left` is None for a code from the phone, else the recovery codes left after this one."""

    codes_left: int | None = None


def make_up_secret(account: Account) -> str:
    """A new secret of 160 bits for the account, encrypted: it counts when a code of it has been shown (`set_up`)."""
    return encrypt(pyotp.random_base32(), about=secret_name(account.id))


def open_secret(kept: str, account: Account) -> str:
    """The secret that `make_up_secret` made for this account. Raises Unreadable."""
    return decrypt(kept, about=secret_name(account.id))


def set_up(
    account: Account, kept: str, code: str, *, doing: Doing, replacing: bool, but_session: int | None = None
) -> Sequence[str]:
    """Let the secret count from now on, for who shows a code of it; gives the recovery codes, which are kept nowhere.

    1. The code must be one of the secret's; its step is used by this.
    2. The row is changed only where it still is as it was read: two windows cannot both set it up.
    3. The recovery codes there were hold no more, and other sessions end.
    `replacing` says whether a factor that is there may give way. Raises Refused.
    """
    try:
        secret = open_secret(kept, account)
    except Unreadable:
        raise Refused(_("Koden på siden er ny. Scan den igen.")) from None
    step = find_step(secret, tidy_code(code), now=doing.at)
    if step is None:
        raise Refused(_wrong_code(), field="code")
    had_one, before = account.has_second_factor, account.totp_secret
    statement = (
        update(Account)
        .where(Account.id == account.id, Account.totp_secret == before)
        .values(totp_secret=kept, totp_since_at=doing.at, totp_last_step=step)
    )
    if (had_one and not replacing) or not _changed(statement):
        raise Refused(_("Totrinsbekræftelse er allerede slået til i et andet vindue. Log ind igen."))
    end_sessions_of(account, now=doing.at, but=but_session)
    verb = "auth.replace_second_factor" if had_one else "auth.set_up_second_factor"
    record(doing, verb, "account", account.id)
    write_news(account, "moved" if had_one else "on", at=doing.at)
    return _renew_codes(account)


def claim_code(account_id: int, *, now: datetime) -> Locks:
    """Count a try at a code. The caller commits before it is made. Raises Refused: wait."""
    return claim_try(CODE, str(account_id), now=now)


def open_with(account: Account, code: str, *, now: datetime, locks: Locks = (), by_id: int | None = None) -> Opened:
    """Use a code from the phone or a recovery code, once. The try has been claimed, and gave `locks`.

    A refusal leaves its trace, which the caller commits; `by_id` is the person where one is signed in. Raises Refused,
    with its field.
    """
    doing = Doing(at=now, person_id=account.person_id)
    try:
        if looks_like_code(code):
            _use_phone_code(account, code, now=now)
            opened = Opened()
        else:
            opened = Opened(_use_recovery_code(account, code, doing=doing))
    except Refused:
        tell_refusal("auth.refuse_code", account.id, at=now, locks=locks, by_id=by_id)
        raise
    forget_tries(CODE, str(account.id))
    return opened


def claim_proof(account: Account, *, now: datetime) -> Locks:
    """Count a try at what `prove` asks for, of somebody signed in. The caller commits. Raises Refused: wait."""
    if account.has_second_factor:
        return claim_code(account.id, now=now)
    return claim_try(ACCOUNT, account.person.email, now=now)


def prove(account: Account, proof: str, *, fits_password: bool, now: datetime, locks: Locks = ()) -> None:
    """Show that it is the owner who sits there. The try has been claimed.

    Who has a second factor shows a code from the phone or from paper: were the password enough, a stolen cookie and a
    guessed password would move the factor. Who has none yet shows the password; `fits_password` says whether the proof
    is that, worked out outside the transaction. Raises Refused, with its field.
    """
    if account.has_second_factor:
        try:
            open_with(account, proof, now=now, locks=locks, by_id=account.person_id)
        except Refused as refused:
            raise Refused(refused.message, field="proof") from None
    elif fits_password:
        forget_tries(ACCOUNT, account.person.email)
    else:
        tell_refusal("auth.refuse", account.id, at=now, locks=locks, by_id=account.person_id)
        raise Refused(_("Det er ikke din adgangskode. Prøv igen."), field="proof")


def turn_off(account: Account, *, is_demanded: bool, doing: Doing, but_session: int) -> None:
    """The owner wants no second factor any more; other sessions end. Raises Refused where a role demands one."""
    if is_demanded:
        raise Refused(_("Din rolle kræver totrinsbekræftelse, så du kan ikke slå den fra. Du kan skifte telefon."))
    if _remove(account):
        end_sessions_of(account, now=doing.at, but=but_session)
        record(doing, "auth.remove_second_factor", "account", account.id)
        write_news(account, "off", at=doing.at)


def reset(account: Account | None, *, doing: Doing) -> None:
    """Take a second factor away from somebody who has lost the phone; all sessions end, and the person is told.

    Raises Refused for one's own, which a code takes away (`turn_off`), and where there is none.
    """
    if account is None or not account.has_second_factor:
        raise Refused(_("Personen har ingen totrinsbekræftelse."))
    if account.person_id == doing.person_id:
        raise Refused(_("Det er din egen totrinsbekræftelse. Slå den fra eller skift telefon under din konto."))
    _remove(account)
    end_sessions_of(account, now=doing.at)
    forget_tries(CODE, str(account.id))
    record(doing, "auth.reset_second_factor", "account", account.id)
    write_reset(account, by_id=doing.person_id, at=doing.at)


def make_recovery_codes(account: Account, *, doing: Doing) -> Sequence[str]:
    """Ten new recovery codes, which are kept nowhere; the old ones hold no more. Raises Refused without a factor."""
    if not account.has_second_factor:
        raise Refused(_("Slå totrinsbekræftelse til først."))
    record(doing, "auth.make_recovery_codes", "account", account.id)
    return _renew_codes(account)


def _use_phone_code(account: Account, code: str, *, now: datetime) -> None:
    try:
        secret = read_secret(account)
    except Unreadable:
        raise Refused(unreadable_words(), field="code") from None
    step = find_step(secret, tidy_code(code), now=now)
    if step is None:
        raise Refused(_wrong_code(), field="code")
    is_unused = or_(Account.totp_last_step.is_(None), Account.totp_last_step < step)
    statement = update(Account).where(
        Account.id == account.id,
        Account.totp_secret == account.totp_secret,
        Account.totp_since_at.is_not(None),
        is_unused,
    )
    # Two who come with the same code at the same moment both find its step; the row lets one of them through.
    if not _changed(statement.values(totp_last_step=step)):
        raise Refused(_("Den kode er brugt. Vent, til appen viser en ny."), field="code")


def _use_recovery_code(account: Account, code: str, *, doing: Doing) -> int:
    statement = (
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == hash_recovery_code(code, account_id=account.id),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=doing.at)
    )
    if not _changed(statement):
        # Digits alone are a code from the phone, mistyped.
        on_paper = _("Koden passer ikke. En nødkode er på 16 tegn og kan bruges én gang.")
        raise Refused(_wrong_code() if tidy_code(code).isdecimal() else on_paper, field="code")
    left = count_codes_left(account.id)
    record(doing, "auth.use_recovery_code", "account", account.id, {"codes_left": [left + 1, left]})
    write_news(account, "recovery", at=doing.at, codes_left=left)
    return left


def _renew_codes(account: Account) -> Sequence[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [_make_up_recovery_code() for _number in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(account_id=account.id, code_hash=hash_recovery_code(code, account_id=account.id)) for code in codes
    )
    db.session.flush()
    return codes


def _make_up_recovery_code() -> str:
    return in_groups("".join(secrets.choice(RECOVERY_ALPHABET) for _index in range(RECOVERY_LENGTH)), by="-")


def _remove(account: Account) -> bool:
    """Take secret and recovery codes away; False when somebody else was first."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    return _changed(
        update(Account)
        .where(Account.id == account.id, Account.totp_since_at.is_not(None))
        .values(totp_secret="", totp_since_at=None, totp_last_step=None)
    )


def _changed(statement: Update) -> bool:
    return int(getattr(db.session.execute(statement), "rowcount", 0)) == 1


def unreadable_words() -> str:
    """What to do when SECRET_KEY was changed after the factor was set up."""
    return _(
        "Systemets nøgle er skiftet, så koder fra din app kan ikke kontrolleres mere. Brug en af dine nødkoder, eller "
        "bed kommunens systemadministrator om at nulstille din totrinsbekræftelse."
    )


def _wrong_code() -> str:
    return _("Koden passer ikke. Prøv den næste, appen viser. Hjælper det ikke, så se, om telefonens ur går rigtigt.")
