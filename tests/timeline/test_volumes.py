"""A journal that does not reach back far enough is completed by the dates of the files, and this is said."""

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.media.mft import TableRow
from toolkit.media.usn import Change
from toolkit.records import Times
from toolkit.timeline import encryption
from toolkit.timeline.dating import date
from toolkit.timeline.journal import Journal
from toolkit.timeline.marked import Marks
from toolkit.timeline.runs import run
from toolkit.timeline.volumes import Story

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
START = 1_790_000_000 * SECOND
COUNT = 300


def when(i: int) -> int:
    return START + i * SECOND


def scanned(i: int, modified: int, changed: int) -> dict[str, object]:
    times = {"created": START - 10**15, "modified": modified, "changed": changed, "accessed": None}
    return {
        "volume": "1", "path": f"D/f{i}.jpg.akira", "size": 10, "note": None, "rules": (), "sha256": "0" * 64,
        "times": times, "damage": {"verdict": "encrypted"},
    }  # fmt: skip


def row(i: int, **changes: object) -> TableRow:
    facts = {
        "volume": "1", "path": f"D/f{i}.jpg.akira", "number": 100 + i, "sequence": 1, "parent": 30,
        "directory": False, "deleted": False, "recoverable": None, "size": 10, "times": Times(),
        "name_times": Times(), "stream": "", "links": 1, "attributes": 32,
    }  # fmt: skip
    return TableRow(**{**facts, **changes})  # type: ignore[arg-type] # the facts of a test


def story(lines: list[dict[str, object]], known: range | None) -> tuple[Story, Marks]:
    """Return a volume whose journal holds the changes of some files only, None for no journal."""
    marks = Marks()
    for line in lines:
        marks.add(line)
    endings = marks.settle()
    told = Story("1", "ntfs")
    told.table.read([row(30, path="D", number=30, directory=True), *map(row, range(COUNT))], marks, "1")
    if known is not None:
        told.journal = Journal(told.table.records, endings)
        told.journal.read(
            Change(
                100_000 + 80 * i,
                when(i),
                100 + i,
                1,
                30,
                1,
                f"f{i}.jpg{'.akira' if i >= 0 else ''}",
                reasons,
                0,
            )
            for i in known
            for reasons in (0x1, 0x8000_2000)
        )
    told.dating = date("1", told.table, told.journal, marks)
    return told, marks


def honest() -> list[dict[str, object]]:
    return [scanned(i, when(i), when(i)) for i in range(COUNT)]


def statements(told: Story) -> dict[str, object]:
    attack = run(told.touches)
    assert attack is not None
    doubted = encryption.doubts(attack, [told], copied=False)
    found = [*encryption.statements(attack, [told], doubted), *encryption.reach([told], attack)]
    return {one.code: one for one in found}


def test_a_whole_journal_establishes_the_beginning() -> None:
    told, _ = story(honest(), range(-5 * 60, COUNT))
    found = statements(told)
    assert (found["began"].at_ns, found["began"].sure) == (START, "established")
    assert "journal_covers" in found


def test_before_the_journal_the_files_own_dates_count() -> None:
    told, _ = story(honest(), range(200, COUNT))
    found = statements(told)
    assert (found["began"].at_ns, found["began"].sure) == (START, "likely")
    assert (found["ended"].at_ns, found["ended"].sure) == (when(COUNT - 1), "established")
    assert found["journal_starts_after"].at_ns == when(200)


def test_where_dates_were_put_back_it_began_before_the_journal() -> None:
    old = START - 400 * 24 * 60 * MINUTE
    told, _ = story([scanned(i, old, when(i) if i >= 200 else old) for i in range(COUNT)], range(200, COUNT))
    found = statements(told)
    assert "began" not in found
    assert (found["began_before"].at_ns, found["began_before"].sure) == (when(200), "likely")


def test_dates_put_back_are_made_good_by_those_of_the_record() -> None:
    lines = [scanned(i, when(i) - (10**17 if i % 3 == 0 else 0), when(i)) for i in range(COUNT)]
    found = statements(story(lines, None)[0])
    assert (found["began"].at_ns, found["ended"].at_ns) == (START, when(COUNT - 1))


def test_rights_changed_a_week_later_do_not_move_the_end() -> None:
    lines = [scanned(i, when(i), when(i) + (7 * 24 * 60 * MINUTE if i % 4 == 0 else 0)) for i in range(COUNT)]
    found = statements(story(lines, None)[0])
    assert (found["began"].at_ns, found["ended"].at_ns) == (START, when(COUNT - 1))


def test_forged_and_deleted_entries_of_the_table_are_kept() -> None:
    told, marks = story(honest(), None)
    told.table.read([
        row(1, path="Windows/x.exe", flags=("times_forged",), name_times=Times(START)),
        row(2, path="Windows/Temp/m.bat", deleted=True, recoverable=True),
        row(3, path="a.tmp", deleted=True, recoverable=False),
    ], marks, "1")  # fmt: skip
    assert (told.table.forged_files, told.table.deleted_files, told.table.recoverable) == (1, 2, 1)
    assert [one["path"] for one in told.table.deleted] == ["Windows/Temp/m.bat"]


def test_a_clock_set_back_meanwhile_leaves_the_order_of_the_journal() -> None:
    hours = 180 * MINUTE
    shown = [when(i) - (hours if i >= 100 else 0) for i in range(COUNT)]
    told, marks = story([scanned(i, shown[i], shown[i]) for i in range(COUNT)], None)
    told.journal = Journal(told.table.records, frozenset({"akira"}))
    earlier = [Change(80 * i, START - (200 - i) * MINUTE, 9, 1, 30, 1, "x.log", 0x1, 0) for i in range(200)]
    told.journal.read([*earlier, *(
        Change(100_000 + 80 * i, shown[i], 100 + i, 1, 30, 1, f"f{i}.jpg.akira", reasons, 0)
        for i in range(COUNT) for reasons in (0x1, 0x8000_2000)
    )])  # fmt: skip
    told.dating = date("1", told.table, told.journal, marks)
    found = statements(told)
    assert (found["began"].at_ns, found["began"].sure) == (START, "likely")
    assert (found["ended"].at_ns, found["ended"].facts["lasted_s"]) == (shown[-1], COUNT - 2)
    back = found["clock_set_back_meanwhile"]
    assert (back.at_ns, back.until_ns) == (shown[99], shown[100])
    assert not {"wave", "pause", "clock_set_back"} & found.keys()


def test_a_small_step_back_long_before_changes_nothing() -> None:
    told, marks = story(honest(), None)
    told.journal = Journal(told.table.records, frozenset({"akira"}))
    earlier = [Change(80 * i, START - DAY - i * 3 * MINUTE, 9, 1, 30, 1, "x.log", 0x1, 0) for i in range(3)]
    told.journal.read([*earlier, *(
        Change(100_000 + 80 * i, when(i), 100 + i, 1, 30, 1, f"f{i}.jpg.akira", reasons, 0)
        for i in range(COUNT) for reasons in (0x1, 0x8000_2000)
    )])  # fmt: skip
    told.dating = date("1", told.table, told.journal, marks)
    found = statements(told)
    assert (found["began"].sure, "clock_set_back_meanwhile" in found) == ("established", False)
    assert "clock_set_back" in found


NAMES = st.sampled_from(
    ["f1.jpg", "f1.jpg.akira", "f2.jpg", "f2.jpg.akira", "x.akira", ".akira", "akira", ""]
)
CHANGES = st.builds(
    Change,
    st.one_of(st.integers(0, 2**63), st.integers(0, 50)),
    st.one_of(st.integers(-(10**20), 10**20), st.integers(START - DAY, START + DAY)),
    st.integers(100, 104), st.integers(1, 2), st.just(30), st.just(1), NAMES,
    st.sampled_from([0x1, 0x2, 0x100, 0x8000_0100, 0x8000_0001, 0x1000, 0x2000, 0x8000_2000, 0x8000_0200]),
    st.just(0),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(CHANGES, max_size=30), st.integers(-(10**20), 10**20), st.booleans())
def test_changes_of_any_form_stop_nothing(changes: list[Change], modified: int, many: bool) -> None:
    told, marks = story([scanned(i, modified, when(i)) for i in range(COUNT if many else 3)], None)
    told.journal = Journal(told.table.records, frozenset({"akira"}))
    told.journal.read(changes)
    if not told.journal.records:
        told.journal = None
    told.dating = date("1", told.table, told.journal, marks)
    attack = run(told.touches)
    assert attack is not None
    assert encryption.enough(attack, frozenset({"akira"})) or not many
    assert "ended" in statements(told)
    assert list(encryption.too_few(attack, [told]))
