"""How long a work will still take is told from its last half minute, and not from while it was held."""

import pytest

from toolkit.walkthrough.course import Course, told


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def course(clock: Clock) -> Course:
    return Course(clock)


def report(course: Course, done: int, total: int | None = 10_000, code: str = "screen.progress_scan") -> None:
    known = "null" if total is None else total
    said = told(b'{"progress": {"code": "%s", "done": %d, "total": %s}}' % (
        code.encode(), done, str(known).encode(),
    ))  # fmt: skip
    assert said is not None
    course.add(said)


def left(course: Course) -> float | None:
    progress = course.progress()
    assert progress is not None
    return progress.left_seconds


def test_nothing_is_known_before_anything_is_said(course: Course, clock: Clock) -> None:
    assert course.progress() is None
    report(course, 0)
    assert left(course) is None
    clock.now += 60
    assert left(course) is None


def test_what_is_left_at_this_rate(course: Course, clock: Clock) -> None:
    report(course, 0)
    clock.now += 1
    report(course, 900)
    assert left(course) is None
    clock.now += 9
    report(course, 1000)
    progress = course.progress()
    assert progress is not None
    assert (progress.rate, progress.left_seconds) == (100.0, 90.0)
    report(course, 10_500)
    assert left(course) == 0


def test_no_more_than_half_a_minute_counts(course: Course, clock: Clock) -> None:
    for second in range(100):
        report(course, second * 10 if second < 50 else 500 + (second - 50) * 100, 20_500)
        clock.now += 1
    clock.now -= 1
    progress = course.progress()
    assert progress is not None
    assert progress.rate == 100.0


def test_one_that_stalls_takes_longer(course: Course, clock: Clock) -> None:
    report(course, 0)
    clock.now += 10
    report(course, 1000)
    first = left(course)
    clock.now += 10
    second = left(course)
    assert first is not None
    assert second is not None
    assert second == 2 * first


def test_while_it_is_held_time_stands_still(course: Course, clock: Clock) -> None:
    report(course, 0)
    clock.now += 10
    report(course, 1000)
    before = course.progress()
    course.hold()
    clock.now += 3600
    report(course, 1000)  # what was still in the pipe
    assert course.progress() == before
    course.go_on()
    assert course.progress() == before


def test_another_step_begins_anew(course: Course, clock: Clock) -> None:
    report(course, 0)
    clock.now += 10
    report(course, 1000)
    report(course, 1000, code="screen.progress_hash")
    assert left(course) is None
    clock.now += 10
    report(course, 0, None, code="screen.progress_hash")
    clock.now += 10
    report(course, 50, None, code="screen.progress_hash")
    progress = course.progress()
    assert progress is not None
    assert (progress.rate, progress.left_seconds) == (5.0, None)
