"""The command lines of each work: what the walkthrough does is what a person could type."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal, UsageRefusal
from toolkit.texts import Speech
from toolkit.walkthrough import papers, picks
from toolkit.walkthrough.visit import Visit

Command = Sequence[str]


def commands(work: str, visit: Visit, speech: Speech) -> list[Command]:
    """Return what a work runs, one command after the other; KeyError for an unknown work."""
    name, _, number = work.partition("_")
    return list(WORKS[name](visit, number, speech))


def _isolation(_: Visit, __: str, ___: Speech) -> Iterator[Command]:
    yield ("isolation",)


def _windows(visit: Visit, _: str, __: Speech) -> Iterator[Command]:
    yield ("windows", visit.value("source/disk") or "")


def _examine(visit: Visit, _: str, __: Speech) -> Iterator[Command]:
    source = visit.value("source/disk") or ""
    where = () if source == picks.THIS_MACHINE else (source,)
    key = ("--password",) if visit.value("examine/key") else ()
    begun = (_case(visit) / "case.json").exists()
    named = () if begun else _named(visit)
    again = ("--resume",) if begun else ()
    yield ("examine", *where, "--case", str(_case(visit)), "--no-seal", *key, *named, *again)


def _named(visit: Visit) -> Iterator[str]:
    for option, key in (("--examiner", "ev.operator"), ("--practice", "victim.name")):
        if value := visit.value(key):
            yield from (option, value)


def _documents(visit: Visit, _: str, __: Speech) -> Iterator[Command]:
    yield _answers(visit)
    yield ("report", "--case", str(_case(visit)))


def _backup(visit: Visit, number: str, _: Speech) -> Iterator[Command]:
    medium = _apart(visit, visit.value(f"backup/medium_{number}") or "")
    against = ("--against", str(_case(visit))) if visit.seen.case else ()
    yield ("backup", "check", medium, *against)


def _handover(visit: Visit, _: str, __: Speech) -> Iterator[Command]:
    case, out = str(_case(visit)), ("--out", str(visit.folder))
    yield _answers(visit)
    yield ("annex", "make", "--case", case, *out, "--show-passphrase")
    yield ("report", "--case", case)  # which says that there is an annex
    yield ("seal", "--case", case, *out)


def _transfer(visit: Visit, _: str, __: Speech) -> Iterator[Command]:
    to, organisation = visit.value("handover/to") or "", visit.value("handover/organisation")
    where = ("--organisation", organisation) if organisation else ()
    archives = papers.found(visit, f"DOSSIER_{Case.read(_case(visit)).facts.ref}*.zip")
    beside = ("--archive", str(archives[-1])) if archives else ()
    yield ("custody", "transfer", "--case", str(_case(visit)), "--to", to, *where, *beside)


def _wipe(visit: Visit, _: str, speech: Speech) -> Iterator[Command]:
    # One folder may hold both: it is read once.
    kept = dict.fromkeys(one for one in (visit.value("wipe/kept"), visit.value("wipe/annex")) if one)
    by = ("--by", visit.who) if visit.who else ()
    also = ("--also", str(visit.folder))
    # The second key was pressed before this work started.
    sure = ("--yes", speech.say("handover.wipe_words"))
    given = [word for path in kept for word in ("--kept", path)]
    yield ("case", "wipe", "--case", str(_case(visit)), *given, *also, *by, *sure)


WORKS: Mapping[str, Callable[[Visit, str, Speech], Iterator[Command]]] = {
    "isolation": _isolation,
    "windows": _windows,
    "examine": _examine,
    "documents": _documents,
    "backup": _backup,
    "handover": _handover,
    "transfer": _transfer,
    "wipe": _wipe,
}


def _case(visit: Visit) -> Path:
    if visit.case is None:
        raise CaseRefusal("case_missing", folder="")
    return visit.case


def _apart(visit: Visit, medium: str) -> str:
    """Return a medium that may hold a backup; raises UsageRefusal for the disk examined and for our own."""
    source, real = visit.value("source/disk"), Path(os.path.realpath(medium))
    if source and source != picks.THIS_MACHINE and real == Path(os.path.realpath(source)):
        raise UsageRefusal("walk_medium_source")
    if visit.folder is not None and Path(os.path.realpath(visit.folder)).is_relative_to(real):
        raise UsageRefusal("walk_medium_visit")
    return medium


def _answers(visit: Visit) -> Command:
    """Return the command that records what the case does not hold yet.

    It reads the journal itself: any program of the machine can see the words of a command line.
    """
    by = ("--by", visit.who) if visit.who else ()
    return ("answers", "--case", str(_case(visit)), "--visit", str(visit.folder), *by)
