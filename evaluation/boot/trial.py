"""What every scenario needs: its folder, its own copy of the stick, and the proofs taken after each."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.boot import disks, evidence
from evaluation.boot.evidence import Case
from evaluation.boot.machine import Built, Disk, Machine
from evaluation.boot.picture import Font
from evaluation.boot.proofs import Proofs

GIB = 1 << 30
TRUTH = json.loads((Path(__file__).parents[2] / "demo" / "EXPECTED.json").read_text(encoding="utf-8"))


@dataclass
class Trial:
    """One scenario under way."""

    name: str
    place: Path
    image: Path
    proofs: Proofs
    fonts: list[Font]
    before: dict[str, str] = field(default_factory=dict)
    stick: Path = Path()

    def ready(self, plugged: Sequence[Disk], size: int | None = 4 * GIB) -> None:
        """Copy the image to a stick, None for one no larger than the image, and hash the disks."""
        self.stick = self.place / "stick.img"
        run = ["cp", "--sparse=always", "--reflink=auto", str(self.image), str(self.stick)]
        subprocess.run(run, check=True)
        if size is not None:
            os.truncate(self.stick, max(size, self.stick.stat().st_size))
        self.before = disks.sums(plugged)

    def machine(self, built: Built, part: str = "") -> Machine:
        return Machine(built, self.place / part if part else self.place, self.fonts)

    def note(self, said: str, *, holds: bool, seen: object = "") -> bool:
        return self.proofs.note(self.name, said, holds=holds, seen=seen)

    def nothing_written(self, machine: Machine, since: int, part: str = "") -> None:
        """Look, before the machine is off, at what its disks and its clock were asked."""
        asked = machine.written()
        others = {name: count for name, count in asked.items() if name != "stick"}
        name = f" ({part})" if part else ""
        if others:
            self.note(
                f"no write was asked of any disk{name}", holds=not any(others.values()),
                seen=f"counted by qemu: {others}; of the stick: {asked.get('stick')}",
            )  # fmt: skip
        self.note(
            f"the machine's own clock was not set{name}", holds=not machine.clock_written(since),
            seen="RTC_CHANGE never told by qemu once GRUB had started",
        )  # fmt: skip

    def unchanged(self, plugged: Sequence[Disk]) -> None:
        """Compare every disk with what it was."""
        after = disks.sums(plugged)
        same = [name for name, sha256 in after.items() if self.before[name] == sha256]
        seen = ", ".join(f"{name} {sha256[:16]}…" for name, sha256 in after.items())
        self.note("every disk has the SHA-256 it had", holds=len(same) == len(after), seen=seen)

    def taken(self, entry: int) -> None:
        """Copy the cases out of the stick."""
        found, word = evidence.taken(self.stick, self.place)
        self.note(
            f"cases stand on entry {entry} of the stick", holds=found == entry, seen=f"fsck.exfat: {word}"
        )

    def archived(self, serial: str, *, attacked: bool, read_only: int) -> None:
        """Verify the archive about one disk, and hold its findings against what was planted."""
        case = evidence.about(self.place, serial)
        archive = case.archive if case else None
        if case is None or archive is None:
            self.note(f"an archive about {serial} is on the stick", holds=False, seen="none")
            return
        self._verified(archive)
        self._found(case, attacked=attacked)
        self._checked(case, read_only)

    def _verified(self, archive: Path) -> None:
        words = [sys.executable, "-m", "toolkit", "verify", str(archive)]
        words += ["--fingerprint", evidence.manifest(archive)]
        own = subprocess.run(words, check=False, capture_output=True).returncode
        said = {"trousse verify": own == 0}
        said |= {f"{one.tool} {one.command.split()[-1]}": bool(one.agrees)
                 for one in evidence.opinions(archive, self.place)}  # fmt: skip
        shutil.rmtree(self.place / "bag", ignore_errors=True)
        self.note(
            f"{archive.name} agrees by every tool, on this machine", holds=all(said.values()),
            seen=", ".join(f"{tool}: {'agrees' if agrees else 'DISAGREES'}" for tool, agrees in said.items()),
        )  # fmt: skip

    def _found(self, case: Case, *, attacked: bool) -> None:
        survey, coverage = case.record("survey.json"), case.record("coverage.json")
        encrypted = survey["damage"].get("encrypted", {}).get("files", 0)
        notes, families = survey["note_files"], _families(survey)
        seen = (f"state {survey['state']}; encrypted {encrypted}; demands {notes}; families {families}; "
                f"read {coverage['files_seen']}, not read {coverage['files_not_seen']}")  # fmt: skip
        if attacked:
            wanted = (TRUTH["encrypted_count"], TRUTH["notes_count"], ["akira"])
            holds = (encrypted, notes, families) == wanted and survey["state"] == "attacked"
            self.note("what was planted is found", holds=holds, seen=seen)
        else:
            holds = (survey["state"], encrypted, notes) == ("nothing", 0, 0) and coverage["complete"]
            self.note("no attack is found on the healthy disk, all of it read", holds=holds, seen=seen)

    def _checked(self, case: Case, read_only: int) -> None:
        acts = case.acts("boot.checked")
        holds = bool(acts) and all(
            act["still"]
            and not act["writable"]
            and not act["not_told"]
            and len(act["read_only"]) == read_only
            for act in acts
        )
        self.note("the log holds boot.checked, every disk read-only", holds=holds, seen=acts)


def _families(survey: dict[str, Any]) -> list[str]:
    return sorted(one["family"] for one in survey["families"])
