"""Bytes of a registry value, turned into what its type says, whatever their length."""

Typed = str | int | bytes | tuple[str, ...]

_EPOCH = 116_444_736_000_000_000  # 1970-01-01 in units of 100 ns since 1601


def filetime(units: int) -> int | None:
    """Turn units of 100 ns since 1601 into nanoseconds since 1970; None for "never" and out of range."""
    return (units - _EPOCH) * 100 if _EPOCH < units < 0x7FFF_FFFF_FFFF_FFFF else None


def decode(kind: int, data: bytes) -> Typed:
    """Turn the bytes of a value into text, number, texts or bytes, whatever their length."""
    if kind in {1, 2, 6}:  # REG_SZ, REG_EXPAND_SZ, REG_LINK
        return utf16(data).split("\0", 1)[0]
    if kind == 7:  # REG_MULTI_SZ
        return tuple(part for part in utf16(data).split("\0") if part)
    if kind in {4, 11}:  # REG_DWORD, REG_QWORD
        return int.from_bytes(data[: 4 if kind == 4 else 8], "little")
    if kind == 5:  # REG_DWORD_BIG_ENDIAN
        return int.from_bytes(data[:4], "big")
    return data


def utf16(data: bytes) -> str:
    """Decode little-endian UTF-16 as Windows keeps it: unpaired surrogates stay, an odd last byte goes."""
    return data[: len(data) & ~1].decode("utf-16-le", "surrogatepass")
