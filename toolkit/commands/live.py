"""trousse live: what only the running machine can tell, the most volatile first, with or without a case."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import opening, same_source, summary
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.errors import DONE, CaseRefusal
from toolkit.media.live import LiveSource
from toolkit.media.source import Source
from toolkit.records import Artefact
from toolkit.scan.known import Known
from toolkit.scan.pace import lower


def live(
    context: typer.Context,
    case: Annotated[Path | None, typer.Option("--case")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    insist: Annotated[str | None, typer.Option("--insist")] = None,
    gentle: Annotated[bool, typer.Option("--gentle")] = False,
    memory: Annotated[bool, typer.Option("--memory")] = False,
) -> int:
    screen: Screen = context.obj
    if gentle:
        lower()
    known = opening.signatures(None)
    beside = _memory(known) if memory else ()
    if case is None:
        summary.looking(screen)
        isolated = procedure.cut_off(known)
        _show(procedure.volatile(isolated, beside=beside), screen, json=json)
        return DONE
    where = _place(case)
    options = opening.step(known, insist)
    with opening.source(where, case) as opened, opening.case(case, opened, where, options, screen) as current:
        _show(recorded(current, opened, known, screen, beside), screen, json=json)
    return DONE


def examined(case: Case, source: Source, known: Known, screen: Screen) -> None:
    """Take the volatile part of an examination of the running machine; of any other source there is none."""
    if isinstance(source, LiveSource):
        for artefact in recorded(case, source, known, screen):
            if artefact.name == "isolation":
                summary.isolated(artefact, screen)
                screen.say("live.step")


def recorded(
    case: Case, source: Source, known: Known, screen: Screen, beside: Iterable[Artefact] = ()
) -> Iterator[Artefact]:
    """Record the stage and pass it on; of one recorded whole, only isolation is looked at anew.

    Every answer on isolation goes into the log, also where the stage is closed.
    """
    summary.looking(screen)
    isolated = procedure.cut_off(known, case.folder)
    first = isolated.rows[0]
    case.note("isolation.looked", answer=str(first["answer"]), taken_ns=first["taken_ns"])
    if case.done("live"):
        yield isolated
        return
    ways = source.ways() if isinstance(source, LiveSource) else []
    yield from procedure.live(case, isolated, tuple(str(way["way"]) for way in ways), beside)


def _memory(known: Known) -> Iterator[Artefact]:
    from toolkit.live import process_memory  # noqa: PLC0415 - only where it is asked for

    yield process_memory.look(known.signatures)


def _place(case: Path) -> str:
    """Return the place a case was opened on, this machine for a new one; raises CaseRefusal for another."""
    if not (case / "case.json").exists():
        return same_source.LIVE
    where = same_source.recorded_source(case)
    if not where.startswith(same_source.LIVE):
        raise CaseRefusal("case_other_source", recorded=str(Case.read(case).facts.source.get("label")))
    return where


def _show(artefacts: Iterator[Artefact], screen: Screen, *, json: bool) -> None:
    shown = []
    for artefact in artefacts:
        if json:
            screen.machine(artefact)
        elif artefact.name == "isolation":
            summary.isolated(artefact, screen)
            screen.say("live.step")
        shown.append(artefact)
    if not json:
        summary.volatile(shown, screen)
