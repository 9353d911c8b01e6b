"""The date of a state is told as its maker, its name (an hour only where it has one) or its file tells it."""

import pytest

from toolkit.texts import Speech
from toolkit.texts.states import made, no_clean

_DAY = 1_791_590_400_000_000_000  # 2026-10-10 00:00 UTC
_HOUR = 3_600_000_000_000


@pytest.mark.parametrize(
    ("at_ns", "by", "told"),
    [
        (_DAY, "name", "daté par son nom du samedi 10 octobre 2026"),
        (_DAY + 12 * _HOUR, "name", "daté par son nom du samedi 10 octobre 2026 à 12 h 00"),
        (_DAY + 12 * _HOUR, "file", "dont le fichier est daté du samedi 10 octobre 2026 à 14 h 00"),
        (_DAY + 12 * _HOUR, "maker", "fait le samedi 10 octobre 2026 à 14 h 00"),
        (None, "file", "sans date connue"),
    ],
)
def test_a_state_says_no_hour_and_no_making_that_nobody_told(at_ns: int | None, by: str, told: str) -> None:
    assert made(Speech("fr"), {"at_ns": at_ns, "dated_by": by}) == told


def test_one_state_alone_is_not_spoken_of_as_many() -> None:
    speech = Speech("fr")
    for worths, code in ((["doubtful"], "backup.no_clean_single"), (["closed"] * 2, "backup.no_clean_point")):
        found, facts = no_clean(speech, [{"worth": one} for one in worths])
        assert found == code
        assert speech.say(found, **facts)
