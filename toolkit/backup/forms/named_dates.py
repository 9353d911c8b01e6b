"""The full dates that names tell: 2026-10-01, 20261001, 01-10-2026, with or without a time."""

import re
from datetime import UTC, datetime

_TIME = r"(?:[-_ tT.]{0,3}([0-2]\d)[-_:h;. ]?([0-5]\d)(?:[-_:m;. ]?([0-5]\d))?(?!\d))?"
_DAY_LAST = re.compile(r"(?<!\d)(20\d\d)([-_. ]?)([01]\d)\2([0-3]\d)(?!\d{1,3}(?!\d))" + _TIME)
_DAY_FIRST = re.compile(r"(?<!\d)([0-3]\d)([-_. ]?)([01]\d)\2(20\d\d)(?!\d{1,3}(?!\d))" + _TIME)


def dated(name: str) -> tuple[int, str] | None:
    """Return the first full date of a name (ns, its clock taken for UTC) and the name without it, or None."""
    for form, order in ((_DAY_LAST, (1, 3, 4, 5, 6, 7)), (_DAY_FIRST, (4, 3, 1, 5, 6, 7))):
        for told in form.finditer(name):
            try:
                made = datetime(*(int(told[at] or 0) for at in order), tzinfo=UTC)  # type: ignore[arg-type, misc]
            except ValueError:
                continue
            return int(made.timestamp()) * 1_000_000_000, name[: told.start()] + "#" + name[told.end() :]
    return None


def when(name: str) -> int | None:
    """Return the first full date of a name (ns, its clock taken for UTC), or None."""
    found = dated(name)
    return found[0] if found is not None else None
