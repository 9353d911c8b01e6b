"""The ways an archive is tampered with: each takes it as it was sealed and gives one that differs.

A clumsy hand changes bytes where they stand. A careful one writes the ZIP anew as ours writes it, every
header and checksum right, so that only manifests, signature and log are left to tell.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.custody import sshsig
from toolkit.custody.dossier import archive, bag, claims
from toolkit.custody.dossier.archive import Member

Files = dict[str, bytes]  # by name below the folder of the archive


@dataclass(frozen=True, slots=True)
class Whole:
    """An archive as it was sealed, taken apart."""

    data: bytes
    root: str
    files: Files
    moment: datetime
    edges: tuple[int, ...]  # where members begin

    def packed(self, files: Files) -> bytes:
        """Write other files as ours is written."""
        return _packed({f"{self.root}/{name}": content for name, content in files.items()}, self.moment)


def taken_apart(data: bytes) -> Whole:
    with zipfile.ZipFile(BytesIO(data)) as opened:
        held = opened.infolist()
        root = held[0].filename.partition("/")[0]
        files = {each.filename.partition("/")[2]: opened.read(each) for each in held}
        moment = datetime(*held[0].date_time, tzinfo=UTC)
        return Whole(data, root, files, moment, tuple(each.header_offset for each in held))


def _packed(named: Files, moment: datetime) -> bytes:
    written = BytesIO()
    members = [_member(name, content) for name, content in named.items()]
    archive.write(written, members, moment)
    return written.getvalue()


def _member(name: str, content: bytes) -> Member:
    return archive.of_bytes(name, content)


def bit_flipped(whole: Whole, chance: Random) -> bytes:
    data = bytearray(whole.data)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def truncated(whole: Whole, chance: Random) -> bytes:
    return whole.data[: chance.randrange(len(whole.data))]


def blocks_swapped(whole: Whole, chance: Random) -> bytes:
    data, size = bytearray(whole.data), chance.choice((1, 4, 16, 64, 512, 4096))
    first = chance.randrange(len(data) - 2 * size)
    second = chance.randrange(first + size, len(data) - size)
    one, other = data[first : first + size], data[second : second + size]
    data[first : first + size], data[second : second + size] = other, one
    return bytes(data)


def contents_swapped(whole: Whole, chance: Random) -> bytes:
    one, other = chance.sample(sorted(whole.files), 2)
    return whole.packed({**whole.files, one: whole.files[other], other: whole.files[one]})


def content_changed(whole: Whole, chance: Random) -> bytes:
    """Change one file by a careful hand that corrects every manifest too, and cannot sign."""
    files = {**whole.files}
    name = chance.choice([each for each in sorted(files) if each.startswith(bag.PAYLOAD) and files[each]])
    content = bytearray(files[name])
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    files[name] = bytes(content)
    return whole.packed(relisted(files))


def relisted(files: Files) -> Files:
    """Return files whose manifests and tag manifests list them as they are."""
    files = {**files}
    payload = sorted(name for name in files if name.startswith(bag.PAYLOAD))
    for kind, names in (("manifest", payload), ("tagmanifest", sorted(bag.TAGS))):
        for algorithm in bag.ALGORITHMS:
            lines = (
                f"{hashlib.new(algorithm, files[name]).hexdigest()}  {name}\n"
                for name in names
                if name in files
            )
            files[f"{kind}-{algorithm}.txt"] = "".join(lines).encode()
    return files


def _of_log(whole: Whole, chance: Random, change: Callable[[list[bytes]], None]) -> bytes:
    """Change lines of the log; half the time the hand is careful and corrects the manifests."""
    lines = whole.files[claims.LOG].splitlines(keepends=True)
    change(lines)
    files = {**whole.files, claims.LOG: b"".join(lines)}
    return whole.packed(relisted(files) if chance.random() < 0.5 else files)


def log_lines_swapped(whole: Whole, chance: Random) -> bytes:
    def change(lines: list[bytes]) -> None:
        one, other = chance.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]

    return _of_log(whole, chance, change)


def log_line_added(whole: Whole, chance: Random) -> bytes:
    def change(lines: list[bytes]) -> None:
        at = chance.randrange(len(lines) + 1)
        lines.insert(at, chance.choice((chance.choice(lines), b"{}\n", b"\n", chance.randbytes(40) + b"\n")))

    return _of_log(whole, chance, change)


def log_line_removed(whole: Whole, chance: Random) -> bytes:
    return _of_log(whole, chance, lambda lines: lines.pop(chance.randrange(len(lines))) and None)


def member_renamed(whole: Whole, chance: Random) -> bytes:
    files = {**whole.files}
    name = chance.choice(sorted(files))
    new = chance.choice(
        (name + "x", name[:-1], f"data/{chance.randrange(10**6)}.txt", name.replace(".", "_"))
    )
    files[new] = files.pop(name)
    return whole.packed(files)


def case_renamed(whole: Whole, chance: Random) -> bytes:
    """Change the case of one letter of a name, in the headers where they stand or in a ZIP written anew."""
    name = chance.choice(sorted(whole.files))
    letter = chance.choice([at for at, one in enumerate(name) if one.isalpha()])
    new = name[:letter] + name[letter].swapcase() + name[letter + 1 :]
    if chance.random() < 0.5:
        return whole.data.replace(f"{whole.root}/{name}".encode(), f"{whole.root}/{new}".encode())
    files = {**whole.files}
    files[new] = files.pop(name)
    return whole.packed(files)


def member_added(whole: Whole, chance: Random) -> bytes:
    place = chance.choice(("data/", "data/pieces/", "", "../"))
    name = f"{place}{chance.choice(('P9999.txt', 'new.txt', 'README', '.hidden'))}"
    if chance.random() < 0.5:
        stream = BytesIO(whole.data)
        with zipfile.ZipFile(stream, "a") as opened:
            opened.writestr(f"{whole.root}/{name}", chance.randbytes(50))
        return stream.getvalue()
    return whole.packed({**whole.files, name: chance.randbytes(50)})


def bytes_added(whole: Whole, chance: Random) -> bytes:
    at = chance.choice((0, len(whole.data), chance.choice(whole.edges), chance.randrange(len(whole.data))))
    added = chance.choice((b"\0", b"PK", b"\r\n", chance.randbytes(chance.randrange(1, 200))))
    return whole.data[:at] + added + whole.data[at:]


def member_removed(whole: Whole, chance: Random) -> bytes:
    files = {**whole.files}
    del files[chance.choice(sorted(files))]
    return whole.packed(relisted(files) if chance.random() < 0.3 else files)


def manifest_line_removed(whole: Whole, chance: Random) -> bytes:
    kind, algorithm = chance.choice(("manifest", "tagmanifest")), chance.choice(bag.ALGORITHMS)
    name = f"{kind}-{algorithm}.txt"
    lines = whole.files[name].splitlines(keepends=True)
    lines.pop(chance.randrange(len(lines)))
    return whole.packed({**whole.files, name: b"".join(lines)})


def signature_replaced(whole: Whole, chance: Random) -> bytes:
    """Put there the signature of another key, one made for another use, or one bit that differs."""
    signed, made = whole.files[bag.SIGNED], whole.files[bag.SIGNATURE]
    stranger = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    way = chance.randrange(3)
    if way == 0:
        made = sshsig.sign_bytes(signed, stranger, sshsig.DOSSIER)
    elif way == 1:
        made = sshsig.sign_bytes(signed, stranger, sshsig.BASELINE)
    else:
        at = chance.randrange(40, len(made) - 40)
        made = made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :]
    return whole.packed({**whole.files, bag.SIGNATURE: made})


def zipped_again(whole: Whole, chance: Random) -> bytes:
    """Write the same files with another ZIP program: nothing differs but the archive itself."""
    stream = io.BytesIO()
    form = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    names = sorted(whole.files)
    chance.shuffle(names)
    with zipfile.ZipFile(stream, "w", form) as opened:
        opened.comment = chance.choice((b"", b"again"))
        for name in names:
            about = zipfile.ZipInfo(f"{whole.root}/{name}", (2026, chance.randrange(1, 13), 1, 0, 0, 0))
            opened.writestr(about, whole.files[name], form)
    return stream.getvalue()


# Written, not discovered; each is drawn as often as it stands here.
WAYS: tuple[Callable[[Whole, Random], bytes], ...] = (
    bit_flipped, bit_flipped, bit_flipped, bit_flipped, truncated, truncated, blocks_swapped,
    contents_swapped, content_changed, log_lines_swapped, log_line_added, log_line_removed, member_renamed,
    case_renamed, member_added, bytes_added, bytes_added, member_removed, manifest_line_removed,
    signature_replaced, zipped_again,
)  # fmt: skip
