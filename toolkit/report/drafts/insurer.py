"""The declaration to the insurer: what happened, what stopped, what it costs, what was done."""

from toolkit.paper.blocks import Block, Document, Listing, Paragraph, Signatures
from toolkit.report.drafts.head import draft
from toolkit.report.practice import Practice
from toolkit.texts import Speech

SECTIONS = (
    ("insurer_who", ("insurer", "victim.name", "victim.legal", "victim.siret", "case.ref")),
    ("insurer_what_happened", ("t0", "attack.nature", "attack.amount", "attack.payment")),
    ("insurer_impact", ("impact.service", "impact.loss", "sys.backup")),
    (
        "insurer_steps",
        ("legal.pv", "legal.parquet", "legal.cnil", "legal.sante", "restore.waiver", "ev.manifest"),
    ),
    ("insurer_enclosed", ()),
)
_ENCLOSED = ("receipt", "losses", "invoices", "dossier")


def compose(practice: Practice, speech: Speech) -> Document:
    """Return the draft of the declaration."""
    points = tuple(speech.say(f"drafts.enclosed_{one}") for one in _ENCLOSED)
    enclosed: tuple[Block, ...] = (
        Listing(points, (False,) * len(points)),
        Paragraph(speech.say("drafts.insurer_pay_nothing"), soft=True),
        Signatures(((speech.say("drafts.declared_by"), _lines(speech)),)),
    )
    # A receipt of the complaint answers whether there is one; a waiver beside it is told as a contradiction.
    filed = practice.answer("legal.pv") and not practice.answer("restore.waiver")
    left = {"restore.waiver"} if filed else set[str]()
    sections = tuple((title, tuple(key for key in each if key not in left)) for title, each in SECTIONS)
    return draft(practice, speech, "insurer", sections, {"insurer_enclosed": enclosed})


def _lines(speech: Speech) -> tuple[str, ...]:
    return tuple(speech.say(f"drafts.line_{one}") for one in ("name", "date"))
