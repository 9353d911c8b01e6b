"""The table of builds and the end of their updates."""

import tomllib
from collections import defaultdict
from datetime import date

from toolkit import own_files

TUESDAY = 1  # the day of the maker's updates
TABLE = tomllib.loads((own_files.signatures() / "windows_builds.toml").read_text(encoding="utf-8"))["build"]


def test_every_entry_is_whole_and_ends_on_a_day_of_updates() -> None:
    assert len(TABLE) > 40
    for one in TABLE:
        assert type(one["ends"]) is date
        assert one["ends"].weekday() == TUESDAY, one
        assert one["source"].startswith("learn.microsoft.com/")


def test_no_entry_of_a_build_hides_one_after_it() -> None:
    before: dict[int, list[str]] = defaultdict(list)
    for one in TABLE:
        for edition in one["editions"]:
            assert not any(edition.startswith(wider) for wider in before[one["build"]]), one
        before[one["build"]] += one["editions"]
