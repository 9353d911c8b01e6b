"""From structure and statistics to a verdict: the weakest answer is the one given."""

from toolkit.records import Damage, DamageVerdict
from toolkit.scan.damage import base64_text, blocks, program_body
from toolkit.scan.damage.structure import CHECKSUM, TRUNCATED, Structure
from toolkit.scan.damage.subject import MIXED, PLAIN, SIGNED, TEXTS, Subject
from toolkit.scan.wording import controls

_SMALL = 256  # bytes; no statistic says anything below
_ENOUGH = 0.5  # share vouched for of what was looked at, from which a valid structure is called intact
# Even a packed program or document keeps relocations or tables that are not random; a PE is asked for them.
_NEVER_ALL = frozenset({"elf", "ole2"})
# Sound and pictures kept plain: a long random run in them is noise, or somebody's doing.
_SELDOM = frozenset({"wav", "bmp", "tiff", "dicom", "stl", "mp3"})
_REGION = 4096
_LOOKED = 64 * 64 * 1024  # bytes looked at in a file too large to hold
_FAR = 256 * 1024
_RUN = 16  # blocks of 4 KB
_STEP = 512  # bytes to which decoders locate a fault
# Wrappers with a header of their own, which no ransom writes around a document it keeps the name of.
_FILES_OF_OTHERS = frozenset({"restic", "luks", "bitlocker", "keepass", "private_key", "pkcs", "borg"})


def wrapped(subject: Subject, wrapper: str) -> Damage:
    """Judge a legitimate wrapper, which under a document's name with an extension behind it is none."""
    reasons: tuple[str, ...] = (f"wrapper:{wrapper}",)
    if subject.marker or (subject.trait and wrapper not in _FILES_OF_OTHERS):
        return Damage(DamageVerdict.ENCRYPTED, (*reasons, *_traits(subject)), 0.0)
    if subject.expected and subject.expected not in TEXTS:
        reasons = (*reasons, "name_mismatch")
    return Damage(DamageVerdict.PROTECTED, reasons, 0.0)


def weigh(subject: Subject, structure: Structure) -> Damage:
    """Turn a validator's answer into a verdict."""
    size = subject.content.size
    share = min(1.0, structure.vouched / size)
    if structure.verdict == "protected" and subject.trait and subject.renamed:
        return _encrypted(subject, structure.reason, "name_mismatch")
    if structure.verdict == "protected":
        return Damage(DamageVerdict.PROTECTED, (structure.reason,), share)
    if structure.verdict == "valid":
        return _valid(subject, structure, share)
    if size < _SMALL:
        return Damage(DamageVerdict.UNKNOWN, ("too_small",), 0.0)
    if structure.verdict == "broken":
        return _broken(subject, structure, share)
    return _unstructured(subject)


def _traits(subject: Subject) -> tuple[str, ...]:
    reasons = (f"marker:{subject.marker}",) if subject.marker else ()
    return (*reasons, "appended_extension") if subject.trait else reasons


def _encrypted(subject: Subject, *reasons: str) -> Damage:
    return Damage(DamageVerdict.ENCRYPTED, (*reasons, *_traits(subject)), 0.0)


def _valid(subject: Subject, structure: Structure, share: float) -> Damage:  # noqa: PLR0911 - one per answer
    """Hold the bytes a valid structure does not vouch for against what such bytes look like."""
    notes = tuple(
        code
        for code, applies in (("name_mismatch", subject.renamed), ("renamed_only", subject.trait))
        if applies
    )
    if share < 0.98 and subject.kind == "pe":
        return _program(subject, share, notes)
    if share < 0.98 and subject.kind in PLAIN | MIXED:
        odd, plain = _rest(subject)
        if odd:
            return _encrypted(subject, odd)
        share = max(share, plain)
    if share < 1 and subject.kind in _SELDOM and _long_run(subject):
        return Damage(DamageVerdict.UNKNOWN, ("random_blocks", *notes), min(share, _plain_share(subject)))
    if subject.suspicious and _random_rest(subject, structure):
        return _encrypted(subject, "random_blocks")
    if code := _as_text_of_cipher(subject):
        if subject.suspicious or subject.expected not in TEXTS:
            return _encrypted(subject, code)
        # Programs keep keys and pictures that way in texts of their own.
        return Damage(DamageVerdict.RANDOM, (code,), 0.0)
    return _vouched(subject, share, notes)


def _vouched(subject: Subject, share: float, notes: tuple[str, ...]) -> Damage:
    seen = min(1.0, _LOOKED / subject.content.size) if subject.content.whole is None else 1.0
    if share >= _ENOUGH * seen:
        return Damage(DamageVerdict.INTACT, notes, share)
    return Damage(DamageVerdict.UNKNOWN, ("body_unchecked", *notes), share)


def _program(subject: Subject, share: float, notes: tuple[str, ...]) -> Damage:
    """Judge a program whose headers and tables hold: pictures, installers and packers make it random too."""
    flags, looked = blocks.sampled(subject.content)
    if not len(flags):
        return _vouched(subject, share, notes)
    if step := program_body.pattern(subject.content, flags):
        return _encrypted(subject, f"intermittent:{step}")
    odd = program_body.unexplained(subject.content, flags)
    step = blocks.alternation(odd)
    if subject.suspicious and (step or odd.mean() > 0.5):
        return _encrypted(subject, f"intermittent:{step}" if step else "random_blocks")
    if step:
        return Damage(DamageVerdict.UNKNOWN, ("random_blocks", *notes), share)
    plain = float(1 - flags.mean()) * min(1.0, looked / subject.content.size)
    return _vouched(subject, max(share, plain), notes)


def _plain_share(subject: Subject) -> float:
    """Return the share of the blocks looked at that are not random."""
    flags, _ = blocks.sampled(subject.content)
    return float(1 - flags.mean()) if len(flags) else 0.0


def _rest(subject: Subject) -> tuple[str, float]:
    """Return why the blocks of a plain or mixed type are not its own, "" if they are, and the plain share."""
    flags, looked = blocks.sampled(subject.content)
    if not len(flags):
        return "", 0.0
    if pattern := blocks.alternation(flags):
        return f"intermittent:{pattern}", 0.0
    spared = subject.kind in _NEVER_ALL and len(flags) >= 10 and bool(flags[2:].all())
    if (subject.kind in PLAIN and flags.any()) or spared or (subject.suspicious and flags.mean() > 0.5):
        return "random_blocks", 0.0
    return "", float(1 - flags.mean()) * min(1.0, looked / subject.content.size)


def _random_rest(subject: Subject, structure: Structure) -> bool:
    """Tell a random tail, longer than a footer, behind the end of a valid structure."""
    content = subject.content
    rest = content.size - structure.offset
    return rest >= 8192 and blocks.looks_random(content.read(structure.offset, 65536))


def _as_text_of_cipher(subject: Subject) -> str | None:
    if subject.found not in TEXTS or not (subject.expected or subject.suspicious):
        return None
    code = base64_text.decoded(subject.content)
    return "base64_random" if code is not None and base64_text.is_ciphertext(code) else None


def _broken(subject: Subject, structure: Structure, share: float) -> Damage:  # noqa: PLR0911 - one per answer
    """Judge a fault by the bytes where it lies: cut, wiped, random, or merely odd."""
    content = subject.content
    last = content.size - (64 if structure.reason != TRUNCATED else _STEP)
    at = max(0, min(structure.offset, last))
    region = content.read(at, _REGION)
    if structure.reason != TRUNCATED and _wiped(subject, structure.offset):
        return Damage(DamageVerdict.DAMAGED, ("zeroed",), share)
    random = any(blocks.looks_random(part) for part in (region, region[:_STEP], region[_STEP : 3 * _STEP]))
    if structure.reason == TRUNCATED:
        if subject.suspicious and random:
            return _encrypted(subject, "truncated", "random_tail")
        return Damage(DamageVerdict.DAMAGED, ("truncated",), share)
    if _signature_gone(subject):
        return _encrypted(subject, "type_gone", *_pattern(subject))
    if random and (structure.reason != CHECKSUM or subject.suspicious or _contrast(subject, at)):
        return _encrypted(subject, "structure_broken", *_pattern(subject))
    if structure.reason != CHECKSUM and (pattern := _pattern(subject)):
        return _encrypted(subject, "structure_broken", *pattern)
    reason = "checksum" if structure.reason == CHECKSUM else "structure_broken"
    return Damage(DamageVerdict.DAMAGED, (reason,), share)


def _signature_gone(subject: Subject) -> bool:
    """Tell a type that always begins by its signature, and here begins by random-looking bytes."""
    if subject.found is not None or subject.expected not in SIGNED:
        return False
    return blocks.looks_random(subject.content.head[:64])


def _contrast(subject: Subject, at: int) -> bool:
    """Tell bytes that are random behind a fault and not before it, which no flipped bit makes.

    Deflate and JPEG codes pass for random by 4 KB, seldom by 64 KB: the more there is, the surer.
    """
    content = subject.content
    after = content.read(at, _FAR)
    before = content.read(max(0, at - _FAR), min(at, _FAR))
    if len(after) >= _REGION and len(before) >= _STEP and blocks.looks_random(after):
        return blocks.excess(before) > 2 * blocks.BAND
    flags, _ = blocks.sampled(content)
    near = blocks.looks_random(content.read(at, 2048))
    return near and content.whole is not None and len(flags) >= 8 and bool(flags.mean() < 0.2)


def _wiped(subject: Subject, at: int) -> bool:
    """Tell a fault where one byte was written over and over; decoders may notice it a little later."""
    content = subject.content
    if blocks.constant(content.read(at, 64)) and at + 64 <= content.size:
        return True
    if subject.kind in PLAIN | MIXED:
        return False
    start = max(0, at - 2 * _REGION)
    around = content.read(start, 3 * _REGION)
    return any(blocks.constant(around[step : step + _STEP]) for step in range(0, len(around) - _STEP, _STEP))


def _pattern(subject: Subject) -> tuple[str, ...]:
    """Measure how encryption is spread: a regular step of blocks, or of bytes inside them."""
    flags, _ = blocks.sampled(subject.content)
    if subject.found == "pe":
        pattern = program_body.pattern(subject.content, flags)
    else:
        pattern = blocks.alternation(flags) if len(flags) else None
    # Compressed data is never far from random: where the head is whole, the contrast must be sharper.
    plain = blocks.PLAIN if subject.found is None else 4 * blocks.PLAIN
    pattern = pattern or blocks.phase(subject.content.read(0, 256 * 1024), plain)
    return (f"intermittent:{pattern}",) if pattern else ()


def _unstructured(subject: Subject) -> Damage:  # noqa: PLR0911 - one per answer
    """Judge a content that no validator knows."""
    content = subject.content
    if subject.found and not subject.suspicious:
        return Damage(DamageVerdict.UNKNOWN, ("no_validator",), 0.0)
    if _constant(subject):
        wiped = DamageVerdict.DAMAGED if subject.expected else DamageVerdict.UNKNOWN
        return Damage(wiped, ("zeroed",), 0.0)
    firm = subject.expected is not None and subject.found is None
    head = blocks.looks_random(content.head[:1024]) or blocks.looks_random(content.head[:4096])
    if head and (firm or subject.suspicious) and subject.found is None:
        return _encrypted(subject, *_spread(subject))
    if (firm or subject.suspicious) and (pattern := _pattern(subject)):
        return _encrypted(subject, *pattern)
    if subject.suspicious and _unlike_text(subject):
        return _encrypted(subject, "type_gone")
    if subject.found:
        return Damage(DamageVerdict.UNKNOWN, ("no_validator",), 0.0)
    if _signature_gone(subject):
        return _encrypted(subject, "type_gone")
    if firm and subject.expected in PLAIN and _long_run(subject):
        return _encrypted(subject, "random_blocks")
    if head and _all_random(subject):
        return Damage(DamageVerdict.RANDOM, ("headless_random",), 0.0)
    return Damage(DamageVerdict.UNKNOWN, ("not_recognised",), 0.0)


def _unlike_text(subject: Subject) -> bool:
    """Tell a text by its name, too short for statistics, that holds bytes no text holds (one in fifty)."""
    head = subject.content.head[:_REGION]
    short = subject.content.size < 2 * _REGION
    return short and subject.expected in TEXTS and controls(head) * 50 > len(head)


def _long_run(subject: Subject) -> bool:
    """Tell 64 KB of randomness in a row, which pictures kept inside a database do not make."""
    at = 0
    for is_random, length in blocks.runs(blocks.sampled(subject.content)[0]):
        if is_random and length >= _RUN and subject.content.whole is not None:
            return blocks.looks_random(subject.content.read(at * blocks.BLOCK, _RUN * blocks.BLOCK))
        at += length
    return False


def _constant(subject: Subject) -> bool:
    """Tell a content that is one byte over and over, by windows when it is large."""
    content = subject.content
    if content.whole is not None:
        return blocks.constant(content.whole)
    return all(blocks.constant(content.read(at, 4096)) for at in blocks.window_offsets(content.size))


def _spread(subject: Subject) -> tuple[str, ...]:
    """Say how far the randomness of a lost head goes."""
    flags, _ = blocks.sampled(subject.content)
    if not len(flags) or flags.mean() > 0.97:
        return ("type_gone", "whole_random")
    if pattern := blocks.alternation(flags):
        return ("type_gone", f"intermittent:{pattern}")
    return ("type_gone", "head_random")


def _all_random(subject: Subject) -> bool:
    flags, _ = blocks.sampled(subject.content)
    return not len(flags) or bool(flags.mean() > 0.97)
