"""The block on the front of a report: which body, which meeting, which period, which version, how far it may go."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from aarshjul.status.report import StatusReport
from aarshjul.status.texts import CONFIDENTIALITY
from app.core import clock
from app.core.filters import long_day


class CoverLine(NamedTuple):
    """A word and what it is."""

    label: str
    value: str


def list_cover(report: StatusReport) -> Sequence[CoverLine]:
    """The lines, the same for page, PDF, document and spreadsheet; a meeting is named where there is one."""
    head = report.head
    lines = [CoverLine(_("Organ"), f"{report.body_name} ({report.body_code})")]
    if head.meeting_on:
        lines.append(CoverLine(_("Mødedato"), long_day(head.meeting_on)))
    lines.append(
        CoverLine(_("Periode"), _("%(since)s til %(day)s", since=long_day(report.since), day=long_day(report.as_of)))
    )
    lines.append(CoverLine(_("Version"), _version(report)))
    lines.append(CoverLine(_("Fortrolighed"), _(CONFIDENTIALITY[head.confidentiality])))
    return lines


def list_signers() -> Sequence[str]:
    """Who signs a report that has a place for it."""
    return _("Databeskyttelsesrådgiveren"), _("Direktøren")


def _version(report: StatusReport) -> str:
    if not report.head.edition:
        return _("Kun tal, ikke en låst rapport")
    if report.frozen_at is None:
        return _("%(number)s, kladde", number=report.head.edition)
    return _("%(number)s, låst %(day)s", number=report.head.edition, day=long_day(clock.day_of(report.frozen_at)))
