"""From structure and statistics to a verdict: the weakest answer is the one given."""

from toolkit.records import Damage, DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import (
    base64_text,
    blocks,
    fault,
    islands,
    parcel,
    program_body,
    signature,
    sound,
    unnamed,
    wrappers,
)
from toolkit.scan.damage.answer import encrypted, plain_between, traits
from toolkit.scan.damage.structure import Structure
from toolkit.scan.damage.subject import MIXED, PLAIN, SMOOTH, TEXTS, Subject

_CELL = 16  # bytes
_OFTEN = 5  # runs at a regular step, where pictures may be kept among plain data
_SMALL = 256  # bytes; no statistic says anything below
_ENOUGH = 0.5  # share vouched for of what was looked at, from which a valid structure is called intact
# Even a packed program or document keeps relocations or tables that are not random; a PE is asked for them.
_NEVER_ALL = frozenset({"elf", "ole2"})
# Sound and pictures kept plain: a long random run in them is noise, or somebody's doing.
_SELDOM = frozenset({"wav", "bmp", "tiff", "dicom", "stl", "mp3"})
_ANY_TEXT = "text/utf-8"  # the type of a text that need not begin by anything
_LONG_CODE = 4096  # bytes; keys and certificates written alone are shorter
_LAID = 16  # random blocks looked at
_LOOKED = 64 * 64 * 1024  # bytes looked at in a file too large to hold
# Wrappers with a header of their own, which no ransom writes around a document it keeps the name of.
_FILES_OF_OTHERS = frozenset({"restic", "luks", "bitlocker", "keepass", "private_key", "pkcs", "borg"})


def wrapped(subject: Subject, wrapper: str) -> Damage:
    """Judge a legitimate wrapper, which under a document's name with an extension behind it is none."""
    reasons: tuple[str, ...] = (f"wrapper:{wrapper}",)
    if subject.marker or (subject.trait and wrapper not in _FILES_OF_OTHERS):
        return Damage(DamageVerdict.ENCRYPTED, (*reasons, *traits(subject)), 0.0)
    if subject.expected and subject.expected not in TEXTS:
        reasons = (*reasons, "name_mismatch")
    return Damage(DamageVerdict.PROTECTED, reasons, 0.0)


def weigh(subject: Subject, structure: Structure) -> Damage:
    """Turn a validator's answer into a verdict."""
    size = subject.content.size
    share = min(1.0, structure.vouched / size)
    if structure.verdict == "protected" and subject.trait:
        return encrypted(subject, structure.reason, "name_mismatch")
    if structure.verdict == "protected":
        return Damage(DamageVerdict.PROTECTED, (structure.reason,), share)
    if structure.verdict == "valid":
        return _valid(subject, structure, share)
    if size < _SMALL:
        return _tiny(subject)
    if structure.verdict == "broken":
        return fault.judge(subject, structure, share)
    return unnamed.judge(subject)


def _tiny(subject: Subject) -> Damage:
    """Judge a content too small for statistics by what its first bytes are, or what no text holds."""
    data = subject.content.head
    if signature.gone(subject) or unnamed.spoiled(subject) or (subject.trait and signature.body_gone(data)):
        return encrypted(subject, "type_gone")
    return Damage(DamageVerdict.UNKNOWN, ("too_small",), 0.0)


def _valid(subject: Subject, structure: Structure, share: float) -> Damage:  # noqa: PLR0911 - one per answer
    """Hold the bytes a valid structure does not vouch for against what such bytes look like."""
    notes = tuple(
        code
        for code, applies in (("name_mismatch", subject.renamed), ("renamed_only", subject.trait))
        if applies
    )
    if signature.gone(subject):
        return encrypted(subject, "type_gone")
    if share < 0.98 and subject.kind == "pe" and not _strewn(subject):
        return _program(subject, share, notes)
    if share < 0.98 and subject.kind in PLAIN | MIXED:
        odd, plain = _rest(subject)
        if odd:
            return encrypted(subject, odd)
        share = max(share, plain)
    if _strewn(subject):
        return encrypted(subject, "random_blocks")
    if share < 1 and subject.kind in _SELDOM and unnamed.long_run(subject):
        return Damage(DamageVerdict.UNKNOWN, ("random_blocks", *notes), min(share, _plain_share(subject)))
    if subject.suspicious and _random_rest(subject, structure):
        return encrypted(subject, "random_blocks")
    if parcel.random_member(subject):
        return encrypted(subject, "name_mismatch", "whole_random")
    if answer := _as_text_of_cipher(subject):
        return answer
    return _vouched(subject, share, notes)


def _vouched(subject: Subject, share: float, notes: tuple[str, ...]) -> Damage:
    seen = min(1.0, _LOOKED / subject.content.size) if subject.content.whole is None else 1.0
    if share >= _ENOUGH * seen:
        return Damage(DamageVerdict.INTACT, notes, share)
    if subject.branded:
        return encrypted(subject, "body_unchecked")
    return Damage(DamageVerdict.UNKNOWN, ("body_unchecked", *notes), share)


def _strewn(subject: Subject) -> bool:
    """Tell a few random bytes among plain ones, where nothing vouches for them."""
    data = subject.content.whole
    if data is None:
        return False
    if subject.trait and subject.found is None and signature.scrambled(data[:_CELL]):
        return True
    if subject.kind == "wav":
        return sound.laid_over(data)
    kinds = PLAIN | MIXED if subject.trait else SMOOTH
    return subject.kind in kinds and islands.first(data, tail=bool(subject.trait)) is not None


def _program(subject: Subject, share: float, notes: tuple[str, ...]) -> Damage:
    """Judge a program whose headers and tables hold: pictures, installers and packers make it random too."""
    flags, looked = subject.sampled
    if not len(flags):
        return _vouched(subject, share, notes)
    if step := program_body.pattern(subject.content, flags):
        return encrypted(subject, f"intermittent:{step}")
    odd = program_body.unexplained(subject.content, flags)
    step = blocks.alternation(odd)
    if subject.suspicious and (step or odd.mean() > 0.5):
        return encrypted(subject, f"intermittent:{step}" if step else "random_blocks")
    if step:
        return Damage(DamageVerdict.UNKNOWN, ("random_blocks", *notes), share)
    plain = float(1 - flags.mean()) * min(1.0, looked / subject.content.size)
    return _vouched(subject, max(share, plain), notes)


def _plain_share(subject: Subject) -> float:
    """Return the share of the blocks looked at that are not random."""
    flags, _ = subject.sampled
    return float(1 - flags.mean()) if len(flags) else 0.0


def _rest(subject: Subject) -> tuple[str, float]:
    """Return why the blocks of a plain or mixed type are not its own, "" if they are, and the plain share."""
    flags, looked = subject.sampled
    if not len(flags):
        return "", 0.0
    if pattern := _step(subject, flags):
        return f"intermittent:{pattern}", 0.0
    spared = subject.kind in _NEVER_ALL and len(flags) >= 10 and bool(flags[2:].all())
    if (subject.kind in PLAIN and flags.any()) or spared or (subject.suspicious and flags.mean() > 0.5):
        return "random_blocks", 0.0
    if subject.suspicious and _laid_over(subject):
        return "random_blocks", 0.0
    return "", float(1 - flags.mean()) * min(1.0, looked / subject.content.size)


def _step(subject: Subject, flags: "blocks.Flags") -> str | None:
    """Measure the step of random blocks, which compressed pictures or noise may take on by themselves."""
    data = subject.content.whole
    if subject.kind == "wav" and data is not None:
        flags = sound.foreign(data, flags)
    step = blocks.alternation(flags, 3 if subject.trait or subject.kind in PLAIN else _OFTEN)
    return step if step and (subject.trait or subject.kind in PLAIN or plain_between(subject)) else None


def _laid_over(subject: Subject) -> bool:
    """Tell a random block between plain ones, in a content whose name a ransom may have changed."""
    data = subject.content.whole
    if data is None:
        return False
    places = [place for place, random in enumerate(subject.sampled[0]) if random][:_LAID]
    return any(blocks.stands_out(data, place * blocks.BLOCK) for place in places)


def _random_rest(subject: Subject, structure: Structure) -> bool:
    """Tell a random tail, longer than a footer, behind the end of a valid structure."""
    content = subject.content
    rest = content.size - structure.offset
    return rest >= 8192 and blocks.looks_random(content.read(structure.offset, 65536))


def _as_text_of_cipher(subject: Subject) -> Damage | None:
    """Judge a text that is one long code: of a ciphertext, of a protected file, or of neither."""
    if subject.found not in TEXTS or not (subject.expected or subject.suspicious):
        return None
    code = base64_text.decoded(subject.content)
    if code is None:
        return None
    wrapper = wrappers.recognise("", Content.of(code))
    if wrapper:
        return wrapped(subject, wrapper)
    if not base64_text.is_ciphertext(code):
        return None
    if subject.suspicious or subject.expected != _ANY_TEXT or subject.content.size >= _LONG_CODE:
        return encrypted(subject, "base64_random")
    # Programs keep keys that way in texts of their own.
    return Damage(DamageVerdict.RANDOM, ("base64_random",), 0.0)
