"""Disks where the obvious story is the wrong one: copies, renames, holes, forged dates, slow attacks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from demo.builder import ntfs
from demo.builder.ntfs_journal import CLOSE, CREATE, DELETE, EXTEND, NEW_NAME, OLD_NAME, OVERWRITE, Change
from demo.builder.tree import Node
from toolkit import timeline
from toolkit.media import open_source
from toolkit.records import Entry, EntryKind, Times
from toolkit.report.timeline_words import Words
from toolkit.texts import Speech

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
START = 1_790_000_000 * SECOND
OLD = START - 900 * DAY
COUNT = 40
Disk = tuple[list[Node], list[Change]]
Tell = Callable[..., dict[str, timeline.Statement]]
ALIVE = Node("Journal/vivant.log", b"x", times=Times(OLD, OLD, OLD, OLD))


def at(i: int, start: int = START, step: int = SECOND) -> int:
    return start + i * step


def file(path: str, *times: int, named: int | None = None) -> Node:
    """Return a file with one date, or with those of its creation, content, facts and reading."""
    dates = times * 4 if len(times) == 1 else times
    return Node(
        path, b"\x8f\x02 chiffre", times=Times(*dates), name_times=Times(*[named] * 4) if named else None
    )


def struck(start: int = START, *, count: int = COUNT, step: int = SECOND, folder: str = "Data") -> Disk:
    """Return files overwritten then given the attacker's ending, and what the journal says of it."""
    nodes, changes = list[Node](), list[Change]()
    for i in range(count):
        when, name = at(i, start, step), f"radio{i:03}.jpg"
        path = f"{folder}/{name}.akira"
        nodes.append(file(path, OLD, when, when, when))
        changes += [Change(when, path, OVERWRITE, name), Change(when, path, OVERWRITE | CLOSE, name)]
        changes += renamed(path, when, name, f"{name}.akira")
    return nodes, changes


def renamed(path: str, when: int, old: str, new: str) -> list[Change]:
    return [Change(when, path, OLD_NAME, old), Change(when, path, NEW_NAME, new),
            Change(when, path, NEW_NAME | CLOSE, new)]  # fmt: skip


def living(since: int, until: int) -> list[Change]:
    """Return the changes of every day that show how far a journal reaches."""
    return [Change(when, ALIVE.path, OVERWRITE | CLOSE) for when in range(since, until, HOUR)]


def line(entry: Entry) -> dict[str, Any]:
    """Return what a scan would say of a file of this disk."""
    name, dates = entry.path.rpartition("/")[2], ("created", "modified", "changed", "accessed")
    note, hurt = name == "LISEZMOI.txt", name.startswith("radio")
    return {
        "volume": entry.volume, "path": entry.path, "size": entry.size, "sha256": "0" * 64, "rules": (),
        "note": {"verdict": "note"} if note else None, "program": None, "errors": (),
        "damage": {"verdict": "encrypted" if hurt else "intact"},
        "times": {each: getattr(entry.times, each) for each in dates},
    }  # fmt: skip


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    def told(nodes: Sequence[Node], changes: Sequence[Change] = (), **rows: Any) -> dict[str, Any]:
        image = tmp_path / "disk.img"
        order = sorted(changes, key=lambda change: change.at)
        image.write_bytes(ntfs.volume([*nodes, ALIVE], size=8 << 20, label="D", serial=7, changes=order))
        source = open_source(str(image))
        try:
            entries = [each for each in source.walk() if isinstance(each, Entry)]
            lines = [line(each) for each in entries if each.kind is EntryKind.FILE]
            artefacts = [{"name": name, "outcome": "found", "rows": each} for name, each in rows.items()]
            return {one.code: one for one in timeline.tell(source, lines, artefacts)}
        finally:
            source.close()

    return told


def test_a_journal_that_stopped_before_does_not_make_the_attack_vanish(tell: Tell) -> None:
    nodes, _ = struck()
    found = tell(nodes, living(START - 4 * DAY, START - 2 * DAY))
    assert (found["began"].at_ns, found["began"].sure) == (START, "likely")
    assert (found["ended"].at_ns, found["ended"].sure) == (at(COUNT - 1), "likely")
    assert "journal_covers" not in found
    assert found["journal_partial"].facts["files"] == COUNT


def test_files_a_damaged_journal_does_not_know_keep_their_own_dates(tell: Tell) -> None:
    nodes, changes = struck()
    known = [change for change in changes if change.at < at(10)]
    found = tell(nodes, [*living(START - DAY, START), *known])
    assert found["rate"].facts["files"] == COUNT
    assert (found["ended"].at_ns, found["ended"].sure) == (at(COUNT - 1), "likely")
    assert found["journal_partial"].facts == {
        "volume": "1", "records": 24 + len(known), "files": COUNT - 10, "all": COUNT,
    }  # fmt: skip


def test_copies_of_encrypted_files_are_no_encryption(tell: Tell) -> None:
    copied = START + 5 * DAY
    nodes = [file(f"Copie/radio{i}.jpg.akira", at(i, copied), at(i), at(i, copied), at(i, copied))
             for i in range(COUNT)]  # fmt: skip
    changes = [
        Change(node.times.created or 0, node.path, reasons)
        for node in nodes
        for reasons in (CREATE, CREATE | EXTEND | OVERWRITE, CREATE | EXTEND | OVERWRITE | CLOSE)
    ]
    found = tell(nodes, [*living(START - DAY, copied), *changes])
    assert (found["began"].at_ns, found["began"].sure) == (START, "possible")
    later = found["copied_later"]
    assert (later.at_ns, later.until_ns, later.facts["files"]) == (copied, at(COUNT - 1, copied), COUNT)
    assert "journal_covers" not in found


def test_new_files_in_the_place_of_deleted_ones_are_encryption_though_dates_were_kept(tell: Tell) -> None:
    nodes, changes = list[Node](), list[Change]()
    for i in range(COUNT):
        path, when = f"Data/radio{i}.jpg.akira", at(i)
        nodes.append(file(path, when, OLD + i * MINUTE // 2, when, when))
        changes += [Change(when, path, CREATE), Change(when, path, CREATE | EXTEND | CLOSE)]
        changes.append(Change(when, path, DELETE | CLOSE, f"radio{i}.jpg"))
    found = tell(nodes, [*living(START - DAY, START), *changes])
    assert (found["began"].at_ns, found["began"].sure) == (START, "established")
    assert "copied_later" not in found


def test_a_new_file_that_replaces_none_was_perhaps_brought_here(tell: Tell) -> None:
    nodes = [file(f"Data/radio{i}.jpg.akira", at(i)) for i in range(COUNT)]
    changes = [Change(at(i), node.path, CREATE | EXTEND | CLOSE) for i, node in enumerate(nodes)]
    found = tell(nodes, [*living(START - DAY, START), *changes])
    assert (found["began"].at_ns, found["began"].sure) == (START, "likely")


def test_names_put_back_by_the_practice_do_not_move_the_beginning(tell: Tell) -> None:
    changes, nodes, later = list[Change](), list[Node](), START + 34 * HOUR
    for i in range(COUNT):
        path = f"Data/radio{i}.jpg"
        name = path.rpartition("/")[2]
        nodes.append(file(path, OLD, at(i), at(i, later), at(i, later)))
        changes += [Change(at(i), path, OVERWRITE), Change(at(i), path, OVERWRITE | CLOSE)]
        changes += renamed(path, at(i), name, f"{name}.akira")
        changes += renamed(path, at(i, later), f"{name}.akira", name)
    found = tell(nodes, [*living(START - DAY, later), *changes])
    assert (found["began"].at_ns, found["ended"].at_ns) == (START, at(COUNT - 1))


def test_an_ending_added_by_the_practice_is_no_encryption(tell: Tell) -> None:
    changes, nodes, later = list[Change](), list[Node](), START + 34 * HOUR
    for i in range(COUNT):
        name = f"radio{i}.jpg"
        path = f"Data/{name}.chiffre"
        nodes.append(file(path, OLD, at(i), at(i, later), at(i, later)))
        changes += [Change(at(i), path, OVERWRITE, name), Change(at(i), path, OVERWRITE | CLOSE, name)]
        changes += renamed(path, at(i, later), name, f"{name}.chiffre")
    found = tell(nodes, [*living(START - DAY, later), *changes])
    assert (found["began"].at_ns, found["began"].sure) == (START, "likely")
    assert found["ended"].at_ns == at(COUNT - 1)
    assert (found["renamed_later"].at_ns, found["renamed_later"].facts["files"]) == (later, COUNT)


def test_files_decrypted_since_are_told_by_the_note_and_the_journal(tell: Tell) -> None:
    changes, nodes, later = list[Change](), list[Node](), START + 3 * DAY
    for i in range(COUNT):
        path, name = f"Data/lettre{i}.txt", f"lettre{i}.txt"
        nodes.append(file(path, OLD, at(i, later), at(i, later), at(i, later)))
        changes += [Change(at(i), path, OVERWRITE | CLOSE), *renamed(path, at(i), name, f"{name}.akira")]
        changes += [Change(at(i, later), path, OVERWRITE | CLOSE, f"{name}.akira")]
        changes += renamed(path, at(i, later), f"{name}.akira", name)
    note = file("Data/LISEZMOI.txt", at(COUNT))
    whole = [*living(START - DAY, later), *changes, Change(at(COUNT), note.path, CREATE | EXTEND | CLOSE)]
    found = tell([*nodes, note], whole)
    assert (found["began"].at_ns, found["ended"].at_ns) == (START, at(COUNT - 1))
    assert found["since_gone"].facts["files"] == found["rate_plain"].facts["files"] == COUNT


def test_logs_turned_over_every_hour_are_not_learned_as_an_attack(tell: Tell) -> None:
    names = [f"service{i}.log" for i in range(COUNT)]
    logs = [file(f"Logs/{name}.rotated", START) for name in names]
    changes = [
        change
        for node, name in zip(logs, names, strict=True)
        for change in (Change(START, node.path, OVERWRITE | CLOSE, name),
                       *renamed(node.path, START, name, f"{name}.rotated"))
    ]  # fmt: skip
    found = tell([*logs, file("Data/LISEZMOI.txt", START)], [*living(START - DAY, START), *changes])
    assert "notes_only" in found
    assert not {"began", "ended", "rate", "since_gone"} & found.keys()


def test_a_slow_attack_and_a_trial_before_it_are_of_the_attack(tell: Tell) -> None:
    trial, fast, slow = (
        struck(START - 8 * DAY, count=1, folder="Essai"),
        struck(count=10),
        struck(START + 10 * MINUTE, step=6 * MINUTE, folder="Lent"),
    )
    nodes, changes = ([each for part in (trial, fast, slow) for each in part[which]] for which in (0, 1))
    found = tell(nodes, [*living(START - 9 * DAY, START), *changes])
    assert (found["began"].at_ns, found["began"].sure) == (START - 8 * DAY, "established")
    assert found["ended"].at_ns == START + 10 * MINUTE + (COUNT - 1) * 6 * MINUTE
    assert "outside" not in found


def test_where_the_start_is_lost_nothing_is_told_as_before_it(tell: Tell) -> None:
    nodes, changes = struck()
    first = at(COUNT // 2)
    nodes = [node if (node.times.modified or 0) >= first else file(node.path, OLD) for node in nodes]
    job = {"name": "nuit", "last_success_ns": at(3)}
    known = [change for change in changes if change.at >= first]
    found = tell(nodes, known, backup_jobs=[job])
    assert (found["began_before"].at_ns, found["began_before"].sure) == (first, "likely")
    assert (found["last_backup_doubtful"].at_ns, found["last_backup_doubtful"].sure) == (at(3), "possible")
    assert found["undated"].facts["files"] == COUNT // 2
    assert not {"last_backup", "outside"} & found.keys()


def test_dates_all_put_back_leave_that_of_the_name(tell: Tell) -> None:
    nodes = [file(f"Data/radio{i}.jpg.akira", at(i, OLD), named=at(i)) for i in range(COUNT)]
    found = tell(nodes)
    assert (found["began"].at_ns, found["began"].sure) == (START, "possible")
    assert found["times_forged"].facts["files"] == COUNT


def test_a_note_alone_or_one_damaged_file_is_no_attack(tell: Tell) -> None:
    alive = living(START - DAY, START)
    note = file("Data/LISEZMOI.txt", START)
    alone = tell([note], [*alive, Change(START, note.path, CREATE | EXTEND | CLOSE)])
    assert alone["notes_first"].at_ns == START
    assert {"notes_only", "journal_reach"} <= alone.keys()
    damaged = tell([file("Data/radio.jpg", OLD)], alive)
    assert (damaged["too_few"].at_ns, damaged["too_few"].sure) == (OLD, "possible")
    for found in (alone, damaged):
        assert not {"began", "ended", "rate", "account", "journal_covers"} & found.keys()
    both = tell([note, file("Data/radio.jpg", START)], alive)
    assert both["began"].sure == "likely"


def test_a_healthy_disk_has_a_journal_and_no_attack(tell: Tell) -> None:
    found = tell([file("Data/lettre.txt", OLD)], living(START - DAY, START))
    assert found["journal_reach"].at_ns == START - DAY
    assert not {"journal_covers", "began"} & found.keys()
    assert found["no_beginning"].sure != "established"


def test_dates_scattered_over_years_are_hardly_a_beginning(tell: Tell) -> None:
    nodes = [file(f"Data/radio{i}.jpg.akira", OLD + (i // 3) * 30 * DAY) for i in range(COUNT)]
    found = tell(nodes)
    assert {found[code].sure for code in ("began", "ended", "rate_plain")} == {"possible"}
    others = found["outside"]
    assert (others.at_ns, others.until_ns is not None) == (OLD + 30 * DAY, True)


def test_an_instant_has_no_rate(tell: Tell) -> None:
    found = tell([file(f"Data/radio{i}.jpg.akira", START) for i in range(COUNT)])
    assert "rate" not in found
    facts = found["rate_plain"].facts
    assert (facts["files"], facts["lasted_s"]) == (COUNT, 0)
    line = {"code": "rate_plain", "at_ns": START, "until_ns": START, "facts": facts, "evidence": []}
    assert "same second" in Words(Speech("en"), []).sentence(line)


def test_the_peak_is_of_encrypted_files_and_pauses_are_told_apart(tell: Tell) -> None:
    nodes, changes = struck(step=SECOND)
    more, later = struck(START + 4 * MINUTE, folder="Data2")
    notes = [file(f"Data/{i}/LISEZMOI.txt", at(i)) for i in range(COUNT)]
    found = tell([*nodes, *more, *notes], [*living(START - DAY, START + DAY), *changes, *later])
    facts = found["rate"].facts
    assert (facts["files"], facts["notes"], facts["peak"] <= COUNT) == (2 * COUNT, COUNT, True)
    assert facts["per_minute"] == round(60 * 2 * COUNT / facts["lasted_s"]) < facts["active"]
    line = {"code": "rate", "at_ns": START, "until_ns": START, "facts": facts, "evidence": []}
    assert ("outside the pauses" in Words(Speech("en"), []).sentence(line)) is (facts["paused_s"] > 0) is True
