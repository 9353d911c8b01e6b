"""Under which licence rules are published, as far as the texts beside them tell."""

import hashlib
import re
from collections.abc import Mapping

# Words each licence has and no other before it in this list; the names are those of SPDX.
_WORDS = (
    ("DRL-1.1", "detection rule license (drl) 1.1"),
    ("DRL-1.1", "detection rule license 1.1"),
    ("DRL-1.0", "detection rule license"),
    ("Elastic-2.0", "elastic license 2.0"),
    ("AGPL-3.0", "gnu affero general public license"),
    ("LGPL", "gnu lesser general public license version"),
    ("GPL-3.0", "gnu general public license version 3"),
    ("GPL-2.0", "gnu general public license version 2"),
    ("Apache-2.0", "apache license version 2.0"),
    ("MPL-2.0", "mozilla public license version 2.0"),
    ("CC-BY-NC-SA-4.0", "attribution-noncommercial-sharealike 4.0"),
    ("CC-BY-NC-4.0", "attribution-noncommercial 4.0"),
    ("CC-BY-SA-4.0", "attribution-sharealike 4.0"),
    ("CC-BY-4.0", "attribution 4.0 international"),
    ("CC0-1.0", "cc0 1.0 universal"),
    ("Unlicense", "this is free and unencumbered software"),
    ("BSD-3-Clause", "neither the name of"),
    ("BSD-2-Clause", "redistributions in binary form must reproduce"),
    ("ISC", "permission to use, copy, modify, and/or distribute this software"),
    ("MIT", "permission is hereby granted, free of charge"),
)
_HEAD = 20_000  # bytes; licences name themselves at their beginning
UNKNOWN = ""


def guessed(data: bytes) -> str:
    """Return the SPDX name of a licence text, "" when it is none of those known."""
    text = re.sub(r"[\s,]+", " ", data[:_HEAD].decode("utf-8", "replace").lower()).replace("(the ", "(the ")
    plain = text.replace("gnu general public license version", "gnu general public license version")
    return next((name for name, words in _WORDS if re.sub(r"[\s,]+", " ", words) in plain), UNKNOWN)


def nearest(path: str, licences: Mapping[str, bytes]) -> str | None:
    """Return the licence file that stands nearest above a file of rules, None for none."""
    folder = path.rpartition("/")[0]
    while True:
        here = sorted(one for one in licences if one.rpartition("/")[0] == folder)
        if here:
            return here[0]
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def listed(licences: Mapping[str, bytes]) -> list[dict[str, str]]:
    """Return each licence file with its name as far as known and its hash."""
    return [
        {"path": path, "licence": guessed(data), "sha256": hashlib.sha256(data).hexdigest()}
        for path, data in sorted(licences.items())
    ]
