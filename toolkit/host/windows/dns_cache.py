"""The names Windows has looked up lately, from its own cache: nothing is asked of the network.

DnsGetCacheDataTable of dnsapi.dll is not documented by Microsoft; its list (next, name, type, length, flags)
is the one public programs have read since Windows XP.
"""

import struct
import sys
from collections.abc import Iterator

from toolkit.host.windows.memory import Read, chain, number, wide

_MOST = 20_000


def names(read: Read, first: int) -> Iterator[tuple[str, int]]:
    """Yield the name and the record type of each entry of a cache list."""
    for at in chain(read, first, 0, _MOST):
        entry = read(at, 24)
        if len(entry) == 24:
            yield wide(read, number(read, at + 8, 8)), struct.unpack_from("<H", entry, 16)[0]


if sys.platform == "win32":
    import ctypes

    from toolkit.errors import Unreadable
    from toolkit.host.windows.library import function
    from toolkit.host.windows.memory import own

    def cached() -> list[tuple[str, int]]:
        """Return names and record types; raises Unreadable `not_offered` where Windows gives no list.

        The list is not given back: which of the ways to free it is right differs between Windows versions, a
        wrong one ends the program, and what is left behind is a few kilobytes until it ends.
        """
        ask = function("dnsapi", "DnsGetCacheDataTable", ctypes.c_int32, ctypes.POINTER(ctypes.c_void_p))
        first = ctypes.c_void_p()
        if not ask(ctypes.byref(first)):
            raise Unreadable("not_offered", "DnsGetCacheDataTable")
        return list(names(own(), first.value or 0))
