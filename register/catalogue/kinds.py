"""The kinds there are."""

from collections.abc import Mapping

from register.catalogue.kind import Kind
from register.law.kind import LAW
from register.measure.kind import MEASURE
from register.recipient.kind import RECIPIENT

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (MEASURE, RECIPIENT, LAW)}
"""By name."""
