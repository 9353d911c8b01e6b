"""FAT12 and FAT16 volumes; FAT32 differs by its boot sector and the width of its table."""

from evaluation.targets.volume import made, read

__all__ = ["read", "seeds"]

_SHAPES = (("12", 360 << 10), ("16", 5 << 20))


def seeds() -> list[bytes]:
    found = [
        made(
            size,
            [
                ["mkfs.fat", "-F", width, "-s", "1", "-n", "CLE", "{image}"],
                ["mcopy", "-s", "-Q", "-i", "{image}", "{files}/Patients", "{files}/radio 1.jpg", "::"],
                ["mdel", "-i", "{image}", "::radio 1.jpg"],
            ],
        )
        for width, size in _SHAPES
    ]
    return [one for one in found if one]
