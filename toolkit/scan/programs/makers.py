"""With what a program was made or wrapped, by the marks that packers, installers and languages leave."""

from collections.abc import Sequence

_SECTIONS = {
    "upx": ("UPX0", "UPX1", "UPX!"),
    "mpress": (".MPRESS1", ".MPRESS2"),
    "aspack": (".aspack", ".adata"),
    "themida": (".themida", ".winlice", "Themida"),
    "vmprotect": (".vmp0", ".vmp1", ".vmp2"),
    "enigma": (".enigma1", ".enigma2"),
    "petite": (".petite",),
    "nspack": (".nsp0", ".nsp1", "nsp0"),
    "pecompact": ("PEC2", "pec1", "PEC2MO", "PEC2TO"),
    "fsg": ("FSG!",),
    "mew": ("MEW",),
    "obsidium": (".obsidium",),
    "nsis": (".ndata",),
}
# Sought in the bytes behind the sections, where installers keep what they carry, or in the first megabyte.
_BEHIND = (
    ("nsis", b"\xef\xbe\xad\xdeNullsoftInst"),
    ("inno", b"Inno Setup"),
    ("pyinstaller", b"MEI\x0c\x0b\x0a\x0b\x0e"),
    ("autoit", b"AU3!EA0"),
    ("sfx_7z", b"7z\xbc\xaf\x27\x1c"),
    ("sfx_rar", b"Rar!\x1a\x07"),
)
_WITHIN = (
    ("go", b"Go build ID:"),
    ("go", b"\xff Go buildinf:"),
    ("rust", b"/rustc/"),
    ("autoit", b"AutoIt v3"),
    ("inno", b"Inno Setup Setup Data"),
    ("delphi", b"SOFTWARE\\Borland\\Delphi"),
)
_READ = 1024 * 1024


def made_with(sections: Sequence[str], data: bytes, overlay: int, *, dotnet: bool) -> list[str]:
    """Return codes, sorted; `data` is the program, `overlay` how many of its last bytes no section holds."""
    found = {code for code, names in _SECTIONS.items() if any(name in names for name in sections)}
    start = len(data) - min(overlay, len(data))
    ends = data[start : start + _READ] + data[max(start, len(data) - 4096) :]
    found.update(code for code, mark in _BEHIND if mark in ends)
    found.update(code for code, mark in _WITHIN if mark in data[:_READ])
    if dotnet:
        found.add("dotnet")
    return sorted(found)
