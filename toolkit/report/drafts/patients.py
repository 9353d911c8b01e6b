"""The notice to patients, in plain words; the practitioner decides, dates and signs it."""

from toolkit.legal import deadlines, facts
from toolkit.paper.blocks import (
    Block,
    Document,
    Facts,
    Heading,
    Listing,
    NewPage,
    Paragraph,
    Signatures,
)
from toolkit.report.drafts.fields import answered
from toolkit.report.drafts.found import attacked, by_kind, encrypted, leak_claimed
from toolkit.report.drafts.head import document, head
from toolkit.report.practice import Practice
from toolkit.texts import Speech, visible

_NAME = 200  # characters of what a practice is called
_TODO = ("choose", "fill", "channel", "keep")
_ADVICE = ("calls", "give_nothing", "watch", "password")
# Kinds of data a patient knows by name; Windows, programs and what is not told apart are none.
_TOLD = (
    "records", "imaging", "database", "letters", "agenda", "claims", "mail", "photos", "accounts", "backups",
)  # fmt: skip


def compose(practice: Practice, speech: Speech) -> Document:
    """Return what to know before sending, and on a page of its own the letter."""
    translated = ("translate",) if speech.language != practice.facts.language else ()
    todo = tuple(speech.say(f"drafts.todo_{one}") for one in (*_TODO, *translated))
    blocks: tuple[Block, ...] = (
        *head(practice, speech, "patients"),
        Heading(speech.say("drafts.patients_todo")),
        Listing(todo, (False,) * len(todo)),
        NewPage(),
        *_letter(practice, speech),
    )
    return document(practice, speech, "patients", blocks)


def _letter(practice: Practice, speech: Speech) -> tuple[Block, ...]:
    say = speech.say
    name = visible(practice.named() or "")[:_NAME]
    return (
        Heading(say("drafts.letter")),
        Facts(((say("drafts.letter_from"), name or None), (say("drafts.letter_date"), None))),
        Paragraph(say("drafts.letter_hello")),
        Heading(say("drafts.letter_what"), 2),
        Paragraph(_happened(practice, speech)),
        Heading(say("drafts.letter_data"), 2),
        *_data(practice, speech),
        Heading(say("drafts.letter_copied"), 2),
        _copied(practice, speech),
        Heading(say("drafts.letter_risk"), 2),
        Paragraph(say("drafts.letter_careful")),
        _told(practice, speech, "letter_consequences", "pd.consequences"),
        Heading(say("drafts.letter_done"), 2),
        _told(practice, speech, "letter_done_line", "pd.measures_after"),
        Heading(say("drafts.letter_advice"), 2),
        Listing(tuple(say(f"drafts.advice_{one}") for one in _ADVICE)),
        Heading(say("drafts.letter_contact"), 2),
        _told(practice, speech, "letter_contact_line", "victim.phone"),
        Paragraph(say("drafts.letter_sorry")),
        Signatures(((say("drafts.letter_signed_by"), (say("drafts.line_name"),)),)),
    )


def _told(practice: Practice, speech: Speech, label: str, key: str) -> Block:
    """Return an answer as a sentence of the letter, else a line to fill."""
    known = _known(practice, speech, key)
    if known is None:
        return Facts(((speech.say(f"drafts.{label}"), None),))
    return Paragraph(speech.say(f"drafts.{label}_told", told=known))


def _known(practice: Practice, speech: Speech, key: str) -> str | None:
    """Return an answer; what nobody knows is a line to fill, for a letter does not say « je ne sais pas »."""
    return None if practice.unknown(key) else answered(practice, speech, key)


def _happened(practice: Practice, speech: Speech) -> str:
    t0 = deadlines.of_answer(practice.answer("t0"))
    locked = attacked(practice) and encrypted(practice)
    if t0 is None:
        happened = speech.say("drafts.letter_happened")
    else:
        day = facts.day(t0.astimezone(deadlines.PARIS).date(), speech.say)
        happened = speech.say("drafts.letter_happened_dated", when=day)
    return f"{happened} {speech.say('drafts.letter_locked')}" if locked else happened


def _data(practice: Practice, speech: Speech) -> tuple[Block, ...]:
    counted = by_kind(practice) if attacked(practice) else {}
    hit = [kind for kind in _TOLD if counted.get(kind, (0, 0))[0]]
    told: list[Block] = []
    if hit:
        kinds = ", ".join(speech.say(f"drafts.kind_{kind}") for kind in hit)
        told.append(Paragraph(speech.say("drafts.letter_kinds", kinds=kinds)))
    return (*told, _told(practice, speech, "letter_types_line", "pd.types"))


def _copied(practice: Practice, speech: Speech) -> Listing:
    """Return the three sentences to choose from; none is ticked: only a person knows which one is true."""
    ways = ["unknown", "yes"]
    if leak_claimed(practice) or practice.answer("attack.leak") == "yes":
        ways.insert(1, "claimed")
    points = tuple(speech.say(f"drafts.letter_copied_{one}") for one in ways)
    return Listing(points, (False,) * len(points))
