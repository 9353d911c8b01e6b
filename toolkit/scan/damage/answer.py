"""The answers that several judgements share, and how randomness is spread over a content."""

from toolkit.records import Damage, DamageVerdict
from toolkit.scan.damage import blocks, phases, program_body
from toolkit.scan.damage.subject import Subject

_OTHERS = 16  # blocks looked at


def traits(subject: Subject) -> tuple[str, ...]:
    """Return the codes of what betrays a ransom in the name or the tail."""
    reasons = (f"marker:{subject.marker}",) if subject.marker else ()
    return (*reasons, "appended_extension") if subject.trait else reasons


def encrypted(subject: Subject, *reasons: str) -> Damage:
    return Damage(DamageVerdict.ENCRYPTED, (*reasons, *traits(subject)), 0.0)


def plain_between(subject: Subject) -> bool:
    """Tell random blocks whose neighbours are far from random, as those of packed data are not."""
    flags, _ = subject.sampled
    if subject.content.whole is None:
        return False
    others = [place * blocks.BLOCK for place, random in enumerate(flags) if not random][:_OTHERS]
    return all(blocks.excess(subject.content.read(at, blocks.BLOCK)) > 4 * blocks.PLAIN for at in others)


def pattern(subject: Subject, *, promised: bool = True) -> tuple[str, ...]:
    """Measure how encryption is spread: a regular step of blocks, or of bytes inside them."""
    flags, _ = subject.sampled
    if subject.found == "pe":
        step = program_body.pattern(subject.content, flags)
    else:
        step = blocks.alternation(flags, 3 if promised else 5) if len(flags) else None
        step = step if step and (promised or plain_between(subject)) else None
    # Compressed data is never far from random: where the head is whole, or no type is promised, the contrast
    # must be sharper.
    plain = blocks.PLAIN if subject.found is None and promised else 4 * blocks.PLAIN
    step = step or phases.phase(subject.content.read(0, 256 * 1024), plain)
    return (f"intermittent:{step}",) if step else ()
