"""Pieces of blocks that several sections share: an answered field, a table that is cut, parts in a row."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from toolkit.custody.unfinished import named as steps_named
from toolkit.paper.blocks import Block, Code, Heading, Inline, Notice, Table, Tone, Words
from toolkit.report import answers
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.standing import begun
from toolkit.report.opened import Opened
from toolkit.report.practice import Conflict, worded
from toolkit.texts import visible

Row = tuple[Words, ...]
_PATH = 240  # characters
LONGEST = 2000  # characters of one answer that are printed
CHRONOLOGY, EXHIBITS = "02_CHRONOLOGIE.csv", "03_PIECES.csv"


def field(matter: Matter, key: str, found: Words | None = None) -> tuple[str, Words | None]:
    """Return one line of the dictionary: what the tool found, what was answered, or a line to fill in."""
    label = named(matter, key)
    told = answered(matter, key)
    if found is None:
        return label, told
    if told is None or matter.practice.unknown(key):
        return label, found
    return label, joined([found, matter.say("dossier.also_told", told=told)])


def named(matter: Matter, key: str) -> str:
    """Return what a line of the dictionary is called; a second disk has the key of the first and "#2"."""
    plain, _, number = key.partition("#")
    label = matter.say(f"dossier.field_{plain.replace('.', '_')}")
    return matter.say("dossier.numbered", label=label, number=number) if number else label


def not_scanned(matter: Matter, machine: Opened) -> str:
    """Return why nothing is told of the files of a machine: their reading never began, or was broken off."""
    return matter.say("dossier.scan_cut" if begun(machine) else "report.no_scan")


def answered(matter: Matter, key: str) -> str | None:
    """Return an answer in words, « je ne sais pas » included; None where the question was never asked."""
    if matter.practice.unknown(key):
        return matter.say("dossier.unknown")
    given = matter.practice.answer(key)
    if given is None:
        return None
    return cut(matter, answers.shown(matter.speech, key, given))


def conflicting(matter: Matter, one: Conflict) -> str:
    """Return what two records, or two answers, say that cannot both be so."""
    code = f"practice.conflict_{one.code}"
    if not matter.speech.knows(code):
        return matter.say("dossier.conflict_other")
    told = worded(matter.speech, one)
    labels = {each.label for each in matter.practice.machines if each.label}
    # Machines go by one name everywhere: a folder has none of its own.
    named: dict[str, str] = {
        key: ", ".join(
            matter.name_of(each) if each in labels else each for each in str(told[key]).split(", ")
        )
        for key in ("one", "other", "machine")
        if key in told
    }
    return matter.say(code, **{**told, **named})


def cut(matter: Matter, text: str, most: int = LONGEST) -> str:
    """Return a text a person can read, and say so where it was cut."""
    shown = visible(" ".join(text.split()))
    if len(shown) <= most:
        return shown
    return f"{shown[:most]} {matter.say('dossier.text_cut', shown=most, whole=len(shown))}"


def brief(text: str, most: int) -> str:
    """Return the beginning of a text where there is no room to say that it was cut."""
    shown = visible(" ".join(text.split()))
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def place(path: str) -> Code:
    """Return a path, its middle left out where it is longer than a cell of a table can show."""
    shown = visible(path)
    return Code(shown if len(shown) <= _PATH else f"{shown[: _PATH // 2]}…{shown[-_PATH // 2 :]}")


def parts(words: Words) -> tuple[Inline, ...]:
    return words if isinstance(words, tuple) else (words,)


def joined(words: Iterable[Words], between: str = " · ") -> Words:
    """Set several words one after the other."""
    placed: list[Inline] = []
    for each in words:
        placed += [between, *parts(each)] if placed else parts(each)
    return tuple(placed)


def table(
    matter: Matter,
    titles: Sequence[str],
    rows: Sequence[Row],
    *,
    most: int,
    where: str = "",
    numbers: Iterable[int] = (),
    widths: tuple[float, ...] | None = None,
) -> Table:
    """Return a table of `most` rows at most, saying how many are left and the file that holds them all."""
    left = len(rows) - most
    more = ""
    if left > 0 and where:
        more = matter.say("dossier.more_in", left=left, file=where)
    elif left > 0:
        more = matter.say("dossier.more", left=left)
    shown = tuple(matter.say(f"dossier.column_{title}") for title in titles)
    return Table(shown, tuple(rows[:most]), frozenset(numbers), widths, more)


def not_finished(matter: Matter) -> Iterator[Block]:
    """Yield one notice for each machine whose examination was not brought to its end."""
    code = "dossier.unfinished_of" if matter.several else "dossier.unfinished"
    for machine in matter.practice.machines:
        if machine.unfinished:
            steps = steps_named(matter.speech, machine.unfinished)
            yield Notice(matter.say(code, machine=matter.name(machine), steps=steps), Tone.DOUBT)


def copying_unfinished(matter: Matter) -> bool:
    """Tell whether exhibits may be missing because their copying was broken off, or never begun."""
    return any("capture" in machine.unfinished for machine in matter.practice.machines)


def each_machine(matter: Matter, blocks: Callable[[Matter, Opened], Iterable[Block]]) -> Iterator[Block]:
    """Yield the blocks of every machine, under its name where there are several."""
    for machine in matter.practice.machines:
        made = list(blocks(matter, machine))
        if made and matter.several:
            yield Heading(matter.name(machine), 2)
        yield from made
