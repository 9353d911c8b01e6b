"""The stages of a capture: the first, unasked, and those that follow a request."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from toolkit.capture import asked, event_logs
from toolkit.capture.asked import Consent
from toolkit.capture.choice import Chosen, Left, choose, every_note
from toolkit.capture.pairs import Pairs, pairs
from toolkit.capture.programs import REASON as PROGRAM
from toolkit.capture.programs import listed
from toolkit.capture.samples import SAMPLE_BYTES
from toolkit.capture.take import take
from toolkit.custody.captures import captured, stages, unfinished
from toolkit.custody.case import Case
from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.scan.survey.context import overlaid

Line = Mapping[str, Any]


def first(case: Case, source: Source, *, programs: bool = False) -> None:
    """Copy notes, samples, makers' pairs, logs of Windows, and on request programs; list pairs and programs.

    Nothing is done where the stage was recorded to its end. Writes records/pairs.json and programs.json.
    """
    if case.done("capture"):
        return
    roots = _roots(case)
    every = every_note(case.read_json("survey"))
    chosen = choose(case.recorded("scan"), roots, every=every)
    found = pairs(lambda: judged(case), private(roots, whole=True))
    twins = found.chosen(one for one in chosen if isinstance(one, Chosen))
    wanted = [
        *chosen,
        *twins,
        *_programs(case, copied=programs),
        *event_logs.logs(source, case.recorded("scan")),
    ]
    _record(case, "capture", take(case, source, wanted), found, wanted)


def further(
    case: Case, source: Source, paths: Iterable[str], consent: Consent | None, *, programs: bool = False
) -> str:
    """Copy what was asked for after the first capture, as a stage of its own, and return its name.

    Raises UsageRefusal, before anything is copied, for what may not be; see `asked`.
    """
    before = sum(1 for line in captured(case) if line.get("reason") in asked.REASONS.values())
    wanted: list[Chosen | Left] = []
    if consent is not None:
        wanted += asked.asked(
            judged(case), paths, consent, private(_roots(case)), before, partial(_content, source)
        )
    if programs:
        wanted += _programs(case, copied=True)
    stage = unfinished(case)
    for _ in case.record(stage, take(case, source, wanted, stage)):
        pass
    return stage


def judged(case: Case) -> Iterator[Line]:
    """Yield the lines of the scan with what context decided."""
    return overlaid(case.recorded("scan"), case.recorded("context"))


def private(roots: Iterable[str], *, whole: bool = False) -> Callable[[Line], bool]:
    """Return a function that tells a line below a folder of patients' data.

    `whole` takes all of a volume without Windows for such a folder: "2:" among `roots`, as "2:Data" is one.
    """
    folders = [_split(root) for root in roots]

    def told(line: Line) -> bool:
        volume, path = line["volume"].casefold().rstrip(":"), line["path"].casefold()
        return any(
            limited in {None, volume} and (path.startswith(folder + "/") if folder else whole)
            for limited, folder in folders
        )

    return told


def _content(source: Source, line: Line) -> bytes:
    """Return the bytes of a file that is small enough for a sample; none where it cannot be read."""
    entry = source.find(line["path"], line["volume"])
    if entry is None:
        return b""
    try:
        with source.open(entry) as stream:
            return stream.read(SAMPLE_BYTES)
    except Unreadable:
        return b""


def _split(root: str) -> tuple[str | None, str]:
    volume, colon, folder = root.casefold().replace("\\", "/").partition(":")
    return (volume, folder.strip("/")) if colon else (None, volume.strip("/"))


def _roots(case: Case) -> list[str]:
    return list(case.read_json("data_roots") or [])


def _programs(case: Case, *, copied: bool) -> list[Chosen | Left]:
    survey = case.read_json("survey") or {}
    found = listed(case.recorded("scan"), survey.get("hostile_rules", ()))
    if case.read_json("programs") != found.facts():
        case.write_json("programs", found.facts())
    return found.chosen(frozenset(_told_of(case))) if copied else []


def _told_of(case: Case) -> Iterator[tuple[str, str]]:
    """Yield the places of programs that stages closed before copied, or found too large for good."""
    for stage in stages(case):
        if case.done(stage):
            for line in case.recorded(stage):
                large = line.get("failed") == "program_large" and line.get("wanted") == PROGRAM
                if large or line.get("reason") == PROGRAM:
                    yield line["volume"], line["path"]


def _record(
    case: Case, stage: str, lines: Iterator[Any], found: Pairs, wanted: Iterable[Chosen | Left]
) -> None:
    copied = [one.line["sha256"] for one in wanted if isinstance(one, Chosen) and "sha256" in one.line]

    def all_of_it() -> Iterator[Any]:
        yield from lines
        # Written before the stage closes: a closed capture always has its pairs.
        case.write_json("pairs", found.facts(copied))

    for _ in case.record(stage, all_of_it()):
        pass
