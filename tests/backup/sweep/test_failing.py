"""A medium that fails while it is read: pulled out, a bad sector, a disk that is dying."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.backup.builder import NOW, codes, medium, practice, signatures
from toolkit import backup
from toolkit.backup.sweep.failing import Failing, presence
from toolkit.errors import SourceRefusal
from toolkit.media.members import MembersSource
from toolkit.media.stream import stream
from toolkit.media.tree import Leaf
from toolkit.records import Answer, Times, Verdict

LARGE = 9 * 1024 * 1024
CONTENT = b"%PDF-1.4\n" + bytes(range(256)) * (LARGE // 256)


class Disk:
    """Ten files; those that are bad fail at a place in their middle, each so many times."""

    def __init__(self, bad: dict[int, int], cost: float = 0.0) -> None:
        self.bad = bad
        self.cost = cost
        self.now = 0.0
        leaves = [Leaf(f"f{n}.pdf", n, size=len(CONTENT), times=Times(modified=NOW)) for n in range(10)]
        self.source = MembersSource("disk", "file", leaves, self.opened)

    def opened(self, place: int) -> BinaryIO:
        def read_at(offset: int, length: int) -> bytes:
            if self.bad.get(place, 0) and offset + length > LARGE // 2:
                self.bad[place] -= 1
                self.now += self.cost
                raise OSError(5, "Input/output error")
            return CONTENT[offset : offset + length]

        return stream(read_at, len(CONTENT))

    def checked(self, gone: Callable[[], bool] = lambda: False) -> tuple[Verdict, Failing]:
        failing = Failing(gone, clock=lambda: self.now)
        return backup.verify(self.source, signatures(), now_ns=NOW, failing=failing), failing


def test_a_second_read_that_works_is_told_as_such() -> None:
    verdict, failing = Disk({3: 1}).checked()
    told = {one["code"]: one for one in verdict.answers["restorable"].why}
    assert (told["second_read"]["files"], told["second_read"]["path"]) == (1, "f3.pdf")
    assert "bad_sectors" not in told
    assert verdict.coverage["files_not_seen"] == 0
    assert failing.read == 10


def test_an_unreadable_stretch_is_one_failure_and_the_check_goes_on() -> None:
    verdict, failing = Disk({3: 9, 7: 9}).checked()
    told = {one["code"]: one for one in verdict.answers["restorable"].why}
    assert told["bad_sectors"]["files"] == 2
    assert told["bad_sectors"]["path"] == "f3.pdf"
    assert 4 * 1024 * 1024 <= told["bad_sectors"]["bytes"] < LARGE
    assert told["unread"]["files"] == 2
    assert verdict.answers["restorable"].answer != Answer.YES
    assert (verdict.coverage["files_seen"], failing.read) == (8, 8)


def test_a_disk_that_is_dying_ends_the_check() -> None:
    with pytest.raises(SourceRefusal) as refused:
        Disk(dict.fromkeys(range(10), 9), cost=250.0).checked()
    assert refused.value.code == "medium_failing"
    assert 1 < refused.value.facts["unread"] < 10


def test_quick_failures_never_end_it() -> None:
    verdict, failing = Disk(dict.fromkeys(range(10), 9), cost=0.5).checked()
    assert failing.unread == 10
    assert verdict.coverage["files_seen"] == 0


def test_a_pulled_medium_gives_no_verdict() -> None:
    with pytest.raises(SourceRefusal) as refused:
        Disk({3: 9}).checked(gone=lambda: True)
    assert (refused.value.code, refused.value.facts["files"]) == ("medium_pulled", 3)


def test_a_folder_taken_away_is_noticed_at_once(tmp_path: Path) -> None:
    place, elsewhere = medium(tmp_path / "stick", practice()), tmp_path / "elsewhere"
    failing, heard = Failing(presence(str(place))), io.BytesIO()

    def taken(count: int) -> None:
        heard.write(b"x")
        if heard.tell() == 4:
            place.rename(elsewhere)
            place.mkdir()  # the empty folder that a mount leaves behind

    source = backup.open_backup(place)
    try:
        verdict = backup.verify(source, signatures(), now_ns=NOW, failing=failing, heard=taken)
    except SourceRefusal as refusal:
        assert refusal.code == "medium_pulled"  # noqa: PT017 - either end is allowed, and told apart
    else:
        # A system that keeps what is open readable may let it be read to its end: it is asked once more.
        assert verdict.coverage["files_seen"] >= 1
    finally:
        source.close()
    assert failing.gone()


def test_what_stays_where_it_was_is_not_gone(tmp_path: Path) -> None:
    image, folder = tmp_path / "disk.img", medium(tmp_path / "stick", practice())
    image.write_bytes(b"x")
    for where in (image, folder):
        gone = presence(str(where))
        (folder / "new").write_bytes(b"x")
        assert not gone()
    gone = presence(str(image))
    image.unlink()
    assert gone()
    assert not presence(str(tmp_path / "never"))()


def test_files_that_a_medium_refuses_otherwise_are_no_failure(tmp_path: Path) -> None:
    leaves = [Leaf("f.pdf", 0, size=5, times=Times(modified=NOW))]

    def opened(_: int) -> BinaryIO:
        from toolkit.errors import Unreadable

        raise Unreadable("password")

    verdict = backup.verify(MembersSource("x", "file", leaves, opened), signatures(), now_ns=NOW)
    assert not {"second_read", "bad_sectors"} & set(codes(verdict, "restorable"))
