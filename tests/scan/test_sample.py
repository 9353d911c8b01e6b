"""A sample is uniform and can be drawn again, and its bounds are exact."""

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from toolkit.records import Entry, EntryKind, Unread
from toolkit.scan.sample import bounds, choose

WALK = [Entry("1", f"d{n % 7}/f{n}", EntryKind.FILE, n) for n in range(500)]


def at_most(found: int, read: int, share: float) -> float:
    """Add up the binomial law as it is written, with exact coefficients."""
    return math.fsum(math.comb(read, n) * share**n * (1 - share) ** (read - n) for n in range(found + 1))


@given(st.integers(1, 300).flatmap(lambda read: st.tuples(st.integers(0, read), st.just(read))))
def test_the_bounds_are_those_of_clopper_and_pearson(drawn: tuple[int, int]) -> None:
    found, read = drawn
    low, high = bounds(found, read, 10**9)
    side = 0.025 if 0 < found < read else 0.05
    assert 0 <= low <= found / read <= high <= 1
    if found:
        assert math.isclose(1 - at_most(found - 1, read, low), side, rel_tol=1e-6)
    if found < read:
        assert math.isclose(at_most(found, read, high), side, rel_tol=1e-6)


def test_none_found_says_at_most() -> None:
    low, high = bounds(0, 300, 10**9)
    assert low == 0
    assert math.isclose(high, 1 - 0.05 ** (1 / 300), rel_tol=1e-9)
    assert bounds(0, 0, 100) == (0.0, 1.0)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
def test_what_was_seen_is_certain(read: int, found: int, more: int) -> None:
    found = min(found, read)
    low, high = bounds(found, read, read + more)
    assert low >= found / (read + more)
    assert high <= 1 - (read - found) / (read + more) + 1e-12
    if not more:
        assert (low, high) == (found / read, found / read)


def test_large_samples_are_bounded_too() -> None:
    low, high = bounds(5_000, 100_000, 10**9)
    assert 0.0486 < low < 0.0487
    assert 0.0513 < high < 0.0514


def test_one_seed_draws_one_sample_whatever_the_order() -> None:
    first, second = choose(WALK, 40, "a"), choose(reversed(WALK), 40, "a")
    assert (first.chosen, first.of, first.files) == (second.chosen, 500, 40)
    assert choose(WALK, 40, "b").chosen != first.chosen
    assert choose(WALK, 40).seed != choose(WALK, 40).seed


def test_only_what_was_drawn_is_read_and_nothing_unread_is_hidden() -> None:
    lost = Unread("1", "locked", "denied")
    linked = Entry("1", "link", EntryKind.LINK)
    sample = choose([*WALK, lost, linked], 40, "a")
    done = sample.left_out(lambda _volume, _path: False)
    read = [one.path for one in WALK if not done(one.volume, one.path)]
    assert len(read) == 40
    assert done("1", "locked") is False
    assert sample.of == 500


def test_two_entries_of_one_path_are_two_files() -> None:
    twice = [Entry("1", "same", EntryKind.FILE)] * 2
    done = choose(twice, 5, "a").left_out(lambda _volume, _path: False)
    assert [done("1", "same") for _ in range(3)] == [False, False, True]


def test_every_file_has_its_chance() -> None:
    drawn = Counter[str]()
    for seed in range(400):
        done = choose(WALK[:20], 5, str(seed)).left_out(lambda _volume, _path: False)
        drawn.update(one.path for one in WALK[:20] if not done(one.volume, one.path))
    # 100 expected of each, standard deviation 8.7.
    assert min(drawn.values()) > 60
    assert max(drawn.values()) < 140


def test_the_facts_hold_what_draws_it_again() -> None:
    facts = choose(WALK, 40, "a").facts(40, {"encrypted": 4, "intact": 36})
    assert (facts["files"], facts["of"], facts["read"], facts["encrypted"]) == (40, 500, 40, 4)
    assert (facts["seed"], facts["confidence"]) == ("a", 0.95)
    assert (facts["low"], facts["high"]) == bounds(4, 40, 500)
    assert (facts["judged_low"], facts["judged_high"]) == bounds(4, 40, 500)


def test_what_cannot_be_judged_may_be_encrypted() -> None:
    verdicts = {"intact": 20, "protected": 30, "random": 2, "unknown": 3, "damaged": 1, "encrypted": 2}
    facts = choose(WALK, 60, "a").facts(58, verdicts)
    assert (facts["undetermined"], facts["unread"], facts["judged"]) == (38, 2, 22)
    assert facts["verdicts"] == {"random": 2, "unknown": 3, "protected": 30, "damaged": 1}
    assert facts["low"] == bounds(2, 60, 500)[0]
    assert facts["high"] == bounds(40, 60, 500)[1]
    assert facts["low"] < 2 / 60 < 30 / 60 < facts["high"]
    assert facts["judged_high"] == bounds(2, 22, 500 - 38)[1]


def test_a_sample_of_which_nothing_can_be_judged_bounds_nothing() -> None:
    facts = choose(WALK, 10, "a").facts(10, {"protected": 10})
    assert (facts["judged_low"], facts["judged_high"]) == (0.0, 1.0)
    assert (facts["low"], facts["high"]) == (0.0, 1.0)


def test_notes_are_no_files_of_the_practice() -> None:
    facts = choose(WALK, 10, "a").facts(10, {"encrypted": 8, "intact": 2}, notes=2)
    assert (facts["encrypted"], facts["judged"], facts["intact"], facts["notes"]) == (8, 8, 0, 2)
    assert facts["high"] == 1
    only = choose(WALK, 2, "a").facts(2, {"intact": 2}, notes=2)
    assert (only["judged"], only["low"], only["high"]) == (0, 0.0, 1.0)


@given(st.lists(st.sampled_from(["encrypted", "intact", "random", "protected", "unread"]), min_size=500,
                max_size=500), st.integers(1, 499), st.integers(0, 5))  # fmt: skip
def test_what_was_drawn_never_contradicts_the_bounds(truth: list[str], files: int, notes: int) -> None:
    sample = choose(WALK, files, "a")
    done = sample.left_out(lambda _volume, _path: False)
    drawn = Counter(one for one, entry in zip(truth, WALK, strict=True) if not done("1", entry.path))
    notes = min(notes, drawn["intact"])
    read = files - drawn.pop("unread", 0)
    facts = sample.facts(read, drawn, notes)
    assert 0 <= facts["low"] <= facts["high"] <= 1
    assert 0 <= facts["judged_low"] <= facts["judged_high"] <= 1
    counted = facts["encrypted"] + facts["intact"] + facts["undetermined"] + facts["notes"]
    assert counted == facts["files"] == files


def test_a_draw_of_every_file_is_no_sample() -> None:
    assert choose(WALK, 500, "a").whole
    assert choose(WALK, 1000, "a").whole
    assert not choose(WALK, 499, "a").whole
