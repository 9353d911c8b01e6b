"""What the journal tells of a file: the episode of the attack, not its healthy saves nor what came after."""

from toolkit.media.usn import Change
from toolkit.records import Unread
from toolkit.timeline.journal import Journal, key_of, settled
from toolkit.timeline.marked import Marked

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
START = 1_790_000_000 * SECOND
OVERWRITE, EXTEND, CREATE, DELETE, OLD, NEW, BASIC, CLOSE = (
    0x1, 0x2, 0x100, 0x200, 0x1000, 0x2000, 0x8000, 0x8000_0000
)  # fmt: skip
KEY = key_of(40, 1)
NAME, THEIRS = "radio.jpg", "radio.jpg.akira"


class Writer:
    """Writes changes of files in order."""

    def __init__(self) -> None:
        self.changes: list[Change | Unread] = []

    def add(self, at: int, reasons: int, name: str = NAME, number: int = 40) -> int:
        usn = 1000 + 80 * len(self.changes)
        self.changes.append(Change(usn, START + at, number, 1, 5, 5, name, reasons, 0x20))
        return usn

    def saved(self, at: int, name: str = NAME, number: int = 40) -> None:
        self.add(at, OVERWRITE, name, number)
        self.add(at + SECOND, OVERWRITE | EXTEND | CLOSE, name, number)

    def struck(self, at: int, name: str = NAME, number: int = 40) -> int:
        usn = self.add(at, OVERWRITE, name, number)
        self.add(at + SECOND, OVERWRITE | CLOSE, name, number)
        self.add(at + SECOND, OLD, name, number)
        self.add(at + SECOND, NEW, f"{name}.akira", number)
        self.add(at + SECOND, NEW | CLOSE, f"{name}.akira", number)
        return usn

    def read(self, path: str = f"Data/{THEIRS}", endings: frozenset[str] = frozenset({"akira"})) -> Journal:
        journal = Journal({KEY: Marked("1", path, "encrypted")}, endings)
        journal.read(self.changes)
        return journal


def test_healthy_saves_before_do_not_count() -> None:
    writer = Writer()
    writer.saved(-3 * 24 * 60 * MINUTE)
    writer.saved(-10 * MINUTE)
    usn = writer.struck(0)
    episode = writer.read().episodes[KEY]
    assert settled(episode) == (START, usn)
    assert episode.last_ns == START + SECOND


def test_attributes_and_later_renames_do_not_move_the_end() -> None:
    writer = Writer()
    writer.struck(0)
    writer.add(5 * SECOND, BASIC | CLOSE, THEIRS)
    writer.add(3 * 60 * MINUTE, NEW | CLOSE, "radio.jpg")
    writer.add(4 * 60 * MINUTE, OVERWRITE | CLOSE, THEIRS)
    assert writer.read().episodes[KEY].last_ns == START + SECOND


def test_a_first_pass_over_all_files_counts_with_the_renaming_that_follows() -> None:
    writer = Writer()
    usn = writer.add(0, OVERWRITE)
    writer.add(SECOND, OVERWRITE | CLOSE)
    writer.add(20 * MINUTE, NEW, THEIRS)
    writer.add(20 * MINUTE, NEW | CLOSE, THEIRS)
    episode = writer.read().episodes[KEY]
    assert settled(episode) == (START, usn)
    assert episode.last_ns == START + 20 * MINUTE


def test_renaming_first_does_not_reach_back_to_a_healthy_save() -> None:
    writer = Writer()
    writer.saved(-20 * MINUTE)
    usn = writer.add(0, NEW, THEIRS)
    writer.add(0, NEW | CLOSE, THEIRS)
    writer.add(SECOND, OVERWRITE, THEIRS)
    writer.add(2 * SECOND, OVERWRITE | CLOSE, THEIRS)
    assert settled(writer.read().episodes[KEY]) == (START, usn)


def test_a_database_open_for_long_is_one_episode() -> None:
    writer = Writer()
    usn = writer.add(0, OVERWRITE)
    writer.add(25 * MINUTE, OVERWRITE | CLOSE)
    episode = writer.read(f"Data/{NAME}", frozenset()).episodes[KEY]
    assert settled(episode) == (START, usn)
    assert episode.last_ns == START + 25 * MINUTE


def test_a_file_since_deleted_is_known_by_the_ending_of_its_name() -> None:
    writer = Writer()
    writer.add(0, CREATE | CLOSE, "autre.pdf.akira", number=77)
    writer.add(MINUTE, DELETE | CLOSE, "autre.pdf.akira", number=77)
    writer.add(MINUTE, CREATE | CLOSE, "autre.pdf", number=78)
    journal = writer.read()
    assert list(journal.episodes) == [key_of(77, 1)]
    assert sum(journal.deletions.values()) == 1


def test_a_clock_set_back_and_torn_parts_are_kept() -> None:
    writer = Writer()
    writer.saved(0)
    writer.changes.append(Unread("1", "$J", "damaged"))
    writer.saved(-30 * MINUTE)
    journal = writer.read()
    assert [(since - START, to - START) for since, to, _ in journal.jumps] == [(SECOND, -30 * MINUTE)]
    assert [one.why for one in journal.unread] == ["damaged"]


def test_deleted_logs_and_programs_are_named_and_other_deletions_counted() -> None:
    writer = Writer()
    for name in ("Security.evtx", "maj.bat", "x.tmp"):
        writer.add(0, DELETE | CLOSE, name, number=90)
    journal = writer.read()
    assert [name for _, _, name, _ in journal.deleted] == ["Security.evtx", "maj.bat"]
    assert sum(journal.deletions.values()) == 3
