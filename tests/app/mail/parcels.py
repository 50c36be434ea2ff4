"""A mail as plain values, for tests of how it is written and handed over."""

from typing import Any

from app.mail.message import Parcel
from tests.make import NOW

SUBJECT = "Husk senest 1. marts: Slettekontrol på Æblevej"
TEXT = "Kære Bent\n\nDet er tid til slettekontrol.\n.\nPrik først på en linje.\n"


def parcel(**changes: Any) -> Parcel:
    values: dict[str, Any] = {
        "id": 1, "sender": "aarshjul@fjordby.example", "sender_name": "Fjordby Kommune",
        "to_address": "bent@fjordby.example", "to_name": "Bent Birk", "subject": SUBJECT, "text": TEXT,
        "html": "<!doctype html><p>Det er tid til slettekontrol på Æblevej.</p>\n",
        "message_id": "<abc@fjordby.example>", "written_at": NOW,
    }  # fmt: skip
    return Parcel(**(values | changes))
