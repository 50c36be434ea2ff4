"""What an answer from the OpenID provider must hold before anybody is let in by it, and what each refusal says. Pure.

The checks are those of OpenID Connect Core 1.0, 3.1.3.7. The signature is checked before these (`app.oidc.provider`).
"""

import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.text import N_

ALGORITHMS = ("RS256", "ES256", "PS256")
"""How an ID token may be signed. Never "none", and never HS256: there the key is known to more than the provider."""

LEEWAY = 60
"""Seconds that the two clocks may differ."""

VALID_FOR = 600
"""Seconds a person may take at the provider."""


@dataclass(frozen=True)
class Refusal:
    """What the page says to somebody who is not let in: what went wrong, and what to do."""

    status: int
    title: str
    text: str
    again: bool = True
    """Whether trying again may help."""


REFUSALS: Mapping[str, Refusal] = {
    "unreachable": Refusal(
        503,
        N_("Kommunens login svarer ikke"),
        N_(
            "Vent et par minutter, og prøv igen. Bliver det ved, så kontakt it-afdelingen. Har du en adgangskode her, "
            "kan du bruge den så længe."
        ),
    ),
    "set_up": Refusal(
        502,
        N_("Kommunens login er ikke sat rigtigt op"),
        N_("Det kan du ikke gøre noget ved selv. Kontakt it-afdelingen, og nævn, hvad der står her."),
    ),
    "provider": Refusal(
        502,
        N_("Kommunens login sagde nej"),
        N_(
            "Log ind igen. Bliver det ved, så kontakt it-afdelingen: måske har du ikke fået lov til at bruge "
            "programmet."
        ),
    ),
    "denied": Refusal(
        403,
        N_("Du blev ikke logget ind"),
        N_("Kommunens login melder, at du sagde nej, eller at du ikke må bruge programmet. Log ind igen, og sig ja."),
    ),
    "state": Refusal(
        400,
        N_("Loginet blev ikke genkendt"),
        N_(
            "Det sker, hvis det har taget mere end ti minutter, hvis du er gået tilbage i browseren, eller hvis "
            "cookies er slået fra. Log ind igen herfra."
        ),
    ),
    "code": Refusal(
        400,
        N_("Loginet er allerede brugt"),
        N_("Et svar fra kommunens login kan kun bruges én gang og kun kort tid. Log ind igen."),
    ),
    "signature": Refusal(
        400,
        N_("Svaret fra kommunens login er ikke underskrevet rigtigt"),
        N_("Du er ikke logget ind. Log ind igen. Sker det igen, så kontakt it-afdelingen."),
    ),
    "issuer": Refusal(
        400,
        N_("Svaret kommer ikke fra kommunens login"),
        N_("Du er ikke logget ind. Log ind igen. Sker det igen, så kontakt it-afdelingen."),
    ),
    "audience": Refusal(
        400,
        N_("Svaret er til et andet program"),
        N_("Du er ikke logget ind. Log ind igen. Sker det igen, så kontakt it-afdelingen."),
    ),
    "nonce": Refusal(
        400,
        N_("Svaret hører til et andet login"),
        N_("Du er ikke logget ind. Luk andre vinduer med programmet, og log ind igen."),
    ),
    "expired": Refusal(
        400,
        N_("Svaret fra kommunens login er for gammelt"),
        N_("Log ind igen. Sker det igen, går uret forkert på en af serverne: kontakt it-afdelingen."),
    ),
    "early": Refusal(
        400,
        N_("Svaret fra kommunens login gælder ikke endnu"),
        N_("Uret går forkert på en af serverne. Vent et par minutter, og prøv igen, eller kontakt it-afdelingen."),
    ),
    "token": Refusal(
        502,
        N_("Svaret fra kommunens login mangler noget"),
        N_("Du er ikke logget ind. Kontakt it-afdelingen, og nævn, hvad der står her."),
    ),
    "no_email": Refusal(
        403,
        N_("Kommunens login sender ikke din mailadresse"),
        N_("Uden den ved vi ikke, hvem du er. Bed it-afdelingen om, at login sender mailadressen med."),
    ),
    "email_not_verified": Refusal(
        403,
        N_("Din mailadresse er ikke bekræftet"),
        N_("Bekræft mailadressen hos kommunens login, eller bed it-afdelingen gøre det. Log så ind igen."),
    ),
    "email_not_trusted": Refusal(
        403,
        N_("Din bruger kan ikke kobles til dig her endnu"),
        N_(
            "Du findes her, men kommunens login siger ikke, at mailadressen er bekræftet. Bed systemadministratoren "
            "læse om det under Kommunens login. Har du en adgangskode her, kan du bruge den så længe."
        ),
    ),
    "closed": Refusal(
        403,
        N_("Din adgang er lukket"),
        N_("Spørg din GDPR-koordinator eller systemadministratoren, hvis du mener, at den skal åbnes igen."),
        again=False,
    ),
    "no_access": Refusal(
        403,
        N_("Du har ingen adgang her endnu"),
        N_(
            "Du er kendt hos kommunen, men ingen af dine grupper giver adgang til programmet. Bed din GDPR-koordinator "
            "eller systemadministratoren om en rolle."
        ),
        again=False,
    ),
    "too_many_groups": Refusal(
        403,
        N_("Dine grupper kom ikke med"),
        N_(
            "Du er med i så mange grupper, at kommunens login ikke sender dem. Bed it-afdelingen om kun at sende de "
            "grupper, der bruges her, eller bed systemadministratoren om en rolle."
        ),
        again=False,
    ),
    "another_subject": Refusal(
        403,
        N_("Mailadressen hører til en anden bruger"),
        N_(
            "En anden bruger hos kommunens login har brugt din mailadresse her før. Er du den samme person med en ny "
            "bruger, så bed systemadministratoren fjerne den gamle kobling under Kommunens login."
        ),
        again=False,
    ),
    "address_taken": Refusal(
        403,
        N_("Din mailadresse bruges af en anden her"),
        N_(
            "Din mailadresse er ændret hos kommunens login, men en anden person har den her. Bed systemadministratoren "
            "rette det under Brugere."
        ),
        again=False,
    ),
}
"""Every way to be turned away at the provider's door, by the reason that the audit trail keeps."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Who the provider says has signed in; "" for what it did not say.

    `groups` is None where the provider left them out because there are too many.
    """

    issuer: str
    subject: str
    email: str
    email_is_refuted: bool
    email_is_verified: bool
    name: str
    groups: frozenset[str] | None


def doubts(claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: float) -> Iterator[str]:
    """The reasons (keys of REFUSALS) not to believe an ID token whose signature is right; none to believe it.

    1. `iss` is the provider we asked, letter by letter.
    2. `aud` names us; where it names others too, and wherever `azp` is there, `azp` is us.
    3. `exp` and `iat` are there; `exp` has not passed, `iat` and `nbf` have. The clocks may differ by LEEWAY seconds.
    4. `nonce` is the one this browser was sent off with.
    5. `sub` is there: at most 255 characters (Core, section 2).
    """
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    for_whom = claims.get("azp", None if len(audiences) > 1 else client_id)
    expires, issued, starts = (_moment(claims, name) for name in ("exp", "iat", "nbf"))
    subject, said = claims.get("sub"), claims.get("nonce")
    if claims.get("iss") != issuer:
        yield "issuer"
    if client_id not in audiences or for_whom != client_id:
        yield "audience"
    if expires is None or issued is None or (starts is None and "nbf" in claims):
        yield "token"
    if expires is not None and now >= expires + LEEWAY:
        yield "expired"
    if max(issued or 0, starts or 0) > now + LEEWAY:
        yield "early"
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        yield "nonce"
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        yield "token"


def _moment(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    # No moment lies further off; "not a number", which json lets through, would never expire.
    return float(value) if abs(value) < 1e12 else None


def read_arrival(claims: Mapping[str, Any], *, groups_claim: str) -> Arrival:
    """Who has come, from the claims of a token that is believed."""
    email = _text(claims, "email").lower()
    parts = (_text(claims, "given_name"), _text(claims, "family_name"))
    name = _text(claims, "name") or " ".join(part for part in parts if part)
    return Arrival(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        email=email,
        # Some providers write the word. Saying nothing is no refutation: Entra ID and AD FS never say it.
        email_is_refuted=str(claims.get("email_verified", True)).lower() == "false",
        email_is_verified=str(claims.get("email_verified")).lower() == "true",
        name=name[:400],
        groups=_groups(claims, groups_claim),
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""


def _groups(claims: Mapping[str, Any], name: str) -> frozenset[str] | None:
    """The groups, folded for comparison; None where Entra ID says that there are too many to send ("overage")."""
    said = claims.get(name)
    if said is None:
        elsewhere = claims.get("_claim_names")
        is_elsewhere = isinstance(elsewhere, Mapping) and name in elsewhere
        return None if is_elsewhere or claims.get("hasgroups") else frozenset()
    # AD FS sends one group as a text, several as a list.
    several = said if isinstance(said, list) else [said]
    return frozenset(fold(group) for group in several if isinstance(group, str) and group.strip())


def fold(group: str) -> str:
    """A group's name as it is compared: AD writes the same group with large and small letters."""
    return group.strip().casefold()


def roles_of(groups: Collection[str], table: Iterable[tuple[str, str, int]]) -> list[tuple[str, int]]:
    """The (role, unit) pairs that these folded groups give by the table's (group, role, unit) rows, each once."""
    return list(dict.fromkeys((role, unit) for group, role, unit in table if fold(group) in groups))
