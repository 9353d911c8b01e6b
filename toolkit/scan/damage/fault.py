"""A broken structure, judged by the bytes where it breaks: cut, wiped, random, or merely odd."""

from toolkit.records import Damage, DamageVerdict
from toolkit.scan.damage import accident, blocks, islands, signature, sound, text
from toolkit.scan.damage.answer import encrypted, pattern
from toolkit.scan.damage.structure import CHECKSUM, CODE, TRUNCATED, Structure
from toolkit.scan.damage.subject import MIXED, PLAIN, TEXTS, Subject

_REGION = 4096
_FAR = 256 * 1024
_SPOTS = 3
_STEP = 512  # bytes to which decoders locate a fault
_PLACES = 4  # faults looked at
_SELDOM = 0.15  # share of random blocks above which none of them says anything
# Streams packed so well that any piece of them is random; a cut one ends by what its decoder still follows.
_STREAMS = frozenset(
    {"ogg", "matroska", "mp4", "heif", "avi", "webp", "flac", "wav", "mp3", "zip", "docx", "xlsx", "pptx"}
    | {"odt", "ods", "odp", "epub", "jar", "pdf", "jpeg", "png", "gif", "gzip", "bzip2", "xz", "zstd", "lz4"}
    | {"7z", "rar", "cab", "woff", "woff2", "jp2", "ole2"}
)
_SUMMED = frozenset({"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "jar", "pdf"})


def judge(subject: Subject, structure: Structure, share: float) -> Damage:  # noqa: PLR0911 - one per answer
    """Say what a validator's fault is; `share` is the part of the content it vouched for."""
    if signature.gone(subject):
        return encrypted(subject, "type_gone", *pattern(subject))
    spared = not (subject.suspicious or _lost_head(subject))
    if spared and structure.reason != TRUNCATED and accident.wiped(subject, structure.offset):
        return Damage(DamageVerdict.DAMAGED, ("zeroed",), share)
    if spared and accident.overwritten(subject, structure.offset):
        return Damage(DamageVerdict.DAMAGED, ("structure_broken",), share)
    random = _random(subject, structure)
    if subject.branded or (subject.trait and _strewn(subject)):
        return encrypted(subject, "structure_broken", *pattern(subject))
    if structure.reason == TRUNCATED:
        if (subject.suspicious and random) or _random_end(subject):
            return encrypted(subject, "truncated", "random_tail")
        return Damage(DamageVerdict.DAMAGED, ("truncated",), share)
    if structure.reason in (CHECKSUM, CODE):
        return _one_place(subject, structure, share, random=random)
    if random or _foreign(subject) or _plain_no_more(subject) or subject.trait or _strewn(subject):
        return encrypted(subject, "structure_broken", *pattern(subject))
    if step := pattern(subject):
        return encrypted(subject, "structure_broken", *step)
    return Damage(DamageVerdict.DAMAGED, ("structure_broken",), share)


def _lost_head(subject: Subject) -> bool:
    """Tell a type no longer recognised, whose name promises one, that begins by random bytes."""
    lost = subject.found is None and subject.expected is not None
    return lost and blocks.looks_random(subject.content.head[:_STEP])


def _one_place(subject: Subject, structure: Structure, share: float, *, random: bool) -> Damage:
    """Judge one part that fails while all around it holds, as one flipped bit makes it fail too."""
    stray = structure.reason == CODE and _stray(subject, structure)
    renamed = subject.suspicious and (random or structure.reason == CODE)
    if renamed or stray or _contrast(subject, structure):
        return encrypted(subject, "structure_broken", *pattern(subject))
    return Damage(DamageVerdict.DAMAGED, ("checksum",), share)


def _random(subject: Subject, structure: Structure) -> bool:
    """Tell whether what stands at a fault looks random.

    Where a validator goes on after a fault and names no other place, half a kilobyte is not believed:
    compressed data passes for random by so little.
    """
    content = subject.content
    last = content.size - (_STEP if structure.reason == TRUNCATED else 64)
    at = max(0, min(structure.offset, last))
    region = content.read(at, _REGION)
    return any(blocks.looks_random(part) for part in (region, region[:_STEP], region[_STEP : 3 * _STEP]))


def _foreign(subject: Subject) -> bool:
    """Tell a text in which bytes stand that no text holds."""
    if subject.kind not in TEXTS:
        return False
    content = subject.content
    data = content.whole if content.whole is not None else content.head
    return text.foreign(data) > 0 or text.spots(data) > _SPOTS


def _strewn(subject: Subject) -> bool:
    """Tell a type kept plain for the most part, in which a few bytes are random."""
    data = subject.content.whole
    if data is None or subject.kind not in PLAIN | MIXED:
        return False
    return sound.laid_over(data) if subject.kind == "wav" else islands.first(data) is not None


def _plain_no_more(subject: Subject) -> bool:
    """Tell a fault in a type that keeps everything plain, and random blocks in it."""
    return (subject.kind in PLAIN or subject.kind == "dicom") and bool(subject.sampled[0].any())


def _random_end(subject: Subject) -> bool:
    """Tell a content that does not stop too early, but ends by something else."""
    content = subject.content
    if subject.kind in _STREAMS:
        return False
    return content.whole is not None and blocks.stands_out(content.whole, max(0, content.size - _REGION))


def _contrast(subject: Subject, structure: Structure) -> bool:
    """Tell bytes that are random behind a fault and not before it, which no flipped bit makes.

    Deflate and JPEG codes pass for random by 4 KB, seldom by 64 KB: the more there is, the surer.
    """
    content, at = subject.content, min(structure.offset, subject.content.size)
    after = content.read(at, _FAR)
    before = content.read(max(0, at - _FAR), min(at, _FAR))
    if len(after) >= 2 * _REGION and len(before) >= _STEP and blocks.looks_random(after):
        return blocks.excess(before) > 2 * blocks.BAND
    # Where entries are held against a sum, a fault inside one is not located: only a broken code is.
    vague = structure.reason == CHECKSUM and subject.kind in _SUMMED
    if content.whole is None or vague or _often_random(subject):
        return False
    others = structure.places if structure.reason != CODE else ()
    places = (structure.offset, *others)[:_PLACES]
    return any(blocks.stands_out(content.whole, place) for place in places)


def _stray(subject: Subject, structure: Structure) -> bool:
    """Tell random bytes where a code broke, in a content hardly any of which looks random otherwise."""
    begin, end = structure.places
    if end - begin <= _REGION:  # what is laid over so little reaches into the parts beside it
        return False
    calm = blocks.calmest(subject.content.read(begin, min(end - begin, 1 << 20)))
    return calm < blocks.SURE and not _often_random(subject)


def _often_random(subject: Subject) -> bool:
    flags, _ = subject.sampled
    return not len(flags) or bool(flags.mean() > _SELDOM)
