"""Read the structures Windows hands over by address, where a wrong address is an answer and not a crash."""

import sys
from collections.abc import Callable, Iterator

# Give the address and the size in bytes; fewer bytes come back where there is no memory.
Read = Callable[[int, int], bytes]

_PAGE = 4096
_STEP = 128


def within(raw: bytes, base: int) -> Read:
    """Return a reader of one buffer that stood at `base`: nothing outside it is ever touched."""

    def read(address: int, size: int) -> bytes:
        start = address - base
        return raw[start : start + size] if 0 <= start < len(raw) and size > 0 else b""

    return read


def number(read: Read, address: int, size: int) -> int:
    """Return a little-endian number; zero where it cannot be read."""
    raw = read(address, size)
    return int.from_bytes(raw, "little") if len(raw) == size else 0


def wide(read: Read, address: int, most: int = 1024) -> str:
    """Return the UTF-16 text at an address, up to its zero or `most` bytes; lone surrogates are kept."""
    raw = bytearray()
    while address and len(raw) < most:
        # Never over the end of a page: the next one may not be there.
        part = read(address, min(_STEP, _PAGE - address % _PAGE))
        raw += part
        if not part or any(raw[at] == raw[at + 1] == 0 for at in range(0, len(raw) - 1, 2)):
            break
        address += len(part)
    return text(bytes(raw[:most]))


def text(raw: bytes) -> str:
    """Return the UTF-16 text of a field of fixed size, up to its zero; lone surrogates are kept."""
    return raw[: len(raw) & ~1].decode("utf-16-le", "surrogatepass").split("\0")[0]


def chain(read: Read, first: int, next_at: int, most: int) -> Iterator[int]:
    """Yield the addresses of a linked list, once each, `most` at the most."""
    seen: set[int] = set()
    address = first
    while address and address not in seen and len(seen) < most:
        seen.add(address)
        yield address
        address = number(read, address + next_at, 8)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from toolkit.host.windows.library import function

    def own() -> Read:
        """Return a reader of this program's own memory, which answers with nothing where there is none."""
        copy = function(
            "kernel32", "ReadProcessMemory", wintypes.BOOL, wintypes.HANDLE, ctypes.c_void_p,
            ctypes.c_void_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_size_t),
        )  # fmt: skip
        ourselves = wintypes.HANDLE(-1)  # GetCurrentProcess

        def read(address: int, size: int) -> bytes:
            room, given = ctypes.create_string_buffer(max(size, 1)), ctypes.c_size_t()
            done = copy(ourselves, address, room, size, ctypes.byref(given))
            return room.raw[: given.value] if done else b""

        return read
