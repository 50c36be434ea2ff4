"""The invented municipality that a newcomer sees first: Fjordby Kommune."""

from app.audit.actions import Doing

DEMO_LOGINS = (
    ("anna@fjordby.example", "GDPR-koordinator i Social"),
    ("bent@fjordby.example", "Leder i Social"),
    ("carla@fjordby.example", "Koordinator i Børn og Kultur"),
    ("dorte@fjordby.example", "Databeskyttelsesrådgiver"),
    ("erik@fjordby.example", "Medlem af DDS"),
    ("frida@fjordby.example", "Systemadministrator"),
)


def add_demo_organisation(doing: Doing) -> None:
    """Units, people, roles and the municipality's settings."""
