"""trousse demo: the main job on the disk of an imaginary practice, from examination to verified archive."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit import own_files, procedure, report
from toolkit.commands import annex, backup, backup_reading, examine, opening, sealing, summary, tool
from toolkit.commands.screen import Screen
from toolkit.custody import visit_journal, workplace
from toolkit.custody.case import Case
from toolkit.custody.dossier.seal import NAMESPACE, Sealed
from toolkit.custody.dossier.verify import verify
from toolkit.errors import ANSWER_IS_NO, DONE, UsageRefusal
from toolkit.host.stock_tools import Opinion, opinions
from toolkit.walkthrough.picks import Offered

IMAGE, VISIT = "cabinet.img", "visite"
_BACKUPS = ("sauvegarde_recente.zip", "sauvegarde_ancienne")


def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option()] = Path("trousse-demo"),
    walkthrough: Annotated[bool, typer.Option("--walkthrough")] = False,
    plain: Annotated[bool, typer.Option("--plain")] = False,
) -> int:
    screen: Screen = context.obj
    if plain and not walkthrough:
        raise UsageRefusal("usage_missing", name="--walkthrough", command="trousse demo")
    if walkthrough:
        return _walk(out, screen, plain=plain)
    workplace.prepare(out)
    image = _lay_out(out, screen)
    before = workplace.sha256_of(image)
    _examine(image, out / "case", screen)
    for name in _BACKUPS:
        _check_backup(out / name, out / "case", screen)
    sealed = _seal(out, screen)
    held = _verified(sealed, out, screen)
    unchanged = workplace.sha256_of(image) == before
    _end(out, sealed, screen, held=held, unchanged=unchanged)
    return DONE if held and unchanged else ANSWER_IS_NO


def _walk(out: Path, screen: Screen, *, plain: bool) -> int:
    """Open the walkthrough on the demonstration's disk and backups, or where it was left last time."""
    from toolkit.commands import walk  # noqa: PLC0415 - its screens are loaded by who walks only

    visit, image = out / VISIT, out / IMAGE
    if not visit_journal.stands(visit):
        workplace.prepare(out)
        _lay_out(out, screen)
    media = tuple(str(out / name) for name in _BACKUPS)
    return walk.opened(screen, visit, Offered((str(image),), media), plain=plain)


def _lay_out(out: Path, screen: Screen) -> Path:
    screen.say("demo.laying_out", style="bold")
    image = out / IMAGE
    workplace.unpack_xz(own_files.demo() / "cabinet.img.xz", image)
    workplace.copy(own_files.demo() / "sauvegarde_recente.zip", out / _BACKUPS[0])
    workplace.unpack_tar(own_files.demo() / "sauvegarde_ancienne.tar.xz", out / _BACKUPS[1])
    return image


def _examine(image: Path, folder: Path, screen: Screen) -> None:
    screen.say("demo.examining", style="bold", image=str(image))
    known = opening.signatures(None)
    options = opening.CaseOptions(
        practice=screen.speech.say("demo.practice"),
        signatures=known.signatures.digest,
        rules=len(known.signatures.facts),
        tool=tool.about(known),
    )
    with (
        opening.source(str(image)) as opened,
        opening.case(folder, opened, str(image), options, screen) as case,
    ):
        examine.run(case, opened, known, screen)


def _check_backup(source: Path, case: Path, screen: Screen) -> None:
    screen.say("demo.checking_backup", style="bold", source=str(source))
    verdict = backup.judged(str(source), backup_reading.Limits(opening.signatures(None)), case, screen)
    # This command closes the archive itself: how to do so is not to be told.
    backup.show(verdict._replace(number=0), screen, json=False)


def _seal(out: Path, screen: Screen) -> Sealed:
    screen.say("demo.sealing", style="bold")
    with Case.resume(out / "case") as case:
        annex.closed(case, out, annex.Asked(shown=True), screen)
        return procedure.close(case, screen.speech.language, out)


def _verified(sealed: Sealed, out: Path, screen: Screen) -> bool:
    screen.say("demo.verifying", style="bold")
    found = verify(sealed.path, fingerprint=sealed.fingerprint)
    screen.say("demo.opinion_yes" if not found.faults else "demo.opinion_no", command="trousse verify")
    folder = out / "verification"
    workplace.unpack_zip(sealed.path, folder)
    bag = folder / sealed.path.stem
    heard = list(opinions(bag, sealed.identity, NAMESPACE))
    for opinion in heard:
        _tell(opinion, screen)
    return not found.faults and all(opinion.agrees is not False for opinion in heard)


def _tell(opinion: Opinion, screen: Screen) -> None:
    code = {True: "demo.opinion_yes", False: "demo.opinion_no", None: "demo.opinion_none"}[opinion.agrees]
    screen.say(code, command=opinion.command, style="bold red" if opinion.agrees is False else "")
    if opinion.agrees is False:
        screen.say("demo.opinion_output", output=opinion.output)


def _end(out: Path, sealed: Sealed, screen: Screen, *, held: bool, unchanged: bool) -> None:
    case = Case.read(out / "case")
    screen.rule("demo.end")
    summary.surveyed(case.read_json("survey"), case.read_json("coverage"), screen)
    screen.say("report.not_covered")
    summary.captured(case, screen)
    for line in report.backups(case):
        name = Path(line["source"]).name
        screen.say(
            "demo.backup",
            name=name,
            connect=screen.speech.say(f"backup.connect_{line['connect']}"),
            rely=screen.speech.say(f"backup.rely_{line['rely']}"),
        )
    screen.say("demo.unchanged" if unchanged else "demo.changed", style="" if unchanged else "bold red")
    screen.say("demo.held" if held else "demo.not_held", style="" if held else "bold red")
    screen.say("demo.case_at", path=str(out / "case"))
    sealing.sealed(sealed, screen)
    screen.say("screen.report_at", path=str(procedure.complaint_beside(case, out, screen.speech.language)))
