"""trousse checkup: a healthy practice looked at before anything happens, on one page."""

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from toolkit import backup as checks
from toolkit.backup.baseline import LINE, head, moment_of
from toolkit.checkup import ARTEFACTS, LIVE, Looked, Row, Visit, all_good, judge, last_use
from toolkit.commands import keys, opening
from toolkit.commands.screen import Screen
from toolkit.custody import documents, signed
from toolkit.custody.sshsig import BASELINE
from toolkit.errors import ANSWER_IS_NO, DONE, OutputRefusal, SourceRefusal
from toolkit.media.asked import NOTHING
from toolkit.media.live import LiveSource
from toolkit.media.source import Source
from toolkit.records import Artefact, Facts
from toolkit.report.checkup import About, page, sentence
from toolkit.scan.known import Known

_STYLES = {"mend": "bold red", "unknown": "yellow", "good": "green"}
_ENDINGS = (".pdf", ".html")
_BASELINES = 1000  # files of a folder looked at


def checkup(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument()] = None,
    volume: Annotated[list[str] | None, typer.Option("--volume")] = None,
    backup: Annotated[str | None, typer.Option("--backup")] = None,
    baselines: Annotated[Path | None, typer.Option("--baselines")] = None,
    out: Annotated[Path | None, typer.Option()] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    signatures: Annotated[Path | None, typer.Option()] = None,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
) -> int:
    screen: Screen = context.obj
    where = opening.asked(source, volume, "trousse checkup", None)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy)
    known = opening.signatures(signatures)
    now = time.time_ns()
    for target in _targets(out):
        opening.output(target, where)
    tried = _tried(backup, known, now, screen) if backup else None
    visits = tuple(_visits(baselines)) if baselines else ()
    with opening.source(where, None, given, screen) as opened:
        for target in _targets(out):
            opening.output(target, where, opened)
        looked = _looked(opened, known, now, tried, visits)
        rows = judge(looked)
        _told(rows, looked, now, out, screen, json=json)
        status = opening.ended(opened, screen)
    return status if status != DONE else DONE if all_good(rows) else ANSWER_IS_NO


def _looked(opened: Source, known: Known, now: int, tried: Facts | None, visits: tuple[Visit, ...]) -> Looked:
    from toolkit import triage  # noqa: PLC0415 - start-up time

    live = isinstance(opened, LiveSource)
    found = {one.name: one for one in triage.take(opened, known.signatures.files) if one.name in ARTEFACTS}
    running = {one.name: one for one in _running()} if live else {}
    looked = Looked(found, now, running, opened.kind, tried, visits)
    used = None if live else last_use(looked)
    # A clock that ran ahead must not make a backup look younger than it is.
    return looked if used is None else Looked(found, min(used, now), running, opened.kind, tried, visits)


def _running() -> Iterator[Artefact]:
    from toolkit.live import UNITS, take  # noqa: PLC0415 - start-up time

    return take([unit for unit in UNITS if unit.__name__.rpartition(".")[2] in LIVE])


def _tried(place: str, known: Known, now: int, screen: Screen) -> Facts:
    """Read a whole backup and return what its verdict comes to."""
    with opening.source(place, None, NOTHING, screen, opener=checks.open_backup) as medium:
        verdict = checks.verify(medium, known, now_ns=now)
    answers = {name: str(one.answer) for name, one in verdict.answers.items()}
    return {"medium": place, "connect": str(verdict.connect), "rely": str(verdict.rely), "answers": answers}


def _visits(folder: Path) -> Iterator[Visit]:
    """Yield the baselines of a folder that are signed; any other file is passed over."""
    try:
        listed = sorted(islice(folder.iterdir(), _BASELINES))
    except OSError as error:
        raise SourceRefusal("source_denied", source=str(folder)) from error
    for path in listed:
        if not path.with_name(path.name + signed.ENDING).is_file():
            continue
        data, state = signed.read_signed(path, BASELINE)
        found = head(data[:LINE]) if state == "valid" else None
        made = moment_of(found.made) if found is not None else None
        if found is not None and made is not None:
            yield Visit(found.medium, made)


def _targets(out: Path | None) -> tuple[Path, ...]:
    """Return the files to write: the one named, or both forms of the page."""
    if out is None:
        return ()
    given = out.suffix.lower() in _ENDINGS
    return (out,) if given else tuple(out.with_name(out.name + ending) for ending in _ENDINGS)


def _told(
    rows: tuple[Row, ...], looked: Looked, now: int, out: Path | None, screen: Screen, *, json: bool
) -> None:
    machine = next((str(one.get("computer") or "") for one in looked.rows("system")), "")
    about = About(machine, now, looked.until_ns if looked.until_ns != now else None)
    if json:
        screen.machine({"machine": machine, "made_ns": now, "counted_to_ns": looked.until_ns, "rows": rows})
    else:
        for one in rows:
            mark = screen.speech.say(f"checkup.mark_{one['state']}")
            style = _STYLES[one["state"]]
            screen.say("checkup.line", style=style, mark=mark, sentence=sentence(screen.speech, one))
    for target in _targets(out):
        _write(target, rows, about, screen)


def _write(target: Path, rows: tuple[Row, ...], about: About, screen: Screen) -> None:
    from toolkit.paper import html, pdf  # noqa: PLC0415 - start-up time

    if target.exists():
        raise OutputRefusal("output_exists", path=str(target))
    document = page(rows, about, screen.speech)
    render = pdf.render if target.suffix.lower() == ".pdf" else html.render
    documents.write_bytes(target, render(document))
    screen.tell("checkup.written", path=str(target))
