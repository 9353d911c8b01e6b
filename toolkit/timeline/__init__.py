"""What happened on a disk, and when: told from its table, its journal, its logs and what the scan found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from toolkit.media.source import Source
from toolkit.timeline import around, encryption, people, programs, removed, volumes
from toolkit.timeline.extent import Extent
from toolkit.timeline.inventory import Inventory
from toolkit.timeline.kinds import places
from toolkit.timeline.marked import Marks
from toolkit.timeline.runs import run
from toolkit.timeline.statement import MINUTE, Statement, Sure, weigh

__all__ = ["Statement", "Sure", "tell"]

# What is told by its place before the beginning.
_BEFORE = frozenset({
    "account", "last_backup", "logon", "logon_from", "logon_network", "logon_network_from", "logon_theirs",
    "maybe_from_another_computer", "program", "program_before", "signed_in_then",
})  # fmt: skip


def tell(
    source: Source,
    lines: Iterable[Mapping[str, Any]],
    artefacts: Iterable[Mapping[str, Any]],
    *,
    in_context: bool = False,
) -> Iterator[Statement]:
    """Yield every statement of the story, the same at every call on the same records.

    `lines` are those of a scan (records.plain of Seen), taken one by one; `artefacts` those of the inventory.
    `in_context` tells lines that hold what context decided: the story then counts the files the scan counts.
    """
    inventory = Inventory.of(artefacts)
    marks = Marks(metadata_times=source.kind != "folder", in_context=in_context)
    extent = Extent(places(inventory.of_unit("practice_software")))
    for line in lines:
        marks.add(line)
        extent.add(line)
    yield around.zone(inventory)
    yield from _story(source, marks, inventory)
    yield from extent.statements()


def _story(source: Source, marks: Marks, inventory: Inventory) -> Iterator[Statement]:
    endings = marks.settle()
    stories = list(volumes.read(source, marks, endings))
    attack = run(touch for story in stories for touch in story.touches)
    if attack is None:
        yield Statement("no_beginning", sure=Sure.POSSIBLE)
        yield from encryption.reach(stories, None)
        return
    doubted = encryption.doubts(attack, stories, copied=not marks.metadata_times)
    if not encryption.enough(attack, endings):
        yield from encryption.too_few(attack, stories)
        yield from encryption.notes(attack, stories, doubted)
        yield from encryption.reach(stories, None)
        return
    # With a clock set back the last file may bear an earlier time than the first.
    began, ended = attack.began.first_ns, max(touch.last_ns for touch in attack.encrypted)
    yield from encryption.statements(attack, stories, doubted)
    rest = list(programs.statements(inventory, began, ended, marks.suspects))
    rest += people.statements(inventory, began, ended, rest[:])
    rest += removed.statements(inventory, stories, began, ended)
    rest += around.statements(inventory, stories, began, ended)
    rest += encryption.reach(stories, attack)
    unsure = doubted.cut or doubted.clock or attack.began.doubt in {"copied", "named"}
    rest = [_lowered(one, cut=doubted.cut) for one in rest if one.code != "account"] if unsure else rest
    # What has no time of its own is told last.
    yield from sorted(_joined(rest), key=lambda one: (one.at_ns is None, one.at_ns or 0))


# A person is not named, and a program not called the attack's, where nobody knows when it began.
_LOWERED = {"last_backup": "last_backup_doubtful", "program": "program_before"}


def _lowered(one: Statement, *, cut: bool) -> Statement:
    """Say less of what is told as before the beginning, where nobody knows when that was."""
    if one.code not in _BEFORE:
        return one
    code = _LOWERED.get(one.code, one.code)
    if code == "last_backup_doubtful" and not cut:
        code = one.code
    return replace(one, code=code, sure=Sure.POSSIBLE)


def _joined(told: Iterable[Statement]) -> Iterator[Statement]:
    """Put together what two artefacts say of one act on the protection of the machine."""
    open_one: Statement | None = None
    for one in sorted(told, key=lambda one: one.at_ns or 0):
        if one.code != "protection_disabled":
            yield one
            continue
        near = open_one is not None and (one.at_ns or 0) - (open_one.at_ns or 0) <= MINUTE
        if open_one is not None and near:
            evidence = (*open_one.evidence, *one.evidence)
            sure = weigh((str(each["artefact"]) for each in evidence), open_one.sure)
            facts = {**one.facts, **open_one.facts}
            open_one = Statement(one.code, open_one.at_ns, one.at_ns, sure, facts, evidence)
            continue
        if open_one is not None:
            yield open_one
        open_one = one
    if open_one is not None:
        yield open_one
