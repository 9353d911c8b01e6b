"""Moments as backup programs write them."""

import pytest

from toolkit.media.repositories.moments import compact, rfc3339

NOON = 1_791_633_600 * 10**9  # 2026-10-10 12:00 UTC


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-10T12:00:00Z", NOON),
        ("2026-10-10T14:00:00.000000001+02:00", NOON + 1),
        ("2026-10-10T09:30:00.5-02:30", NOON + 500_000_000),
        ("2026-10-10T12:00:00.1234567899Z", NOON + 123_456_789),
        ("2026-10-10T12:00:00", NOON),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T00:00:00Z", None),
        ("2026-13-10T12:00:00Z", None),
        ("hier", None),
        (12, None),
        (None, None),
    ],
)
def test_a_moment_with_its_zone(text: object, moment: int | None) -> None:
    assert rfc3339(text) == moment


def test_a_moment_without_marks() -> None:
    assert compact("20261010T120000Z") == NOON
    assert compact("20261010120000") is None
    assert compact(None) is None
