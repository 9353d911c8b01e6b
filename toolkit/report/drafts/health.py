"""The report to the health portal, which a private practice is advised to make."""

from toolkit.paper.blocks import Document
from toolkit.report.drafts.head import draft
from toolkit.report.practice import Practice
from toolkit.texts import Speech

SECTIONS = (
    (
        "health_who",
        (
            "case.ref",
            "victim.name",
            "victim.siret",
            "victim.rpps",
            "victim.addr",
            "victim.phone",
            "it.provider",
        ),
    ),
    ("health_what_happened", ("t0", "attack.nature", "attack.vector", "attack.vector.detail", "attack.leak")),
    ("health_care", ("impact.care", "impact.service")),
    ("health_systems", ("sys.list", "sys.software", "sys.backup")),
    (
        "health_traces",
        ("attack.note", "attack.family", "attack.ext", "tech.remote", "tech.av"),
    ),
    ("health_measures", ("pd.measures_after",)),
)


def compose(practice: Practice, speech: Speech) -> Document:
    """Return the draft of the report."""
    return draft(practice, speech, "health", SECTIONS, {})
