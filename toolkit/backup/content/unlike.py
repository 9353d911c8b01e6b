"""Files whose names promise a content of a structure of its own, and that hold another one, or none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from toolkit.backup.content.tally import Tally
from toolkit.backup.data.dated import Dated
from toolkit.records import DamageVerdict, Seen
from toolkit.scan import extensions

_PICTURES = frozenset({"jpeg", "png", "gif", "bmp", "tiff", "webp", "heif", "psd", "jp2"})
_PACKED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
_OFFICE = _PACKED | {"zip", "ole2"}  # with a password they are kept inside OLE2
_TEXTS = frozenset({"text/utf-8", "text/utf-16", "text/latin", "html", "xml", "rtf"})
# What a name promises, and the types people and programs put under it.
_ACCEPTED: dict[str, frozenset[str]] = {
    **dict.fromkeys(_PICTURES, _PICTURES),
    "heif": _PICTURES | {"mp4"},  # a picture that moves
    **dict.fromkeys(_PACKED, _OFFICE),
    "pdf": frozenset({"pdf"}),
    "dicom": frozenset({"dicom"}),
    "stl": frozenset({"stl"}),
    "rtf": frozenset({"rtf", "html", "ole2", "docx"}),
    "ole2": _OFFICE | {"rtf", "html", "xml"},
    **dict.fromkeys(("text/utf-8", "text/utf-16", "text/latin", "html", "xml"), _TEXTS),
}
_CALENDARS = frozenset({"ics", "ical"})
_UNTOLD = frozenset({"not_recognised", "too_small", "no_validator"})
# Old word processors, texts in odd codes and radiographs without a preamble bear these names too.
_SOFT = frozenset({"ole2", "dicom"}) | _TEXTS
# Endings of one format each, which is never a text.
_DATABASES = frozenset({"access", "firebird", "sqlite", "dbf", "mssql", "pst"})
# Types of which a file that has no structure, and no room for one, is only the rest of one.
_BUILT = _PICTURES | _PACKED | {"pdf", "dicom", "ole2"}
_COPIES = frozenset({"fbk", "gbk", "edbbkp", "dkp"})
_SHORT = 4096  # bytes of a script that is no dump
_MANY = 3  # files of one ending
_SHARE, _FEW = 0.05, 5  # of the practice's files, from which what is unlike its name is no detail
_ENDINGS = 200


class Kind(StrEnum):
    """How a content is unlike its name."""

    NONE = ""
    PLAIN = "plain"  # it is a text, or of another type, where the name leaves no choice
    SOFT = "soft"  # it may be of a format not known here
    STUB = "stub"  # too small to be what the name says
    CODED = "coded"  # a text that is one long code of random bytes
    CIPHER = "cipher"  # the same, so long that no program keeps a key so


class _Told(NamedTuple):
    """What a scan says of one file."""

    path: str
    type: str
    verdict: str
    reasons: frozenset[str]


def _told(seen: Seen) -> _Told:
    return _Told(seen.path, seen.type or "", seen.damage.verdict, frozenset(seen.damage.reasons))


def kind_of(seen: Seen, dated: Dated | None, *, asked: bool) -> Kind:
    """Say whether a file that was read is unlike its name; `asked` where calendars were asked for dates."""
    if not seen.size or seen.sha256 is None:
        return Kind.NONE
    if seen.damage.verdict == DamageVerdict.ENCRYPTED:
        return Kind.CIPHER if is_cipher(seen) else Kind.NONE
    if asked and dated is None and ending_of(seen.path) in _CALENDARS:
        return Kind.PLAIN
    return _kind(_told(seen))


def _kind(told: _Told) -> Kind:
    if told.verdict == DamageVerdict.RANDOM and "base64_random" in told.reasons:
        return Kind.CODED
    promised = extensions.expected(told.path) or ""
    accepted = _ACCEPTED.get(promised)
    if accepted is None or told.verdict not in {DamageVerdict.INTACT, DamageVerdict.UNKNOWN}:
        return Kind.NONE
    if "too_small" in told.reasons and promised in _BUILT:
        return Kind.STUB
    if told.type in accepted:
        return Kind.SOFT if "too_small" in told.reasons and promised not in _TEXTS else Kind.NONE
    return _of_other(told, promised)


def _of_other(told: _Told, promised: str) -> Kind:
    """Say what a content is of which the type is not told, or not the one promised."""
    if told.verdict == DamageVerdict.UNKNOWN:
        soft = Kind.SOFT if promised in _SOFT else Kind.PLAIN
        return Kind.NONE if _UNTOLD.isdisjoint(told.reasons) else soft
    # Where no type was told, it was the structure the name promises that was checked.
    if not told.type or promised in _TEXTS - {"rtf"}:
        return Kind.NONE
    return Kind.SOFT if promised == "ole2" else Kind.PLAIN


def is_cipher(seen: Seen) -> bool:
    """Tell a text, under the name of one, that is a single long code of random bytes and nothing else."""
    alone = seen.damage.verdict == DamageVerdict.ENCRYPTED and seen.damage.reasons == ("base64_random",)
    return alone and extensions.expected(seen.path) in _TEXTS


def is_line(line: Mapping[str, Any]) -> bool:
    """Tell the recorded line of a scan (plain Seen) of such a file."""
    damage = line["damage"]
    told = _Told(line["path"], line["type"] or "", damage["verdict"], frozenset(damage.get("reasons", ())))
    return bool(line["size"]) and (_kind(told) in {Kind.PLAIN, Kind.SOFT, Kind.STUB} or _is_text(told))


def is_no_database(seen: Seen) -> bool:
    """Tell a text under the name of a database that is never one."""
    return bool(seen.size) and _is_text(_told(seen))


def _is_text(told: _Told) -> bool:
    if told.verdict != DamageVerdict.INTACT or told.type not in _TEXTS:
        return False
    return extensions.expected(told.path) in _DATABASES or ending_of(told.path) in _COPIES


def is_doubtful(seen: Seen, dated: Dated | None) -> bool:
    """Tell a text under the name of a database in which no reader found rows."""
    if seen.damage.verdict != DamageVerdict.INTACT or dated is not None or seen.size < _SHORT:
        return False
    return (seen.type or "") in _TEXTS


def is_document(seen: Seen) -> bool:
    """Tell a packed document, a book or a program of Java, whose type was not told: it is no archive."""
    packed = extensions.expected(seen.path) in _PACKED | {"epub", "jar"}
    return packed and seen.type in _PACKED | {"zip", "epub", "jar"}


def ending_of(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


@dataclass(slots=True)
class Ending:
    """The practice's files of one ending, and those of them unlike it."""

    files: int = 0
    firm: bool = True  # each of them holds what the name leaves no room for
    odd: Tally = field(default_factory=Tally)
    stubs: int = 0  # of these, those too small
    coded: Tally = field(default_factory=Tally)
    cipher: Tally = field(default_factory=Tally)


@dataclass(slots=True)
class Unlike:
    """Counted by ending, one file after the other; memory is bounded."""

    files: int = 0
    endings: dict[str, Ending] = field(default_factory=dict)

    def add(self, volume: str, path: str, size: int, kind: Kind) -> None:
        self.files += 1
        ending = ending_of(path)
        if ending not in self.endings and len(self.endings) >= _ENDINGS:
            return
        one = self.endings.setdefault(ending, Ending())
        one.files += 1
        if kind in {Kind.CODED, Kind.CIPHER}:
            one.coded.add(volume, path, size)
            if kind == Kind.CIPHER:
                one.cipher.add(volume, path, size)
        elif kind:
            one.odd.add(volume, path, size)
            one.firm = one.firm and kind in {Kind.PLAIN, Kind.STUB}
            one.stubs += kind == Kind.STUB

    def ciphers(self) -> Iterator[Tally]:
        """Yield those of each ending most files of which are nothing else."""
        yield from (one.cipher for one in self.endings.values() if _is_most(one.cipher, one))

    def found(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (against, unsure or beside; reason) for each ending of which some files are unlike it."""
        odd = sum(one.odd.files for one in self.endings.values())
        much = odd >= _FEW and odd >= _SHARE * self.files
        for ending, one in self.endings.items():
            facts = {"ending": f".{ending}", "total": one.files}
            if _is_most(one.coded, one) or one.cipher.files:
                yield "unsure", one.coded.reason("coded_texts", **facts)
            if _is_most(one.odd, one):
                yield "against" if one.firm else "unsure", one.odd.reason("unlike_names", **facts)
            elif one.odd.files:
                alone = one.firm and one.odd.files == one.files
                yield (
                    "unsure" if alone or much or one.stubs else "beside",
                    one.odd.reason("unlike_names", **facts),
                )


def _is_most(odd: Tally, one: Ending) -> bool:
    return odd.files >= _MANY and odd.files * 2 > one.files
