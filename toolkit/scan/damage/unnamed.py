"""A content that no validator knows, judged by its bytes and by what its name promises."""

from toolkit.records import Damage, DamageVerdict
from toolkit.scan.damage import blocks, islands, signature, text
from toolkit.scan.damage.answer import encrypted, pattern
from toolkit.scan.damage.subject import PLAIN, SIGNED, TEXTS, Subject
from toolkit.scan.wording import controls, text_type

_REGION = 4096
_START = 256  # bytes: what plain beginnings never make look random
_SIGNATURE = 128  # bytes: the same, where a name says what they should be
_CELL = 16  # bytes
_SECTOR = 512  # bytes
_RUN = 16  # blocks of 4 KB
_SPOTS = 2
_ANY_TEXT = "text/utf-8"
# Promised types that may begin by bytes of anything: an image of a disk, sound without a header.
_SOMETIMES_TEXT = frozenset({"ole2", "stl", "ply", "icon"})
_BARE = frozenset({"signed", "iso", "vhd", "vhdx", "vmdk", "mp3", "database"})


def judge(subject: Subject) -> Damage:  # noqa: PLR0911 - one per answer
    """Say what the content of no known structure is."""
    if subject.found and not subject.suspicious:
        return Damage(DamageVerdict.UNKNOWN, ("no_validator",), 0.0)
    if _constant(subject):
        wiped = DamageVerdict.DAMAGED if subject.expected else DamageVerdict.UNKNOWN
        return Damage(wiped, ("zeroed",), 0.0)
    if _beheaded(subject):
        return Damage(DamageVerdict.DAMAGED, ("zeroed",), 0.0)
    firm = subject.expected is not None and subject.found is None
    if (firm or subject.suspicious) and (reasons := _odd(subject)):
        return encrypted(subject, *reasons)
    if subject.found:
        return Damage(DamageVerdict.UNKNOWN, ("no_validator",), 0.0)
    if not subject.opaque and (reasons := _telling(subject)):
        return encrypted(subject, *reasons)
    # The blocks were already looked at, but for a backup's, which may be a disk's worth.
    if (subject.opaque or _all_random(subject)) and _head_random(subject) and _all_random(subject):
        return Damage(DamageVerdict.RANDOM, ("headless_random",), 0.0)
    return Damage(DamageVerdict.UNKNOWN, ("not_recognised",), 0.0)


def _head_random(subject: Subject) -> bool:
    head = subject.content.head
    return blocks.looks_random(head[:1024]) or blocks.looks_random(head[:_REGION])


def _odd(subject: Subject) -> tuple[str, ...]:  # noqa: PLR0911 - one per answer
    """Return why a content is not what its name promises, () when nothing says so."""
    if subject.expected == "signed" and not subject.trait:
        return _spread(subject) if signature.gone(subject) else ()
    if subject.found is None and (_head_random(subject) or _starts_random(subject)):
        return _spread(subject)
    if step := pattern(subject):
        return step
    if subject.found is None and (_foreign(subject) or spoiled(subject)):
        return ("random_blocks",)
    if subject.found is None and subject.trait and signature.scrambled(subject.content.head[:_CELL]):
        return ("type_gone",)
    if subject.branded and (subject.found is None or _strewn(subject)):
        return ("type_gone",)
    if (subject.suspicious and _unlike_text(subject)) or signature.gone(subject):
        return ("type_gone",)
    if subject.found is None and subject.expected in PLAIN and long_run(subject):
        return ("random_blocks",)
    return ()


def _telling(subject: Subject) -> tuple[str, ...]:
    """Tell, in a content of no known type, randomness that no program lays out so: by steps, or over a text.

    A text whose beginning is random was written over; one whose end is may be a format of its own.
    """
    content = subject.content
    if content.size >= 2 * _REGION and (step := pattern(subject, promised=False)):
        return step
    data = content.whole if content.whole is not None else content.head
    if text.written_over(data):
        return ("random_blocks",)
    if not blocks.looks_random(content.head[:_START]):
        return ()
    rest = data[len(data) * 3 // 4 :] if len(data) < 4 * _REGION else data[-2 * _REGION :]
    plain = len(rest) >= _START and text_type(rest) is not None and text_type(data[-_START:]) is not None
    return ("random_blocks",) if plain else ()


def long_run(subject: Subject) -> bool:
    """Tell 64 KB of randomness in a row, which pictures kept inside a database do not make."""
    at = 0
    for is_random, length in blocks.runs(subject.sampled[0]):
        if is_random and length >= _RUN and subject.content.whole is not None:
            return blocks.looks_random(subject.content.read(at * blocks.BLOCK, _RUN * blocks.BLOCK))
        at += length
    return False


def _starts_random(subject: Subject) -> bool:
    """Tell a promised type, whose first bytes are plain, that begins by 128 random ones."""
    promised = subject.expected is not None and subject.expected not in _BARE
    return promised and blocks.looks_random(subject.content.head[:_SIGNATURE])


def _foreign(subject: Subject) -> bool:
    """Tell a promised text that holds what no text does, or one written over under a name of no promise."""
    content = subject.content
    data = content.whole if content.whole is not None else content.head
    if subject.expected in TEXTS:
        return text.foreign(data) > 0
    # Old programs write texts under the names of documents.
    if subject.expected in _SOMETIMES_TEXT:
        return text_type(data[:_START]) is not None and text.foreign(data) > 0
    return subject.expected is None and text.written_over(data)


def spoiled(subject: Subject) -> bool:
    """Tell a promised text, or one renamed beyond promise, in which a few bytes are a cipher's."""
    if subject.found is not None or (subject.expected or _ANY_TEXT) not in TEXTS:
        return False
    if subject.expected is None and not subject.suspicious:
        return False
    return text.spots(subject.content.head) >= _SPOTS


def _strewn(subject: Subject) -> bool:
    data = subject.content.whole
    return data is not None and islands.first(data) is not None


def _unlike_text(subject: Subject) -> bool:
    """Tell a text by its name, too short for statistics, that holds bytes no text holds (one in fifty)."""
    head = subject.content.head[:_REGION]
    short = subject.content.size < 2 * _REGION
    return short and subject.expected in TEXTS and controls(head) * 50 > len(head)


def _constant(subject: Subject) -> bool:
    """Tell a content that is one byte over and over, by windows when it is large."""
    content = subject.content
    if content.whole is not None:
        return blocks.constant(content.whole)
    return all(blocks.constant(content.read(at, _REGION)) for at in blocks.window_offsets(content.size))


def _beheaded(subject: Subject) -> bool:
    """Tell a type that always begins by its signature, and whose first sector holds zeros instead."""
    lost = subject.expected in SIGNED and subject.found is None and not subject.suspicious
    return lost and subject.content.head[:_SECTOR] == bytes(_SECTOR)


def _spread(subject: Subject) -> tuple[str, ...]:
    """Say how far the randomness of a lost head goes."""
    flags, _ = subject.sampled
    if not len(flags) or flags.mean() > 0.97:
        return ("type_gone", "whole_random")
    if step := blocks.alternation(flags):
        return ("type_gone", f"intermittent:{step}")
    return ("type_gone", "head_random")


def _all_random(subject: Subject) -> bool:
    flags, _ = subject.sampled
    return not len(flags) or bool(flags.any() and flags.mean() > 0.97)
