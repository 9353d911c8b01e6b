"""What every command does first: find the signatures, open the source, open the case."""

import math
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit import own_files
from toolkit.commands import barrier, boot_check, hashes, tool
from toolkit.commands.same_source import LIVE, about, recorded_source, same_keys, same_source, unlocked
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.custody.identifiers import masked_least
from toolkit.custody.log import cleaned
from toolkit.errors import DONE, CaseRefusal, OutputRefusal, SourceRefusal, UsageRefusal
from toolkit.host.places import lies_on, may_be_insisted, on_disks, within
from toolkit.media import open_live, open_source
from toolkit.media.asked import NOTHING, Asked
from toolkit.media.live import LiveSource
from toolkit.media.source import Source
from toolkit.media.without import Without
from toolkit.records import Facts, plain
from toolkit.scan import known
from toolkit.scan.known import Known
from toolkit.texts import LANGUAGES, Speech

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ROOT = re.compile(r"[A-Za-z]:[\\/]*\Z")
_NAME = 200  # characters of the name of a practice or of who examines
_ON_SUSPECT = "case.on_suspect_disk"  # the act of the log, which the report lists among the traces left


def signatures(folder: Path | None, rules: Sequence[Path] | None = None) -> Known:
    """Load the signature set of the toolkit or of another folder, and rules of other people beside it.

    Raises SignatureRefusal.
    """
    return known.load(folder, rules or ())


def asked(source: str | None, volumes: Sequence[str] | None, command: str, case: Path | None) -> str:
    """Return the place to open: what was typed, that of the case at hand, or on Windows this machine.

    The root of a drive of this Windows is this machine too, limited to that volume. Raises UsageRefusal.
    """
    chosen = list(volumes or ())
    if source is None and not chosen and case is not None and (case / "case.json").exists():
        return recorded_source(case)
    windows = sys.platform == "win32"
    if windows and (source is None or _ROOT.match(source)):
        return LIVE + ",".join([*([source] if source else []), *chosen])
    if chosen:
        raise UsageRefusal("usage_option", option="--volume", command=command)
    if source is None:
        raise UsageRefusal("usage_missing", name="SOURCE", command=command)
    return source


@contextmanager
def source(
    where: str,
    case: Path | None = None,
    given: Asked = NOTHING,
    screen: Screen | None = None,
    *,
    check_hash: bool = False,
    opener: Callable[[str, Asked], Source] = open_source,
) -> Iterator[Source]:
    """Open a source for reading and let go of it at the end; the case itself is never a part of it.

    A device of Linux is set read-only first where nothing uses it, and told of at the end. The hash that an
    image states is compared when the image is small, or with `check_hash`.
    """
    if screen is not None:
        boot_check.before(where, screen)
        barrier.before(where, screen)
    try:
        opened = _opened(where, case, given, opener)
    except SourceRefusal as refusal:
        raise _told(refusal, case, given, screen) from refusal
    try:
        if screen is not None:
            hashes.compared(opened, where, case, screen, asked=check_hash)
        yield opened
    finally:
        opened.close()
        if screen is not None:
            barrier.told(screen)


def _opened(where: str, case: Path | None, given: Asked, opener: Callable[[str, Asked], Source]) -> Source:
    if where.startswith(LIVE):
        if given != NOTHING:
            raise SourceRefusal("keys_on_live")
        return open_live([name for name in where.removeprefix(LIVE).split(",") if name], case)
    opened = opener(where, given)
    if given != NOTHING and not hasattr(opened, "unlocked"):
        opened.close()
        raise SourceRefusal("keys_without_disk", source=where)
    inside = within(case, Path(where)) if case else None
    return Without(opened, inside) if inside and inside != "." else opened


def _told(refusal: SourceRefusal, case: Path | None, given: Asked, screen: Screen | None) -> SourceRefusal:
    """Put who may unlock a volume in words; where the case was opened with a key, ask for it again."""
    facts = dict(refusal.facts)
    if "protectors" in facts and screen is not None:
        say = screen.speech.say
        words = [say(f"screen.protector_{kind}", ident=ident) for kind, ident in facts["protectors"]]
        facts["protectors"] = ", ".join(words) or say("screen.protector_none")
    again = refusal.code == "bitlocker_locked" and case is not None and not given.keys
    if again and case is not None and (case / "case.json").exists() and Case.read(case).read_json("unlocked"):
        return SourceRefusal("bitlocker_key_again", **facts)
    return SourceRefusal(refusal.code, **facts)


@contextmanager
def case(folder: Path, opened: Source, where: str, options: "CaseOptions", screen: Screen) -> Iterator[Case]:
    """Open or resume the case about this source; raises CaseRefusal, also when it would stand on it."""
    _beside_program(folder)
    insisted = _allowed(folder, opened, where, options, screen)
    told, place = about(opened, where)
    if options.resume or (options.step and (folder / "case.json").exists()):
        current = Case.resume(folder, technicians_key=options.technicians_key)
        try:
            same_keys(current, opened)
            same_source(current, opened, told, place)
        except BaseException:
            current.close()
            raise
    else:
        current = _created(folder, told, place, options, screen)
    try:
        _noted(current, screen.stick, options, insisted=insisted)
        boot_check.noted(current, screen)
        current.note("source.opened", **_medium(told, place))
        settled(current, opened, screen)
        yield current
    finally:
        current.close()


def _beside_program(folder: Path) -> None:
    """Refuse a case among the files of our program, which would no longer be as they were made."""
    place = Path(os.path.realpath(folder))  # never raises, whatever links stand there
    if own_files.frozen() and place.is_relative_to(own_files.root().parent):
        raise CaseRefusal("case_in_program", folder=str(folder))


def settled(current: Case, opened: Source, screen: Screen) -> None:
    """Record how each volume is read, again when more was asked of the system, and what guards the disk."""
    barrier.recorded(current, screen)
    if isinstance(opened, LiveSource) and current.read_json("live_volumes") != plain(opened.ways()):
        current.write_json("live_volumes", opened.ways())
    for name, told in (
        ("unlocked", unlocked(opened)),
        ("container", plain(getattr(opened, "container", {}))),
    ):
        if told and current.read_json(name) != told:
            current.write_json(name, told)


def _created(folder: Path, about: Facts, place: Facts, options: "CaseOptions", screen: Screen) -> Case:
    measured = boot_check.clock_offset(place, screen) if options.clock_offset is None else None
    offset = options.clock_offset if measured is None else measured
    current = Case.create(
        folder,
        source=about,
        language=screen.speech.language,
        examiner=_given(options.examiner),
        practice=_given(options.practice),
        clock_offset=offset,
        signatures=options.signatures,
        technicians_key=options.technicians_key,
    )
    current.write_json("source", place)
    how = {} if measured is None else {"measured": "start"}
    current.note("clock.offset", seconds=offset, reference=current.facts.clock["reference"], **how)
    return current


def _given(name: str | None) -> str | None:
    """Return a name that somebody typed, as it may be sealed: one line, nobody's number or birth in it."""
    if name is None:
        return None
    shown = "".join(char if char.isprintable() else " " for char in name)
    return masked_least(" ".join(shown.split()))[:_NAME].strip() or None


def _medium(told: Facts, place: Facts) -> Facts:
    """Return what tells the medium from any other, not the way to it: kind, size, label, serials."""
    numbers = [volume.get("number") for volume in place.get("volumes", ())]
    serials = [*numbers, *dict(place.get("serials", {})).values()]
    facts: dict[str, Any] = {
        "kind": told["kind"],
        "size": told["size"],
        "label": cleaned(str(told["label"])),
        "volumes": [cleaned(str(each)) for each in serials if each],
    }
    disk = dict(place.get("disk") or {})
    return facts | {name: cleaned(str(disk[name])) for name in ("model", "serial") if disk.get(name)}


def _noted(current: Case, stick: Facts, options: "CaseOptions", *, insisted: bool) -> None:
    """Note in the log what the case rests on: our own stick, the signature set, where it is written."""
    current.note("stick.checked", **stick)
    if options.signatures:
        beside = {"sets": list(options.sets)} if options.sets else {}
        current.note("signatures.loaded", sha256=options.signatures, rules=options.rules, **beside)
    if options.tool is not None and options.tool != current.read_json("tool"):
        current.write_json("tool", options.tool)
    if insisted and _ON_SUSPECT not in current.marks:
        current.note(_ON_SUSPECT, insisted=True)


def _allowed(folder: Path, opened: Source, where: str, options: "CaseOptions", screen: Screen) -> bool:
    """Say whether the case is written on the suspect disk because somebody insisted in words.

    Raises CaseRefusal("case_on_source" or "case_insist_other", folder, words), or ("case_on_image") where no
    words help.
    """
    if not on_suspect(folder, opened, where):
        return False
    if not where.startswith(LIVE) and not may_be_insisted(folder, Path(where)):
        raise CaseRefusal("case_on_image", folder=str(folder))
    before = (folder / "case.json").exists() and _ON_SUSPECT in Case.read(folder).marks
    if not before and not said(options.insist):
        code = "case_on_source" if options.insist is None else "case_insist_other"
        raise CaseRefusal(code, folder=str(folder), words=screen.speech.say("screen.insist_words"))
    return True


def on_suspect(path: Path, opened: Source, where: str) -> bool:
    """Say whether writing there would write on the medium examined, or on any disk of a live machine."""
    if isinstance(opened, LiveSource):
        return on_disks(path, opened.suspect_disks, opened.suspect_mounts)
    return lies_on(path, Path(where))


def said(words: str | None, code: str = "screen.insist_words") -> bool:
    """Say whether these are the words to insist with, in either language, case, accents and spaces aside."""
    wanted = {_plain(Speech(language).say(code)) for language in LANGUAGES}
    return words is not None and _plain(words) in wanted


def _plain(words: str) -> str:
    # A console that lost the accents of the words asked for must not make them impossible to type.
    letters = unicodedata.normalize("NFKD", words).casefold()
    text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub("[\u2018\u2019\u02bc`\u00b4]", "'", text).split()).strip(" .")


class CaseOptions:
    """How a case is opened: by the whole procedure, resumed, or by one step."""

    def __init__(
        self,
        *,
        resume: bool = False,
        step: bool = False,
        examiner: str | None = None,
        practice: str | None = None,
        clock_offset: float | None = None,
        signatures: str | None = None,
        rules: int | None = None,
        insist: str | None = None,
        sets: Sequence[Facts] = (),
        technicians_key: "Ed25519PrivateKey | None" = None,
        tool: Facts | None = None,
    ) -> None:
        self.resume = resume
        self.step = step
        self.examiner = examiner
        self.practice = practice
        if clock_offset is not None and not math.isfinite(clock_offset):
            raise UsageRefusal("usage_value", name="--clock-offset", command="trousse examine")
        self.clock_offset = clock_offset
        self.signatures = signatures
        self.rules = rules
        self.insist = insist
        self.sets = sets
        self.technicians_key = technicians_key
        self.tool = tool


def step(loaded: Known, insist: str | None) -> CaseOptions:
    """Return how one step opens a case: a new one, or the one that is there."""
    rules = len(loaded.signatures.facts)
    sets = [one.summary() for one in loaded.signatures.sets]
    digest = loaded.signatures.digest
    return CaseOptions(
        step=True, signatures=digest, rules=rules, insist=insist, sets=sets, tool=tool.about(loaded)
    )


def output(path: Path, where: str, opened: Source | None = None) -> None:
    """Refuse to write a result on the medium examined."""
    if on_suspect(path, opened, where) if opened else lies_on(path, Path(where)):
        raise OutputRefusal("output_on_source", path=str(path))


def ended(opened: Source, screen: Screen) -> int:
    """Return the exit status of an examination that went to its end; say if the image was cut or changed."""
    if hashes.DIFFERS in opened.warnings:
        return screen.refuse(SourceRefusal(hashes.DIFFERS, source=opened.label))
    if "truncated" in opened.warnings:
        return screen.refuse(SourceRefusal("source_truncated_read", source=opened.label))
    return DONE
