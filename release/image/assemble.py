"""The image of the stick: its parts made, put together, and left in dist/ with their sums.

    CORE   GRUB for BIOS             from the packages of the lock
    EFI    shim, GRUB, the menu      from the same packages, with the kernel and the first root
    root   squashfs and verity tree  root.build
    stick  exFAT                     `trousse stick make`

Nothing is mounted and no loop device is used. The same commit, programs and key give the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from release import BUILD, HERE, Refused, bundle, contents
from release.image import esp, handed, layout, loader, packages, root, stick, table, tools
from toolkit.custody import keys
from toolkit.stick import SYSTEMS

WORK = BUILD / "stick"
MENU = HERE / "boot" / "grub.cfg"


class Live(Protocol):
    """The live system, as root.build leaves it."""

    @property
    def kernel(self) -> Path: ...
    @property
    def initrd(self) -> Path: ...
    @property
    def squashfs(self) -> Path: ...  # with its verity tree behind it
    @property
    def hash(self) -> str: ...
    @property
    def offset(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What an image is made from, and where."""

    windows: Path  # folder of the program
    key: Path | None  # that signs the stick; else a new one, forgotten
    work: Path
    epoch: int  # seconds: the date of every file


def build(linux: Path, windows: Path, key: Path | None) -> Path:
    """Make the image of this source tree, leave it in dist/ and print what to note; raises Refused."""
    image, record = _whole(linux, Asked(windows, key, WORK, bundle.committed(HERE)))
    left = handed.placed(image, record)
    print(handed.report(left, record, kept=key is not None))
    return left


def twice(linux: Path, windows: Path, key: Path | None) -> bool:
    """Make the image in two work folders, print what differs, and return whether nothing does."""
    place = bundle.renewed(WORK / "twice")
    if key is None:
        key = place / "key"
        keys.make(key)
    records = []
    for name in ("first", "second folder of another name"):
        work = bundle.renewed(place / name)
        image, record = _whole(linux, Asked(windows, key, work, bundle.committed(HERE)))
        records.append(record)
    unlike = handed.differences(*records)
    print(f"{image.name}: {'differs: ' + ', '.join(unlike) if unlike else 'identical'}")
    return not unlike


def _whole(linux: Path, asked: Asked) -> tuple[Path, handed.Record]:
    for system, folder in (("linux", linux), ("windows", asked.windows)):
        if not (folder / SYSTEMS[system]).is_file():
            raise Refused(f"{folder} holds no {SYSTEMS[system]}: run `make dist dist-windows`, or name it")
    tools.need()
    boot = [package for package in packages.locked() if package.section == "boot"]
    live = root.build(asked.work, linux)
    files = {package.name: path for package, path in packages.fetched(boot, asked.work / "debs").items()}
    return made(live, files, asked)


def made(live: Live, boot: Mapping[str, Path], asked: Asked) -> tuple[Path, handed.Record]:
    """Make the image in the work folder, from packages by name; raises Refused."""
    programs = loader.unpacked(boot, asked.work / "loader")
    facts = loader.Facts(contents.version(HERE), live.hash, live.offset, esp.SERIAL)
    menu = loader.menu(MENU.read_text(encoding="utf-8"), facts)
    files: dict[str, Path | bytes] = {
        **loader.uefi(programs),
        loader.MENU: menu.encode("ascii"),
        "live/vmlinuz": live.kernel,
        "live/initrd": live.initrd,
    }
    efi, core = asked.work / "esp.fat", loader.core(programs, asked.work, facts)
    esp.make(efi, files, asked.epoch)
    laid = stick.made(asked.windows, asked.key, asked.work, asked.epoch)
    sizes = (efi.stat().st_size, live.squashfs.stat().st_size, laid.volume.stat().st_size)
    found = table.places(layout.MIB, *sizes)
    sector = found[0].start // layout.SECTOR
    start = asked.work / "core.placed"
    start.write_bytes(loader.placed(core, sector))
    image = asked.work / f"trousse-{facts.version}-stick.img"
    _put_together(image, found, (start, efi, live.squashfs, laid.volume))
    table.write(image, found, loader.boot_code(programs, sector))
    laid.volume.unlink()
    return image, handed.Record(
        version=facts.version,
        dated=asked.epoch,
        size=image.stat().st_size,
        sha256=handed.digest(image),
        root_hash=live.hash,
        root_offset=live.offset,
        stick_fingerprint=laid.fingerprint,
        partitions=tuple(handed.part(image, place) for place in found),
        weighs=_weights(files, live, laid),
    )


def _put_together(image: Path, found: Sequence[table.Place], parts: Sequence[Path]) -> None:
    image.unlink(missing_ok=True)
    with image.open("wb") as target:
        target.truncate(table.length(found))
        for place, part in zip(found, parts, strict=True):
            if part.stat().st_size > place.size:
                raise Refused(f"{part.name} is larger than its partition")
            target.seek(place.start)
            for chunk in _chunks(part):
                # What holds nothing stays a hole: the image takes less of the disk than it says.
                if chunk.count(0) == len(chunk):
                    target.seek(len(chunk), 1)
                else:
                    target.write(chunk)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(layout.MIB):
            yield chunk


def _weights(files: Mapping[str, Path | bytes], live: Live, laid: stick.Stick) -> dict[str, int]:
    found = {path: content.stat().st_size for path, content in files.items() if isinstance(content, Path)}
    found["root, with its verity tree"] = live.squashfs.stat().st_size
    found["Windows program and guides"] = laid.bytes
    found["left free for a case"] = layout.FREE
    return dict(sorted(found.items(), key=lambda item: -item[1]))
