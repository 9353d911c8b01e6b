"""The texts of the ransom notes kept as exhibits, as a person can read them: no markup, nothing hidden."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.custody import opening
from toolkit.custody.captures import in_annex
from toolkit.custody.case import Case
from toolkit.custody.dossier.bag import PAYLOAD
from toolkit.custody.identifiers import masked
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.custody.quoted import hidden
from toolkit.custody.tokens import tokens_of
from toolkit.report import machines
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice
from toolkit.report.releves import exhibit_of
from toolkit.scan.notes.decoding import text_of
from toolkit.texts import Speech, visible

FOLDER = "notes/"
ABOUT = f"{FOLDER}00_LISEZ-MOI.txt"
_READ = 512 * 1024  # bytes of a note
Line = Mapping[str, Any]
Reader = Callable[[Line], bytes | None]  # from the line of an exhibit to its first bytes


def texts(case: Case, practice: Practice) -> dict[str, str]:
    """Return the text of each note by the SHA-256 of its exhibit; what cannot be read as text is left out."""
    if case.facts.source.get("kind") == machines.KIND:
        return read(practice.machines, _readers(case))
    return read(practice.machines, _readers(case), tokens_of(case))


def read(
    opened: Iterable[Opened], readers: Iterable[Reader], pseudonyms: Pseudonyms | None = None
) -> dict[str, str]:
    """Return the texts of the notes of machines, each with the reader of its exhibits.

    `pseudonyms` hide people in the texts of a case; in those of an archive they are hidden already.
    """
    found: dict[str, str] = {}
    for machine, exhibit in zip(opened, readers, strict=True):
        spared = machines.addresses(machine)
        for line in _notes(machine):
            content = exhibit(line)
            text = None if content is None else text_of(content)
            if text is not None:
                found[line["sha256"]] = (
                    hidden(_shown(text), pseudonyms, spared)
                    if pseudonyms
                    else masked(_shown(text), spared, evidence=True)
                )
    return found


def files(practice: Practice, told: Mapping[str, str], speech: Speech) -> dict[str, bytes]:
    """Return the texts as files by number of exhibit: UTF-8 with its mark, CRLF, as Windows reads them.

    One more says what they are, and which notes could not be read as text.
    """
    found: dict[str, bytes] = {}
    left: list[str] = []
    for number, line in _numbered(practice):
        if line["sha256"] in told:
            found[f"{FOLDER}{number}.txt"] = _file(told[line["sha256"]])
        else:
            left.append(number)
    if found or left:
        about = [speech.say("practice.notes_are")]
        about += [speech.say("practice.notes_unread", numbers=", ".join(left))] if left else []
        quoting = [number for number, line in _numbered(practice) if in_annex(str(line["number"]))]
        about += [speech.say("practice.notes_quoting", numbers=", ".join(quoting))] if quoting else []
        found[ABOUT] = _file("\n".join(about))
    return found


def _numbered(practice: Practice) -> Iterator[tuple[str, Line]]:
    """Yield each note with the name of its file: its number, after that of the archive it came in."""
    within = [f"{number}_" for number in practice.archives] or [""]
    for machine, prefix in zip(practice.machines, within, strict=True):
        for line in _notes(machine):
            if not opening.NUMBER.match(line["number"]):
                raise ValueError("not the number of an exhibit", line["number"])
            yield f"{prefix}{line['number']}", line


def _readers(case: Case) -> Iterator[Reader]:
    if case.facts.source.get("kind") == machines.KIND:
        for line in machines.read_now(machines.recorded(case)):
            yield of_archive(machines.path_of(case, line))
    else:
        yield _of_folder(case.folder / opening.EXHIBITS)


def _of_folder(folder: Path) -> Reader:
    def exhibit(line: Line) -> bytes | None:
        try:
            with (folder / Path(line["stored_as"]).name).open("rb") as stream:
                return stream.read(_READ)
        except OSError:
            return None  # sealing refuses a case that lost an exhibit; a document does not

    return exhibit


def of_archive(path: Path) -> Reader:
    """Return the reader of the exhibits of an archive."""

    def exhibit(line: Line) -> bytes | None:
        if in_annex(str(line["number"])):
            # The exhibit itself stayed behind: what the archive holds of it is its text without people.
            return exhibit_of(path, f"{line['number']}.txt", _READ, f"{PAYLOAD}{FOLDER}")
        return exhibit_of(path, Path(str(line["stored_as"])).name, _READ)

    return exhibit


def _notes(machine: Opened) -> Iterable[Line]:
    """Yield the lines of the notes that were copied, those that leave in the annex alone included."""
    for line in machine.capture:
        if line.get("reason") == "note" and "failed" not in line:
            yield line


def _shown(text: str) -> str:
    return "\n".join(visible(line.replace("\t", "    ")) for line in text.splitlines())


def _file(text: str) -> bytes:
    return (text.replace("\n", "\r\n") + "\r\n").encode("utf-8-sig", "backslashreplace")
