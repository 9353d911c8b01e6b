"""A clock gone astray keeps no case from being closed; what a kill left is told from what is somebody's."""

from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest

from toolkit.custody.case import Case
from toolkit.custody.dossier import archive
from toolkit.custody.dossier.seal import seal
from toolkit.custody.dossier.verify import verify

from ..builder import NOTE, open_case

PARIS = timezone(timedelta(hours=2))


class Telling:
    """A clock that tells one time, ten milliseconds later each time."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=10)
        return self.moment


@pytest.mark.parametrize("year", [1969, 1979, 2108, 2121])
def test_a_clock_that_no_zip_can_write_closes_and_is_told(tmp_path: Path, year: int) -> None:
    wrong = Telling(datetime(year, 11, 16, 12, 0, tzinfo=PARIS))
    with open_case(tmp_path / "case", clock=wrong) as case:
        case.keep("P0001", BytesIO(NOTE), ".txt")
        first = seal(case, {})
    assert [each.code for each in first.remarks] == ["clock_out"]
    assert verify(first.path, fingerprint=first.fingerprint).faults == ()
    with Case.resume(tmp_path / "case", clock=Telling(datetime(2026, 11, 23, tzinfo=PARIS))) as case:
        again = seal(case, {})
    assert (again.sha256, again.again) == (first.sha256, True)
    assert [each.code for each in again.remarks] == (["clock_went_back"] if year > 2026 else [])


@pytest.mark.parametrize(
    ("moment", "stamp"),
    [
        (datetime(1979, 12, 31, 23, 59, 59), (0, 1 << 5 | 1)),
        (datetime(1980, 1, 1), (0, 1 << 5 | 1)),
        (datetime(2108, 1, 1), (23 << 11 | 59 << 5 | 29, 127 << 9 | 12 << 5 | 31)),
        (datetime(2107, 12, 31, 23, 59, 59), (23 << 11 | 59 << 5 | 29, 127 << 9 | 12 << 5 | 31)),
    ],
)
def test_the_nearest_time_that_zip_can_write(moment: datetime, stamp: tuple[int, int]) -> None:
    assert archive.dos_time(moment) == stamp


def test_a_clock_behind_the_log_is_told_and_closes_all_the_same(tmp_path: Path) -> None:
    open_case(tmp_path / "case").close()
    back = Telling(datetime(2026, 8, 23, tzinfo=PARIS))
    with Case.resume(tmp_path / "case", clock=back) as case:
        sealed = seal(case, {})
    assert [each.code for each in sealed.remarks] == ["clock_went_back"]
    assert sealed.remarks[0].facts["at"] == "2026-09-02 14:03:22"


@pytest.mark.parametrize("left", ["beginning", "other", "longer", "empty"])
def test_only_the_beginning_of_the_same_archive_is_taken_away(case: Case, tmp_path: Path, left: str) -> None:
    case.keep("P0001", BytesIO(NOTE), ".txt")
    out = tmp_path / "out"
    out.mkdir()
    whole = seal(case, {}, out=out).path.read_bytes()
    part = out / "DOSSIER_K7Q2-M9XD.zip.part"
    content = {"beginning": whole[:700], "other": b"MINE", "longer": whole + b"x", "empty": b""}[left]
    part.write_bytes(content)
    part.with_suffix("").unlink()
    sealed = seal(case, {}, out=out)
    assert sealed.path.read_bytes() == whole
    if left == "beginning":
        assert not part.exists()
        assert sealed.remarks == ()
    else:
        assert part.read_bytes() == content
        (remark,) = sealed.remarks
        assert (remark.code, remark.facts) == ("part_left", {"count": 1, "names": part.name})
