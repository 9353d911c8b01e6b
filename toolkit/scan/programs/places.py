"""Codes of where a program seldom has business: a temporary folder, the bin, a desktop; none is a proof."""

import re

# Paths are relative to their volume, with "/" between names.
_PLACES = (
    ("in_recycle_bin", re.compile(r"^(\$recycle\.bin|recycler|recycled)/", re.IGNORECASE)),
    ("in_temporary_folder", re.compile(r"(^|/)(te?mp|perflogs)/", re.IGNORECASE)),
    ("in_downloads", re.compile(r"/(downloads|t[ée]l[ée]chargements)/", re.IGNORECASE)),
    ("in_public_folder", re.compile(r"^users/public/", re.IGNORECASE)),
    ("in_user_folder", re.compile(
        r"^(users|documents and settings)/[^/]+/"
        r"((desktop|bureau|documents|pictures|images|music|musique|videos|vid[ée]os)/"
        r"|(appdata/(roaming|local|locallow)/)?[^/]+\Z)", re.IGNORECASE,
    )),
    ("in_program_data", re.compile(r"^programdata/[^/]+\Z", re.IGNORECASE)),
    ("at_root", re.compile(r"^[^/]+\Z")),
)  # fmt: skip


def codes(path: str) -> tuple[str, ...]:
    """Return the code of the first such place a path lies in, or nothing."""
    return next(((code,) for code, place in _PLACES if place.search(path)), ())
