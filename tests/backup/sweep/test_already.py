"""A check that was interrupted goes on: what was read whole is not read again, unless anything changed."""

import dataclasses
import json
import os
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.builder.documents import dated
from demo.builder.documents_program import harmless
from tests.backup.builder import LAST_DAY, NOTE, NOW, medium, practice, signatures, zipped
from toolkit import backup
from toolkit.backup.sweep.already import Already
from toolkit.backup.sweep.recorded import seen_of
from toolkit.media import open_source
from toolkit.records import DamageVerdict, Facts, Seen, plain
from toolkit.scan.walk import look


class Lines:
    """A journal in memory, each line as JSON keeps it; one that is full ends the check."""

    def __init__(self, kept: tuple[str, ...] = (), most: int | None = None) -> None:
        self.kept = list(kept)
        self.most = most

    def lines(self) -> Iterator[tuple[int, Facts]]:
        yield from [(at, self.line(at)) for at in range(len(self.kept))]

    def line(self, at: int) -> Facts:
        found: Facts = json.loads(self.kept[at])
        return found

    def add(self, line: Facts) -> None:
        if self.most is not None and len(self.kept) >= self.most:
            raise KeyboardInterrupt
        self.kept.append(json.dumps(plain(line)))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    nodes = [
        *practice(),
        dated("lisez.txt", LAST_DAY, NOTE.encode()),
        dated("outil.exe", LAST_DAY, harmless()),
    ]
    place = medium(tmp_path / "stick", nodes)
    zipped(place / "vieux.zip", practice())
    inner = zipped(tmp_path / "dedans.zip", practice()[:5])
    with zipfile.ZipFile(place / "double.zip", "w") as archive:
        archive.write(inner, "dedans.zip")
        archive.writestr("agenda.ics", practice()[1].data)
    return place


def checked(
    place: Path, journal: Lines, heard: Callable[[int], None] = lambda _: None
) -> tuple[Any, Already]:
    already = Already(journal)
    source = backup.open_backup(place)
    try:
        verdict = backup.verify(source, signatures(), now_ns=NOW, already=already, heard=heard)
    finally:
        source.close()
    return json.loads(json.dumps(backup.as_json(verdict))), already


def whole(place: Path) -> tuple[Any, tuple[str, ...]]:
    journal = Lines()
    verdict, already = checked(place, journal)
    assert already.files == 0
    return verdict, tuple(journal.kept)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.6, 0.9, 1.0])
def test_what_was_read_is_not_read_again_and_the_verdict_is_the_same(stick: Path, share: float) -> None:
    verdict, kept = whole(stick)
    most = int(share * len(kept))
    journal = Lines(most=most)
    if most < len(kept):
        with pytest.raises(KeyboardInterrupt):
            checked(stick, journal)
    else:
        checked(stick, journal)
    journal.most = None
    again, already = checked(stick, journal)
    assert again == verdict
    assert already.files == most
    assert sorted(journal.kept) == sorted(kept)


def test_without_a_journal_the_verdict_is_the_same(stick: Path) -> None:
    source = backup.open_backup(stick)
    alone = json.loads(json.dumps(backup.as_json(backup.verify(source, signatures(), now_ns=NOW))))
    source.close()
    assert whole(stick)[0] == alone


def test_nothing_is_heard_of_what_is_not_read_again(stick: Path) -> None:
    _, kept = whole(stick)
    heard: list[int] = []
    checked(stick, Lines(kept), heard.append)
    assert heard == []


def test_a_file_that_changed_is_read_again(stick: Path) -> None:
    _, kept = whole(stick)
    path = next(stick.rglob("agenda.ics"))
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(NOW, NOW))
    again, already = checked(stick, Lines(kept))
    assert again == whole(stick)[0]
    # What lies in a backup is read again as well: something before it on the medium is not as it was.
    assert already.files == sum(json.loads(line)["of"] == "" for line in kept) - 1


def test_nothing_of_a_backup_that_changed_is_given_again(stick: Path) -> None:
    _, kept = whole(stick)
    before = (stick / "vieux.zip").stat()
    bad = [dataclasses.replace(node, data=node.data[::-1]) for node in practice()]
    zipped(stick / "vieux.zip", bad)
    os.utime(stick / "vieux.zip", ns=(before.st_atime_ns, before.st_mtime_ns))
    again, already = checked(stick, Lines(kept))
    assert again == whole(stick)[0]
    assert already.files < len(kept)


def test_what_could_not_be_read_is_tried_again(stick: Path) -> None:
    _, kept = whole(stick)
    failed = []
    for line in map(json.loads, kept):
        line["seen"].update(sha256=None, errors=["io_error"])
        failed.append(json.dumps(line))
    again, already = checked(stick, Lines(tuple(failed)))
    assert already.files == already.recorded == 0
    assert again == whole(stick)[0]


def test_two_members_of_one_name_stay_two(tmp_path: Path) -> None:
    place = medium(tmp_path / "stick", practice())
    with zipfile.ZipFile(place / "x.zip", "w") as archive:
        for content in (practice()[1].data, NOTE.encode().ljust(len(practice()[1].data), b" ")):
            member = zipfile.ZipInfo("lisez.txt", (2026, 1, 1, 0, 0, 0))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that the name is there twice
                archive.writestr(member, content)
    verdict, kept = whole(place)
    for most in range(len(kept) - 3, len(kept) + 1):
        again, _ = checked(place, Lines(kept[:most]))
        assert again == verdict


def test_a_file_is_the_same_from_its_line(stick: Path) -> None:
    source = open_source(stick)
    every = [one for one in look(source, signatures()) if isinstance(one, Seen)]
    source.close()
    names = {field.name for field in dataclasses.fields(Seen)}
    assert any(one.note for one in every)
    assert any(one.program for one in every)
    for one in every:
        line = json.loads(json.dumps(plain(one)))
        assert line.keys() == names
        made = seen_of(line)
        assert plain(made) == line
        assert (made.damage, made.note, made.times, made.errors) == (
            one.damage,
            one.note,
            one.times,
            one.errors,
        )
        assert isinstance(made.damage.verdict, DamageVerdict)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_line_that_is_damaged_is_read_again(stick: Path, data: st.DataObject) -> None:
    if not hasattr(test_a_line_that_is_damaged_is_read_again, "kept"):
        test_a_line_that_is_damaged_is_read_again.kept = whole(stick)  # type: ignore[attr-defined]
    verdict, kept = test_a_line_that_is_damaged_is_read_again.kept  # type: ignore[attr-defined]
    lines = [json.loads(line) for line in kept]
    for at in data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=5)):
        line = lines[at]
        target = line["seen"] if data.draw(st.booleans()) and isinstance(line.get("seen"), Mapping) else line
        # What only tells how a file was listed, or breaks its line: the rest is vouched for by the log.
        key = data.draw(st.sampled_from(["of", "times", "ident", "damage", "kind", "path", "volume", "note"]))
        if key in target:
            target[key] = data.draw(
                _JSON.filter(lambda value, was=target[key]: value != was and value is not None)
            )
    again, _ = checked(stick, Lines(tuple(json.dumps(line) for line in lines)))
    assert again["answers"].keys() == verdict["answers"].keys()
    assert again["coverage"]["files_seen"] == verdict["coverage"]["files_seen"]
