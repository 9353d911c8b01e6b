"""The line of a file that a check short of time did not choose: its name, its size and its date."""

from toolkit.records import Entry, Seen, Unread
from toolkit.scan.examine import not_read

_NOT_CHOSEN = "not_chosen"


def listed(entry: Entry) -> Seen:
    """Return the line of a file that was not chosen."""
    return not_read(Unread(entry.volume, entry.path, _NOT_CHOSEN, "", entry.size), entry)


def is_listed(seen: Seen) -> bool:
    """Tell such a line."""
    return seen.errors == (_NOT_CHOSEN,)
