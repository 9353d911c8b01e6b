"""The sentences once a case is closed: where its archive is, what to copy on paper, what to hand over."""

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.commands.screen import Screen
from toolkit.custody.keys import grouped

if TYPE_CHECKING:
    from toolkit.custody.case import Case
    from toolkit.custody.dossier.seal import Sealed


def on_paper(manifest: str, screen: Screen) -> None:
    """Show the hash of a manifest in groups, apart from all else: it is what a person copies."""
    screen.say("seal.manifest_hash", style="bold")
    screen.say("seal.manifest_groups", style="bold", sha256=grouped(manifest))


def sealed(result: "Sealed", screen: Screen, *, own_key: bool = False) -> None:
    """Say where the archive is, what to copy on paper, what to hand over and what to keep.

    `own_key` tells that the technician's own key signed, which is not in the case. Raises the refusal of what
    could not be written beside it.
    """
    if result.again:
        screen.say("seal.again", style="bold yellow")
    screen.say("screen.sealed", style="bold green", path=str(result.path))
    on_paper(result.manifest_sha256, screen)
    screen.say("screen.sealed_more")
    screen.say("screen.sealed_hash", sha256=result.sha256)
    screen.say("screen.sealed_key", fingerprint=grouped(result.fingerprint))
    if result.receipt:
        screen.say("seal.receipt", path=str(result.receipt))
    if older := _older_report(result.path.parent):
        screen.say("seal.older_report", style="bold yellow", path=str(older), case=str(result.path.parent))
    screen.say("seal.hand_over" if result.receipt else "seal.hand_over_alone", name=result.path.name)
    screen.say("seal.keep_case_own" if own_key else "seal.keep_case")
    for remark in result.remarks:
        screen.say(f"seal.{remark.code}", style="bold yellow", **remark.facts, path=str(result.path))
    if result.unwritten:
        raise result.unwritten  # told last: the archive is closed, and its hashes were said


def _older_report(case: Path) -> Path | None:
    """Return the folder of the reports of a case where a record is newer than them; None where none is."""
    reports = [path.stat().st_mtime for path in (case / "report").glob("dossier_de_plainte_*")]
    records = [path.stat().st_mtime for path in (case / "records").glob("*")]
    return case / "report" if reports and records and min(reports) < max(records) else None


def sealed_before(case: "Case", screen: Screen) -> None:
    """Say what closed the case at an earlier time: the values to copy on paper are told again."""
    facts = case.marks["seal.closed"]
    screen.say("screen.sealed_before", size=screen.speech.number(facts["size"]))
    if "manifest" in facts:  # not in the log of an older version
        on_paper(str(facts["manifest"]), screen)
    screen.say("screen.sealed_more")
    screen.say("screen.sealed_hash", sha256=facts["sha256"])
    screen.say("screen.sealed_key", fingerprint=grouped(str(facts["fingerprint"])))
    screen.say("screen.sealed_before_report", case=str(case.folder))
