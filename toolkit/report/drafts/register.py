"""The entry of the practice's own register of breaches: the facts, their effects, what was done."""

from toolkit.paper.blocks import Block, Document, Listing, Signatures
from toolkit.report.drafts.head import draft
from toolkit.report.practice import Practice
from toolkit.texts import Speech

SECTIONS = (
    ("register_facts", ("case.ref", "victim.name", "t0", "t0.who", "attack.nature", "attack.leak")),
    ("register_data", ("pd.categories", "pd.count", "pd.types", "pd.records")),
    ("register_effects", ("pd.consequences", "impact.care", "impact.service")),
    ("register_measures", ("pd.measures_before", "pd.measures_after", "sys.backup")),
    ("register_told", ("legal.cnil", "pd.late_reason", "pd.informed", "legal.pv", "legal.sante")),
)
_LINES = ("name", "date")


def compose(practice: Practice, speech: Speech) -> Document:
    """Return the entry of the register."""
    decided = tuple(speech.say(f"drafts.register_{one}") for one in ("notified", "not_notified"))
    lines = tuple(speech.say(f"drafts.line_{one}") for one in _LINES)
    closing: tuple[Block, ...] = (
        Listing(decided, (False, False)),
        Signatures(((speech.say("drafts.register_kept_by"), lines),)),
    )
    return draft(practice, speech, "register", SECTIONS, {"register_told": closing})
