"""The list of the exhibits of every machine, and of the archives they came in, as French Excel opens it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.report import exhibits
from toolkit.report.cells import table
from toolkit.report.practice import Practice
from toolkit.texts import Speech

NAME = "03_PIECES.csv"


def exhibit_list(practice: Practice, speech: Speech, archives: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """Return one row per exhibit, and one per exhibit that could not be copied, with why.

    `archives` are the lines of the machines of a practice: each is a row of its own before the exhibits it
    holds, and every row then names the machine.
    """
    number, *titles = (speech.say(f"report.column_{name}") for name in exhibits.COLUMNS)
    if not practice.archives:
        rows = (exhibits.row(line, speech) for one in practice.machines for line in one.capture)
        return table([number, *titles], (_filled(row, 1 + len(titles)) for row in rows))
    together = _by_machine(practice, speech, archives)
    named = [number, speech.say("chronology.column_machine"), *titles]
    return table(named, (_filled(row, len(named)) for row in together))


def _filled(row: list[Any], width: int) -> list[Any]:
    """Return a row as long as its titles: what could not be copied has fewer facts, not fewer cells."""
    return [*row, *[""] * (width - len(row))]


def _by_machine(
    practice: Practice, speech: Speech, archives: Sequence[Mapping[str, Any]]
) -> Iterator[list[Any]]:
    read = dict(zip(practice.archives, practice.machines, strict=True))
    for line in archives:
        number = str(line["number"])
        machine = read.get(number)
        label = machine.label if machine else line["label"]
        kind = speech.say("practice.archive_of" if machine else "practice.archive_before", ref=line["ref"])
        yield [number, label, f"pieces/{number}.zip", kind, "", "", line["size"], line["sha256"]]
        for held in machine.capture if machine else ():
            own, stored, *rest = exhibits.row(held, speech)
            # The number is one word with that of the archive: no exhibit of the practice's own case has it.
            yield [f"{number}_{own}", label, f"pieces/{number}.zip : {stored}" if stored else "", *rest]
