"""What the journal tells of a file: the episode of the attack, not its healthy saves nor what came after."""

from toolkit.media.usn import Change
from toolkit.records import Unread
from toolkit.timeline.journal import Journal, key_of, renamed_only, settled, struck
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
    assert set(journal.deleted_files.values()) == {key_of(90, 1)}


def test_a_rename_alone_replaces_no_change_of_content() -> None:
    writer = Writer()
    usn = writer.struck(0)
    writer.add(34 * 60 * MINUTE, NEW | CLOSE, NAME)
    episode = writer.read(f"Data/{NAME}", frozenset()).episodes[KEY]
    assert (settled(episode), episode.last_ns) == ((START, usn), START + SECOND)
    later = Writer()
    later.saved(0)
    later.add(34 * 60 * MINUTE, NEW | CLOSE, THEIRS)
    episode = later.read().episodes[KEY]
    assert renamed_only(episode)
    assert not struck(episode)
    assert episode.before == (START, START + SECOND, 1000, 1080)


def test_a_program_that_renames_first_and_writes_long_after_is_seen() -> None:
    writer = Writer()
    usn = writer.add(0, NEW, THEIRS)
    writer.add(0, NEW | CLOSE, THEIRS)
    writer.add(20 * MINUTE, OVERWRITE | CLOSE, THEIRS)
    episode = writer.read().episodes[KEY]
    assert (settled(episode), episode.last_ns) == ((START, usn), START + 20 * MINUTE)
    assert struck(episode)


def test_a_file_since_deleted_was_written_before_it_was_renamed() -> None:
    writer = Writer()
    usn = writer.struck(0, "autre.pdf", number=77)
    writer.add(2 * MINUTE, DELETE | CLOSE, "autre.pdf.akira", number=77)
    episode = writer.read().episodes[key_of(77, 1)]
    assert (settled(episode), struck(episode)) == ((START, usn), True)


def test_an_ending_no_file_bears_any_more_is_learned_from_many_or_from_a_note() -> None:
    writer = Writer()
    for i in range(12):
        writer.struck(i * SECOND, f"lettre{i}.pdf", number=100 + i)
        writer.saved(i * SECOND, f"index{i}.dat", number=200 + i)
    journal = writer.read(f"Data/{NAME}", frozenset())
    assert journal.taken.endings([START + MINUTE]) == frozenset({"akira"})
    assert journal.taken.endings([START + 24 * 60 * MINUTE]) == journal.taken.endings([]) == frozenset()


def test_what_is_kept_of_other_files_has_a_limit() -> None:
    writer = Writer()
    writer.saved(0, "autre.pdf", number=77)
    for i in range(50_001):
        writer.add(SECOND, OVERWRITE | CLOSE, "a.pdf", number=1000 + i)
    writer.add(2 * SECOND, NEW | CLOSE, "autre.pdf.akira", number=77)
    assert renamed_only(writer.read().episodes[key_of(77, 1)])
