"""Whether one file's content is what its name says: structure first, statistics to corroborate.

A validator says how many bytes it vouches for and never ends the examination by itself; the rest goes to
the statistics, and the weakest answer is the one given. A random content is called encrypted only where
something says it should not be random: the type its name promises, a broken structure, or a ransom's trait.
"""

import re
import struct

from toolkit.records import Damage, DamageVerdict
from toolkit.scan import extensions, filetype
from toolkit.scan.content import Content
from toolkit.scan.damage import markers, text, weigh, wrappers, zip_directory
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, Structure, broken
from toolkit.scan.damage.subject import Subject
from toolkit.scan.damage.validators import VALIDATORS

# A part of an archive cut in pieces cannot be read without the others.
_PART = re.compile(r"\.(?:(?:7z|zip|rar|tar|gz)\.\d{3}|z\d\d|r\d\d|part\d+\.rar)\Z", re.IGNORECASE)

# Where Windows keeps memory under the ending of a program, the logs its databases lay out in advance (ESE,
# "edb00012.log"), and its shadow copies ("{…}{3808876b-…}"): whatever lies there is no sign of anything.
_WORKING = re.compile(
    r"(?:pagefile|swapfile|hiberfil)\.sys|(?:edb|v01|sru|mss|j50)(?:res|tmp)?[0-9a-f]*\.(?:log|jrs|jtx)"
    r"|(?:\{[0-9a-f-]{36}\})?\{3808876b-c176-4e48-b7ae-04046e6cc752\}",
    re.IGNORECASE,
)

# Windows keeps updates as differences under the names of the programs they change (WinSxS, folders f and r),
# behind a CRC-32 or a mark of their own; the project SXSEXP and smilingthax/msdelta-pa30-format tell of both.
_DELTA = re.compile(rb"(?:.{4})?PA(?:19|3[01])|DC[DHMNSX]\x01", re.DOTALL)


def examine(name: str, content: Content, *, appended: str | None = None) -> Damage:
    """Judge whether a file is intact, encrypted, protected, damaged, random or unknown.

    `name` is the last part of its path; `appended` is an extension known, from many files, to be a ransom's.
    Reasons are codes; some carry a detail behind a colon: "marker:stop_djvu",
    "intermittent:4096/8192" (bytes encrypted per period). Raises Unreadable where the medium fails.
    """
    if content.size == 0:
        return Damage(DamageVerdict.UNKNOWN, ("empty",), 0.0)
    if _PART.search(name):
        return Damage(DamageVerdict.UNKNOWN, ("split_part",), 0.0)
    if _WORKING.fullmatch(name):
        return Damage(DamageVerdict.UNKNOWN, ("not_recognised",), 0.0)
    subject = look(name, content, appended)
    if subject.found is None and not subject.suspicious and zip_directory.is_part(content):
        return Damage(DamageVerdict.UNKNOWN, ("split_part",), 0.0)
    wrapper = wrappers.recognise(name, content)
    if wrapper:
        return weigh.wrapped(subject, wrapper)
    found = structure(subject.found, content) if subject.found else NOT_THIS
    if found.verdict in ("not_this", "broken") and subject.expected and subject.expected != subject.found:
        promised = structure(subject.expected, content)
        found = promised if promised.verdict != "not_this" else found
    return weigh.weigh(subject, found)


def look(name: str, content: Content, appended: str | None = None) -> Subject:
    """Gather what the name promises, what the content is, and what betrays a ransom in either."""
    base = name.rsplit("/", 1)[-1]
    trait: str | None
    bare = appended.lstrip(".") if appended else ""
    if bare and base.lower().endswith("." + bare.lower()):
        expected, trait = extensions.expected(base[: -len(bare) - 1]), bare
    else:
        expected, trait = extensions.expected(base), extensions.added(base) or _known(base)
    return Subject(
        content=content,
        expected=expected,
        found=_found(base, content),
        trait=trait,
        marker=markers.find(content),
        opaque=extensions.of_backup(base),
    )


def _found(base: str, content: Content) -> str | None:
    found = filetype.recognise(base, content.head, content.tail)
    if found is None and _DELTA.match(content.head):
        return "delta"
    if found is None and text.carries(content.head):
        return "self_extractor"
    return "openpgp" if found is None and wrappers.is_packed_message(content.head) else found


def _known(name: str) -> str | None:
    last = name.rpartition(".")[2]
    return last if last.lower() in markers.EXTENSIONS or extensions.jumbled(name) else None


def structure(kind: str, content: Content) -> Structure:
    """Run the validator of a type; "not_this" when there is none."""
    for kinds, check in VALIDATORS:
        if kind in kinds:
            try:
                return check(content)
            except (ValueError, IndexError, OverflowError, struct.error):
                # A lie none of the checks foresaw; a fault of the file all the same.
                return broken(CONTRADICTION, 0)
    return NOT_THIS
