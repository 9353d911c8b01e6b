"""Names the machine has looked up lately, as its own cache still holds them; no name is ever asked for."""

import sys
from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Unread

# RFC 1035, 3596, 2782, 9460
_TYPES = {
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV",
    64: "SVCB", 65: "HTTPS", 255: "ANY",
}  # fmt: skip


def collect(missed: list[Unread]) -> Iterator[dict[str, Any]]:
    """Yield each cached name with the kinds of record asked for; the addresses are not read.

    Raises Unreadable `not_offered` or `timed_out`.
    """
    del missed  # the list comes whole or not at all
    if sys.platform == "win32":
        from toolkit.host.windows.answer import answer  # noqa: PLC0415 - asks Windows
        from toolkit.host.windows.dns_cache import cached  # noqa: PLC0415 - same

        yield from rows(answer(cached))
    else:
        raise Unreadable("not_offered")


def rows(entries: list[tuple[str, int]]) -> Iterator[dict[str, Any]]:
    """Yield one row per name, with its record types in order; names without a letter are left out."""
    types: dict[str, set[int]] = {}
    for name, kind in entries:
        if name.strip():
            types.setdefault(name.casefold(), set()).add(kind)
    for name, kinds in types.items():
        yield {"name": name, "types": [_TYPES.get(kind, str(kind)) for kind in sorted(kinds)]}
