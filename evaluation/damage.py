"""How often benign files are called encrypted, and encrypted ones are seen: this machine's files, in memory.

    python -m evaluation.damage [folder…]

Nothing is written: each file is read, judged, then judged again after its bytes were overwritten by random
ones in the ways ransoms do it. Overwriting by random bytes is what encryption looks like to an examiner
without the key.
"""

import base64
import io
import random
import struct
import sys
import time
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from toolkit.records import DamageVerdict
from toolkit.scan import extensions
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

FOLDERS = ("/usr", "/opt", "/var/lib", str(Path(sys.executable).resolve().parents[1]))
MOST = 20_000  # benign files
PER_EXTENSION = 600
PER_TYPE = 40  # files encrypted, in each way
LARGEST = 16 * 1024 * 1024
SEED = 20260101

Way = Callable[[bytes, random.Random], bytes]


def every(run: int, period: int, start: int = 0, stop: int | None = None) -> Way:
    """Overwrite `run` bytes of each `period`, from `start` on."""

    def way(data: bytes, chance: random.Random) -> bytes:
        out = bytearray(data)
        end = len(data) if stop is None else min(stop, len(data))
        for at in range(start, end, period):
            size = min(run, end - at)
            out[at : at + size] = chance.randbytes(size)
        return bytes(out)

    return way


def share(part: float, *, footer: int = 0) -> Way:
    """Overwrite the first share of a file, and append a footer."""

    def way(data: bytes, chance: random.Random) -> bytes:
        size = int(len(data) * part)
        return chance.randbytes(size) + data[size:] + chance.randbytes(footer)

    return way


def as_base64(data: bytes, chance: random.Random) -> bytes:
    return base64.b64encode(chance.randbytes(len(data)))


WHOLE = 1 << 40
# Head, alternating and tail: (name, way, whether the recall of the goal counts it).
WAYS: tuple[tuple[str, Way, bool], ...] = (
    ("whole", share(1.0), True),
    ("whole, 512-byte footer", share(1.0, footer=512), True),
    ("first 4 KB", every(4096, WHOLE, 0, 4096), True),
    ("first half, 512-byte footer", share(0.5, footer=512), True),
    ("4 KB in 8 KB", every(4096, 8192), True),
    ("64 KB in 128 KB", every(65536, 131072), True),
    ("1 MB in 2 MB", every(1 << 20, 2 << 20), True),
    ("16 in 32 bytes", every(16, 32), True),
    ("64 in 192 bytes", every(64, 192), True),
    ("64 in 256 bytes", every(64, 256), True),
    ("bytes 5 to 150 KB", every(WHOLE, WHOLE, 5, 153605), False),
    ("all but the last 4 KB", lambda d, c: c.randbytes(max(4096, len(d) - 4096)) + d[-4096:], False),
    ("all but the first 4 KB", every(WHOLE, WHOLE, 4096), False),
    ("4 KB in 16 KB after 8 KB", every(4096, 16384, 8192), False),
    ("one 4 KB block in the middle", lambda d, c: every(4096, WHOLE, len(d) // 2)(d, c)[: len(d)], False),
    ("base64 of all", as_base64, False),
)


# What befalls files without any attack.
ACCIDENTS: tuple[tuple[str, Way], ...] = (
    ("cut at two thirds", lambda d, _: d[: len(d) * 2 // 3]),
    ("one flipped bit", lambda d, c: _flipped(d, c.randrange(len(d)))),
    (
        "4 KB of zeros in the middle",
        lambda d, _: (d[: len(d) // 2] + bytes(4096) + d[len(d) // 2 + 4096 :])[: len(d)],
    ),
    ("all zeros", lambda d, _: bytes(len(d))),
    (
        "the first 4 KB written again over the middle",
        lambda d, _: d[: len(d) // 2] + d[:4096] + d[len(d) // 2 + 4096 :],
    ),
)


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 8]) + data[at + 1 :]


def walk(folders: list[str]) -> Iterator[Path]:
    """Yield files in random order, few enough of each extension, none twice."""
    paths: list[Path] = []
    for folder in folders:
        paths.extend(path for path in Path(folder).rglob("*") if path.is_file() and not path.is_symlink())
    random.Random(SEED).shuffle(paths)
    taken: Counter[str] = Counter()
    seen: set[tuple[int, str]] = set()
    for path in paths:
        key = (path.stat().st_size, path.name)
        if taken[path.suffix.lower()] < PER_EXTENSION and key not in seen and 0 < key[0] <= LARGEST:
            taken[path.suffix.lower()] += 1
            seen.add(key)
            yield path


def made() -> Iterator[tuple[str, bytes]]:
    """Yield documents that few machines hold, built here: PDF, OOXML, BMP."""
    chance = random.Random(SEED)
    for number in range(PER_TYPE):
        words = " ".join(f"{chance.getrandbits(40):x}" for _ in range(2000 + 300 * number)).encode()
        yield f"lettre {number}.pdf", _pdf(zlib.compress(words))
        for folder, extension in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx")):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("[Content_Types].xml", "<Types/>")
                archive.writestr(folder, words)
                archive.writestr("docProps/app.xml", "<Properties/>")
            yield f"dossier {number}.{extension}", packed.getvalue()
        side = 64 + 4 * number
        pixels = bytes((row * column >> 4) & 255 for row in range(64) for column in range(3 * side))
        header = struct.pack("<IHHIIiiHHIIiiII", len(pixels) + 54, 0, 0, 54, 40, side, 64, 1, 24, *[0] * 6)
        yield f"radio {number}.bmp", b"BM" + header + pixels


def _pdf(packed: bytes) -> bytes:
    body = b"%%PDF-1.4\n1 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n" % len(packed)
    body += packed + b"\nendstream\nendobj\n"
    return body + b"xref\n0 1\ntrailer\n<<>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def benign(folders: list[str]) -> tuple[list[tuple[str, bytes]], list[str]]:
    """Judge benign files, print the verdicts, and return a sample of known types and the false alarms."""
    verdicts: Counter[str] = Counter()
    alarms: list[str] = []
    sample: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    files = size = 0
    spent = 0.0
    for name, data in _benign_bytes(folders):
        content = Content.of(data)
        began = time.process_time()
        judged = examine(name, content)
        spent += time.process_time() - began
        files, size = files + 1, size + len(data)
        verdicts[judged.verdict] += 1
        if judged.verdict == DamageVerdict.ENCRYPTED:
            alarms.append(f"{name} {len(data)} {' '.join(judged.reasons)}")
        kind = extensions.expected(name)
        known = judged.verdict == DamageVerdict.INTACT and kind and len(data) >= 4096
        if known and kind and len(sample[kind]) < PER_TYPE:
            sample[kind].append((name, data))
        if files >= MOST:
            break
    speed = f"{size / 1e6 / spent:.0f} MB/s, {files / spent:.0f} files/s"
    print(f"benign files {files}, {size / 1e6:.0f} MB, {speed}")
    for verdict, count in verdicts.most_common():
        print(f"  {verdict:<10} {count:>7} {count / files:>8.2%}")
    return [pair for kind in sorted(sample) for pair in sample[kind]], alarms


def _benign_bytes(folders: list[str]) -> Iterator[tuple[str, bytes]]:
    yield from made()
    for path in walk(folders):
        try:
            yield path.name, path.read_bytes()
        except OSError:
            continue


def recall(sample: list[tuple[str, bytes]]) -> None:
    """Encrypt the sample in each way, with an extension behind the name and without; print what is seen."""
    chance = random.Random(SEED)
    print(f"\n{'way':<32} {'files':>6} {'appended':>9} {'same name':>10} {'programs':>9}   missed types")
    programs = 2 * sum(extensions.expected(name) == "pe" for name, _ in sample)  # judged under both names
    for title, way, counts in WAYS:
        seen, missed = Counter[bool](), Counter[str]()
        for name, data in sample:
            changed = Content.of(way(data, chance))
            for appended in (True, False):
                called = examine(name + ".k3yhold" if appended else name, changed).verdict
                seen[appended] += called == DamageVerdict.ENCRYPTED
                missed[extensions.expected(name) or ""] += called != DamageVerdict.ENCRYPTED
        worst = ", ".join(f"{kind} {count}" for kind, count in missed.most_common(6) if count)
        mark = "*" if counts else " "
        figures = (seen[True] / len(sample), seen[False] / len(sample))
        windows = f"{1 - missed['pe'] / programs:.1%}" if programs else "none"
        shares = f"{figures[0]:>9.1%} {figures[1]:>10.1%} {windows:>9}"
        print(f"{mark}{title:<31} {len(sample):>6} {shares}   {worst}")
    print("* counted by the goal: 98 % of known types of 4 KB and more")


def accidents(sample: list[tuple[str, bytes]]) -> None:
    """Spoil the sample as worn disks and interrupted copies do, and print what that is called."""
    chance = random.Random(SEED)
    print()
    for title, way in ACCIDENTS:
        called = [examine(name, Content.of(way(data, chance))).verdict.value for name, data in sample]
        print(f"{title:<46}", dict(Counter(called)))


def headless(count: int = 500) -> None:
    """Judge random contents under names that promise nothing."""
    chance = random.Random(SEED)
    names = ("coffre", "volume.hc", "blob.bin", "a81f03", "sauvegarde.dat")
    contents = [(names[n % len(names)], chance.randbytes(4096 + 97 * n)) for n in range(count)]
    called = [examine(name, Content.of(data)).verdict.value for name, data in contents]
    print("\nrandom contents without a trait:", dict(Counter(called)))


def main() -> int:
    """Print the benign table, the false alarms and the recall by way; folders come from the command line."""
    folders = [folder for folder in sys.argv[1:] or FOLDERS if Path(folder).is_dir()]
    sample, alarms = benign(folders)
    print(f"called encrypted: {len(alarms)}")
    for alarm in alarms[:60]:
        print("  ", alarm)
    recall(sample)
    accidents(sample)
    headless()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
