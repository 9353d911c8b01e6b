"""Listing and opening inside a folder: the half of this module's work that fits the system we run on.

Both halves offer the same: a Trail (`limits` are the codes that limit every answer), `listing` and
`look_up`, whose places come in walk order, `open_file`, READABLE, and `why` for the errors they raise.
"""

import sys

if sys.platform == "win32":
    from toolkit.media.windows.listing import why
    from toolkit.media.windows.places import READABLE, Trail, listing, look_up, open_file
else:
    from toolkit.media.places_posix import READABLE, Trail, listing, look_up, open_file, why

__all__ = ["READABLE", "Trail", "listing", "look_up", "open_file", "why"]
