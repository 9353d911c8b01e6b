"""What every command does first: find the signatures, open the source, open the case."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolkit import own_files
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.errors import DONE, CaseRefusal, OutputRefusal, SourceRefusal, UsageRefusal
from toolkit.host.places import lies_on
from toolkit.media import open_source
from toolkit.media.source import Source
from toolkit.scan import known
from toolkit.scan.known import Known


def signatures(folder: Path | None) -> Known:
    """Load the signature set of the toolkit, or of another folder; raises SignatureRefusal."""
    return known.load(folder or own_files.signatures())


@contextmanager
def source(where: str) -> Iterator[Source]:
    """Open a source for reading and let go of it at the end."""
    opened = open_source(where)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def case(folder: Path, opened: Source, where: str, options: "CaseOptions", screen: Screen) -> Iterator[Case]:
    """Open or resume the case about this source; raises CaseRefusal, also when it would stand on it."""
    if lies_on(folder, Path(where)):
        raise CaseRefusal("case_on_source", folder=str(folder))
    # Only the name leaves in the archive: the way to it is the technician's own business.
    about = {"label": Path(where).resolve().name or where, "kind": opened.kind, "size": opened.size}
    place = str(Path(where).resolve())
    if options.resume or (options.step and (folder / "case.json").exists()):
        current = Case.resume(folder)
        _same_source(current, about, place)
    else:
        current = Case.create(
            folder,
            source=about,
            language=screen.speech.language,
            examiner=options.examiner,
            practice=options.practice,
            clock_offset=options.clock_offset,
            signatures=options.signatures,
        )
        current.write_json("source", {"place": place})
    try:
        yield current
    finally:
        current.close()


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
    ) -> None:
        self.resume = resume
        self.step = step
        self.examiner = examiner
        self.practice = practice
        if clock_offset is not None and not math.isfinite(clock_offset):
            raise UsageRefusal("usage_value", name="--clock-offset", command="trousse examine")
        self.clock_offset = clock_offset
        self.signatures = signatures


def _same_source(current: Case, about: dict[str, object], place: str) -> None:
    if dict(current.facts.source) != about or current.read_json("source") not in (None, {"place": place}):
        raise CaseRefusal("case_other_source", recorded=str(current.facts.source.get("label")))
    if current.read_json("source") is None:
        current.write_json("source", {"place": place})


def recorded_source(folder: Path) -> str:
    """Return the source a case was opened on."""
    recorded = Case.read(folder).read_json("source")
    if not recorded:
        raise SourceRefusal("source_not_recorded")
    return str(recorded["place"])


def output(path: Path, where: str) -> None:
    """Refuse to write a result on the medium examined."""
    if lies_on(path, Path(where)):
        raise OutputRefusal("output_on_source", path=str(path))


def ended(opened: Source, screen: Screen) -> int:
    """Return the exit status of an examination that went to its end, and say if the image was cut short."""
    if "truncated" in opened.warnings:
        return screen.refuse(SourceRefusal("source_truncated_read", source=opened.label))
    return DONE
