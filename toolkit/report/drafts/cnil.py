"""The initial notification to the CNIL: the five things it asks for, completed later."""

from toolkit.paper.blocks import Block, Document, Listing, Paragraph, Table, Words
from toolkit.report.drafts.found import attacked, by_kind, encrypted, leak_claimed
from toolkit.report.drafts.head import draft
from toolkit.report.practice import Practice
from toolkit.texts import Speech

SECTIONS = (
    ("cnil_kind", ("pd.cross", "case.ref", "pd.late_reason")),
    (
        "cnil_controller",
        ("victim.name", "victim.siret", "victim.phone", "victim.dpo", "it.provider", "legal.pv"),
    ),
    ("cnil_nature", ("t0", "t0.who", "attack.nature", "attack.leak")),
    ("cnil_people", ("pd.categories", "pd.count")),
    ("cnil_records", ("pd.types", "pd.records")),
    ("cnil_consequences", ("pd.consequences", "impact.care")),
    ("cnil_measures", ("pd.measures_before", "pd.measures_after", "sys.backup", "pd.informed")),
)
_THEFTS = frozenset({"access", "theft", "ransomware_theft"})


def compose(practice: Practice, speech: Speech) -> Document:
    """Return the draft of the notification."""
    after = {
        "cnil_kind": (Paragraph(speech.say("drafts.cnil_two_steps"), soft=True),),
        "cnil_nature": losses(practice, speech),
        "cnil_people": (Paragraph(speech.say("drafts.people_unknown"), soft=True),),
        "cnil_records": kinds(practice, speech),
    }
    return draft(practice, speech, "cnil", SECTIONS, after)


def losses(practice: Practice, speech: Speech) -> tuple[Block, ...]:
    """Return the three losses with a box each: only what the tool saw is ticked, the rest is for a person."""
    hit = encrypted(practice) if attacked(practice) else 0
    points: tuple[Words, ...] = (
        speech.say("drafts.loss_availability_seen", files=speech.number(hit))
        if hit
        else speech.say("drafts.loss_availability"),
        speech.say("drafts.loss_integrity"),
        speech.say("drafts.loss_confidentiality_told" if _taken(practice) else "drafts.loss_confidentiality"),
    )
    return (
        Paragraph(speech.say("drafts.losses")),
        Listing(points, (bool(hit), False, False)),
        Paragraph(speech.say("drafts.losses_means"), soft=True),
    )


def _taken(practice: Practice) -> bool:
    """Tell whether somebody says that data was taken: a note, or the practice itself."""
    answered = practice.answer("attack.leak") == "yes" or practice.answer("attack.nature") in _THEFTS
    return answered or leak_claimed(practice)


def kinds(practice: Practice, speech: Speech) -> tuple[Block, ...]:
    """Return how many files of each kind are encrypted, nothing where no machine was scanned."""
    counted = [(kind, hit, seen) for kind, (hit, seen) in by_kind(practice).items() if seen]
    if not counted:
        return ()
    titles = tuple(speech.say(f"drafts.column_{name}") for name in ("kind", "encrypted", "looked_at"))
    rows = tuple(
        (speech.say(f"scan.kind_{kind}"), *map(speech.number, figures)) for kind, *figures in counted
    )
    return (
        Table(titles, rows, numbers=frozenset({1, 2}), widths=(0.5, 0.25, 0.25)),
        Paragraph(speech.say("drafts.files_not_people"), soft=True),
    )
