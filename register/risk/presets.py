"""The scales every municipality starts with. Pure. Each cell is compared with a table written by hand in the tests."""

from app.core.text import N_
from register.risk.scale import Level, Scale

_LIKELIHOODS = (
    Level(1, N_("Usandsynligt"), N_("Sjældnere end hvert 10. år")),
    Level(2, N_("Mindre sandsynligt"), N_("Hvert 2. til 10. år")),
    Level(3, N_("Sandsynligt"), N_("Omtrent hvert år")),
    Level(4, N_("Forventet"), N_("Flere gange om året, eller det er allerede sket hos os")),
)
_ANCHORS = (
    N_("Til gene for den registrerede, men let at rette op på"),
    N_("Mærkes af den registrerede: ekstra tid eller udgift, eller en ydelse kommer for sent"),
    N_("Tab af penge, forskelsbehandling eller misbrug af identitet, eller helbred eller sociale forhold bliver røbet"),
    N_("Kan ikke gøres om: fare for liv og helbred, beskyttet adresse røbes, vigtig hjælp udebliver"),
)

STANDARD = Scale(
    code="4x4-standard",
    version=1,
    name=N_("4×4 Standard"),
    likelihoods=_LIKELIHOODS,
    consequences=(
        Level(1, N_("Ubetydelig"), _ANCHORS[0]),
        Level(2, N_("Mindre alvorlig"), _ANCHORS[1]),
        Level(3, N_("Meget alvorlig"), _ANCHORS[2]),
        Level(4, N_("Graverende"), _ANCHORS[3]),
    ),
    cells=(
        ("green", "green", "green", "yellow"),
        ("green", "green", "yellow", "yellow"),
        ("green", "yellow", "yellow", "red"),
        ("yellow", "yellow", "red", "red"),
    ),
)
DATATILSYNET = Scale(
    code="4x4-datatilsynet",
    version=1,
    name=N_("4×4 Datatilsynet"),
    likelihoods=_LIKELIHOODS,
    consequences=(
        Level(1, N_("Lav"), _ANCHORS[0]),
        Level(2, N_("Medium"), _ANCHORS[1]),
        Level(3, N_("Høj"), _ANCHORS[2]),
        Level(4, N_("Meget høj"), _ANCHORS[3]),
    ),
    cells=(
        ("green", "green", "yellow", "orange"),
        ("green", "yellow", "orange", "orange"),
        ("yellow", "orange", "orange", "red"),
        ("orange", "red", "red", "red"),
    ),
)
PRESETS = (STANDARD, DATATILSYNET)
"""The first is the one a new municipality assesses on until it chooses another."""
