"""What every section of the complaint file is given, and how it speaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from toolkit.report.opened import Opened
from toolkit.report.practice import Practice
from toolkit.texts import Speech, visible
from toolkit.texts.forms import amount, moment, spoken

_BEFORE = (":", ";", "?", "!", "»")  # French sets a blank before these that no line breaks at
_NAME = 80  # characters of what a machine is called
_HARD = "\N{NO-BREAK SPACE}"


class Seal(Protocol):
    """What is known of the archive once it is closed; the file that lies inside cannot know it."""

    @property
    def name(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def manifest_sha256(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Matter:
    """One practice in one language; `notes` are the texts of notes by the SHA-256 of their exhibit."""

    practice: Practice
    speech: Speech
    seal: Seal | None = None
    notes: Mapping[str, str] = field(default_factory=dict)

    def say(self, code: str, **facts: Any) -> str:
        """Return a sentence, numbers grouped, set as French print sets it."""
        shown = {
            key: self.speech.number(value) if type(value) is int else value for key, value in facts.items()
        }
        return self.typeset(self.speech.say(code, **shown))

    def typeset(self, text: str) -> str:
        """Keep the signs of French with the words they belong to."""
        if self.speech.language != "fr":
            return text
        for sign in _BEFORE:
            text = text.replace(f" {sign}", f"{_HARD}{sign}")
        return text.replace("« ", f"«{_HARD}")

    def moment(self, at_ns: int | None) -> str:
        return moment(self.speech, at_ns)

    def spoken(self, at_ns: int | None) -> str:
        """Return a time as people say it, to the minute."""
        return spoken(self.speech, at_ns)

    def size(self, size: int) -> str:
        return amount(self.speech, size)

    @property
    def several(self) -> bool:
        return len(self.practice.machines) > 1

    def name(self, machine: Opened) -> str:
        """Return what a machine is called: its label, its own name, else the source it was seen on."""
        own = next((row["computer"] for row in rows(machine, "system") if row.get("computer")), None)
        source = str(machine.facts.source.get("label") or "")
        if own is None and machine.facts.source.get("kind") == "folder" and machine.label in {"", source}:
            return self._folder(machine)
        named = str(machine.label or own or machine.facts.source.get("label") or machine.facts.ref)
        return visible(named)[:_NAME]

    def _folder(self, machine: Opened) -> str:
        """Return what a folder is called, which is no machine's name: its number, and that it is a folder."""
        numbered = [at for at, one in enumerate(self.practice.machines, 1) if one is machine]
        code = "dossier.folder_numbered" if self.several and numbered else "dossier.folder"
        return self.say(code, number=next(iter(numbered), 1))

    def name_of(self, label: str) -> str:
        """Return what the machine of a label is called."""
        return next((self.name(one) for one in self.practice.machines if one.label == label), visible(label))


def rows(machine: Opened, artefact: str) -> tuple[Mapping[str, Any], ...]:
    """Return the rows of one artefact of the inventory, none where it was absent or failed."""
    return tuple(row for line in machine.triage if line["name"] == artefact for row in line["rows"])
