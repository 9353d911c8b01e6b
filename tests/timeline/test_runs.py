"""When an attack began, paused and ended, from touches of files; lone changes around it belong to none."""

from dataclasses import replace

from toolkit.timeline.runs import Touch, run, series

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
START = 1_790_000_000 * SECOND


def touch(at: int, name: str = "f", kind: str = "encrypted", lasted: int = 0) -> Touch:
    return Touch(at, at + lasted, kind, "1", f"Data/{name}", 10)


def steady(count: int, start: int = START, every: int = 2 * SECOND) -> list[Touch]:
    return [touch(start + i * every, f"{start}-{i}") for i in range(count)]


def test_nothing_touched_is_no_attack() -> None:
    assert run([]) is None


def test_a_lone_change_before_or_after_is_neither_beginning_nor_end() -> None:
    attack = steady(200)
    early, late = touch(START - 40 * MINUTE, "saved"), touch(START + 9 * HOUR, "rights changed")
    found = run([late, *attack, early])
    assert found is not None
    assert (found.began, found.ended, found.outside) == (attack[0], attack[-1], 2)
    assert found.pauses == ()


def test_a_few_files_are_believed_where_there_are_no_more() -> None:
    found = run([touch(START), touch(START + 20 * MINUTE)])
    assert found is not None
    assert (found.began.first_ns, found.ended.first_ns) == (START, START + 20 * MINUTE)


def test_a_pause_is_a_stillness_unusual_for_this_attack() -> None:
    first, second = steady(100), steady(100, START + 200 * SECOND + 2 * MINUTE)
    found = run([*first, *second])
    assert found is not None
    assert found.pauses == ((first[-1].last_ns, second[0].first_ns),)
    slow = run(steady(50, every=90 * SECOND))
    assert slow is not None
    assert slow.pauses == ()


def test_a_large_file_being_written_is_no_pause() -> None:
    large = touch(START + 200 * SECOND, "large.mdf", lasted=20 * MINUTE)
    found = run([*steady(100), large, *steady(100, START + 200 * SECOND + 20 * MINUTE)])
    assert found is not None
    assert found.pauses == ()


def test_waves_of_one_week_are_one_attack_and_other_years_are_not() -> None:
    first, second, old = steady(300), steady(100, START + 26 * HOUR), steady(40, START - 400 * 24 * HOUR)
    found = run([*second, *first, *old])
    assert found is not None
    assert [len(wave) for wave in found.waves] == [300, 100]
    assert (found.began, found.ended, found.outside) == (first[0], second[-1], 40)


def test_a_note_dropped_first_is_not_when_encryption_began() -> None:
    note = touch(START - 30 * SECOND, "readme", "note")
    found = run([note, *steady(20)])
    assert found is not None
    assert (found.touches[0], found.began.first_ns) == (note, START)


def test_a_long_attack_is_counted_in_longer_steps() -> None:
    touches = steady(100_000, every=SECOND)
    counted = series(touches)
    assert sum(counted["files"]) == 100_000
    assert len(counted["files"]) <= 480
    assert counted["step_ns"] == 4 * MINUTE


def test_times_no_calendar_holds_stay_apart() -> None:
    found = run([*steady(30), touch(10**25), touch(-(10**25)), touch(0)])
    assert found is not None
    assert (len(found.touches), found.outside) == (30, 3)


def test_a_file_given_the_attackers_ending_is_of_the_attack_whenever_it_was() -> None:
    attack, days = steady(200), 24 * HOUR
    trial, late = touch(START - 20 * MINUTE, "trial"), touch(START + 9 * days, "late")
    found = run([*attack, replace(trial, struck=True), replace(late, struck=True), touch(START - 8 * days)])
    assert found is not None
    assert (found.began.path, found.ended.path, found.outside) == ("Data/trial", "Data/late", 1)


def test_a_stillness_after_the_last_file_is_no_pause() -> None:
    found = run([*steady(100), touch(START + 20 * MINUTE, "readme", "note")])
    assert found is not None
    assert found.pauses == ()


def test_one_file_the_journal_knows_does_not_stand_for_all_the_others() -> None:
    lone = replace(touch(START - 30 * 24 * HOUR), told="usn")
    found = run([*steady(200), lone])
    assert found is not None
    assert (found.began.first_ns, found.outside) == (START, 1)


def test_notes_of_another_time_are_no_encrypted_files() -> None:
    late = [touch(START + 400 * 24 * HOUR, f"n{at}", kind="note") for at in range(60)]
    found = run([*steady(200), *late])
    assert found is not None
    assert (found.outside, found.others) == (0, None)
