"""A machine started from our stick, as a tree made like /sys, /proc, /run and /dev."""

from pathlib import Path

from toolkit.booted import ROOT_PART, WRITTEN_PARTS

HASH = "0123456789abcdef" * 4
BOOT = f"disk=/dev/sdb\nroot=/dev/sdb4\nroot_hash={HASH}\nwhere=ram\nverified=whole\ncandidates=1\n"
BOOT += "plugged=9\nsectors=2048\nserial=Cle_USB_0001\n"
SWAPS = "Filename\tType\tSize\tUsed\tPriority\n"
ROOT_ROW = "20 1 254:0 / / ro,relatime - squashfs /dev/mapper/trousse ro\n"
MOUNTS = (
    "1 1 0:2 / / rw - rootfs rootfs rw\n"
    f"{ROOT_ROW}21 20 0:5 / /dev rw,nosuid - devtmpfs devtmpfs rw\n"
    "22 20 0:20 / /proc rw - proc proc rw\n23 20 0:21 / /run rw - tmpfs tmpfs rw\n"
    "24 20 8:21 / /media/PREUVES rw - exfat /dev/sdb5 rw\n"
)
_SEQ = {"sda": 7, "nvme0n1": 8, "sdb": 9}  # the kernel's number of each plugging
_NODES = ("sda", "sda1", "sda2", "nvme0n1", "nvme0n1p1", "sdb", "sdb1", "sdb2", "sdb4", "sdb5")


def lay(root: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")  # as the kernel writes, also under Windows
    return root


def machine(root: Path) -> Path:
    """Lay a machine with two disks; the stick is sdb, its root lies in memory, its part 5 is written on."""
    numbers = {"sdb1": WRITTEN_PARTS[0], "sdb4": ROOT_PART, "sdb5": WRITTEN_PARTS[1]}
    texts = {
        "proc/swaps": SWAPS, "proc/self/mountinfo": MOUNTS, "run/trousse/boot": BOOT,
        "run/trousse/read-only.log": "".join(f"1.5 /dev/{name} ro {_plugging(name)}\n" for name in _NODES),
        "sys/class/net/lo/flags": "0x8\n", "sys/block/dm-0/dev": "254:0\n", "sys/block/dm-0/ro": "1\n",
        "sys/block/dm-0/dm/uuid": "CRYPT-VERITY-0123-trousse\n", "sys/block/dm-0/slaves/loop0": "",
        "sys/block/loop0/loop/backing_file": "/run/trousse/root.img\n", "sys/block/loop1/size": "0\n",
        "sys/block/ram0/size": "8192\n", "sys/block/sr0/size": "2097151\n", "sys/block/sr0/ro": "0\n",
        "sys/block/sdz/size": "0\n", "sys/block/sdz/ro": "0\n",
    }  # fmt: skip
    for minor, name in enumerate(_NODES, 16):
        place = node(name)
        writable = name in {"sdb", "sdb5"}
        texts |= {f"{place}/ro": "0\n" if writable else "1\n", f"{place}/size": "2048\n"}
        texts |= {f"{place}/dev": f"8:{minor}\n", f"dev/{name}": "0" if writable else "1"}
        texts |= {f"sys/class/block/{name}/dev": f"8:{minor}\n"}
        if place.count("/") == 3:
            texts[f"{place}/partition"] = f"{name[-1]}\n"
        if name in _SEQ:
            texts[f"{place}/diskseq"] = f"{_SEQ[name]}\n"
        if name == "sdb":
            texts[f"run/udev/data/b8:{minor}"] = "E:ID_SERIAL=Cle_USB_0001\n"
        if name in numbers:
            texts[f"run/udev/data/b8:{minor}"] = f"E:ID_PART_ENTRY_UUID={numbers[name]}\n"
    return lay(root, texts)


def _plugging(name: str) -> int:
    return _SEQ[node(name).split("/")[2]]


def node(name: str) -> str:
    disk = name.partition("p")[0] if name.startswith("nvme") else name[:3]
    return f"sys/block/{disk}" if name == disk else f"sys/block/{disk}/{name}"


def asked(place: Path) -> bool | None:
    """Answer as the kernel would, from the file that stands for a device; None where there is none."""
    try:
        return place.read_text(encoding="utf-8") == "1"
    except OSError:
        return None
