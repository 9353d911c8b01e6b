"""BitLocker volumes opened with each kind of key, keys that do not fit, and volumes that lie."""

import configparser
import hashlib
import os
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder import ntfs, partition
from demo.builder.tree import Node
from tests.media import bitlocker_builder as made
from tests.media import builder
from toolkit.errors import SourceRefusal
from toolkit.media import open_source
from toolkit.media.asked import Asked
from toolkit.media.bitlocker.keys import mistyped
from toolkit.media.image import ImageSource
from toolkit.records import EntryKind, Unread

MIB = 1024 * 1024
FILES = {"petit.txt": b"bonjour", "dossier/grand.bin": bytes(range(256)) * 1000}
STARTUP = Asked(startup_keys=(made.startup_file(made.startup()),))
RECOVERY = Asked(recovery_keys=(made.RECOVERY_KEY,))
WRONG = "autre"
SAMPLES = "TROUSSE_BITLOCKER_SAMPLES"


@pytest.fixture(scope="module")
def plain() -> bytes:
    return ntfs.volume([Node(path, data) for path, data in FILES.items()], size=2 * MIB, label="C", serial=3)


@pytest.fixture(scope="module")
def locks() -> list[made.Lock]:
    """A password, two recovery keys and a startup key, as a machine of a practice may have them."""
    second = made.recovery(made.OTHER_RECOVERY_KEY, 2)
    return [made.tpm(), made.password(), made.recovery(), made.startup(), second]


@pytest.fixture(scope="module")
def volume(plain: bytes, locks: list[made.Lock]) -> bytes:
    return made.sealed(plain, locks)


@contextmanager
def opened(folder: Path, content: bytes, asked: Asked) -> Iterator[ImageSource]:
    path = folder / "disque.img"
    path.write_bytes(content)
    source = open_source(path, asked)
    assert isinstance(source, ImageSource)
    try:
        yield source
    finally:
        source.close()


def contents(source: ImageSource) -> dict[str, bytes]:
    return {
        entry.path: source.open(entry).read()
        for entry in source.walk()
        if not isinstance(entry, Unread) and entry.kind is EntryKind.FILE
    }


def refused(folder: Path, content: bytes, asked: Asked) -> SourceRefusal:
    with pytest.raises(SourceRefusal) as refusal, opened(folder, content, asked):
        pass
    return refusal.value


@pytest.mark.parametrize(
    ("asked", "kind", "ident"),
    [
        (RECOVERY, "recovery", "3FD763F9-0000-0000-0000-000000000001"),
        (Asked(recovery_keys=(made.OTHER_RECOVERY_KEY,)), "recovery", "3FD763F9-0000-0000-0000-000000000002"),
        (Asked(password=made.PASSWORD), "password", "CDFDF65E-0000-0000-0000-000000000000"),
        (STARTUP, "startup_key", "4381F759-0000-0000-0000-000000000000"),
    ],
)
def test_each_kind_of_key_opens_the_volume(
    tmp_path: Path, volume: bytes, asked: Asked, kind: str, ident: str
) -> None:
    with opened(tmp_path, volume, asked) as source:
        assert contents(source) == FILES
        (told,) = source.volumes()
        assert (told.filesystem, told.read, told.size, told.label) == ("ntfs", True, len(volume), "C")
        facts = {"protector": kind, "key_id": ident, "method": "aes_xts_128", "partial": False}
        assert source.unlocked == {"1": facts | {"key_given": True}}
        assert source.warnings == ()


@pytest.mark.parametrize("method", made.METHODS)
def test_every_method_is_read(tmp_path: Path, plain: bytes, method: str) -> None:
    with opened(tmp_path, made.sealed(plain, [made.startup()], method), STARTUP) as source:
        assert contents(source) == FILES
        assert source.unlocked["1"]["method"] == method


def test_a_suspended_protection_needs_no_key_and_is_said(tmp_path: Path, plain: bytes) -> None:
    suspended = made.sealed(plain, [made.startup(), made.clear_key()])
    for asked in (Asked(), Asked(password=WRONG)):
        with opened(tmp_path, suspended, asked) as source:
            assert contents(source) == FILES
            assert source.warnings == ("bitlocker_suspended",)
            assert (source.unlocked["1"]["protector"], source.unlocked["1"]["key_given"]) == ("clear", False)


def test_a_stick_that_dresses_as_fat_is_opened(tmp_path: Path) -> None:
    stick = made.sealed(bytes(builder.fat16()), [made.startup()], "aes_cbc_128", to_go=True)
    with opened(tmp_path, stick, STARTUP) as source:
        assert contents(source) == {"DOSSIER/Patient né en été.txt": builder.CONTENT}
    assert refused(tmp_path, stick, Asked()).code == "bitlocker_locked"


def test_a_volume_half_encrypted_is_read_and_said(tmp_path: Path, plain: bytes) -> None:
    half = made.sealed(plain, [made.startup()], encrypted=len(plain) // 2 & ~511, state=(5, 1))
    with opened(tmp_path, half, STARTUP) as source:
        assert contents(source) == FILES
        assert source.warnings == ("bitlocker_partial",)


def test_a_volume_encrypted_as_it_is_written_is_read_only_when_its_beginning_is(
    tmp_path: Path, plain: bytes
) -> None:
    done = made.sealed(plain, [made.startup()], guid="on_write")
    with opened(tmp_path, done, STARTUP) as source:
        assert contents(source) == FILES
        assert source.warnings == ("bitlocker_partial",)
    begun = bytearray(done)
    at = len(plain) - 3 * made.BLOCK
    begun[at : at + made.HEADER] = plain[: made.HEADER]
    assert refused(tmp_path, bytes(begun), STARTUP).code == "bitlocker_on_write"


def test_without_a_key_it_is_told_who_may_unlock(tmp_path: Path, volume: bytes, plain: bytes) -> None:
    refusal = refused(tmp_path, volume, Asked())
    assert refusal.code == "bitlocker_locked"
    assert refusal.facts["protectors"] == [
        ("tpm", "77777777"),
        ("password", "CDFDF65E"),
        ("recovery", "3FD763F9"),
        ("startup_key", "4381F759"),
        ("recovery", "3FD763F9"),
    ]
    assert refused(tmp_path, made.sealed(plain, [made.tpm()]), Asked()).code == "bitlocker_tpm_only"


STRANGE = "404558-436711-420860-678557-638220-018909-039941-695321"


@pytest.mark.parametrize(
    ("asked", "code", "facts"),
    [
        (Asked(recovery_keys=(STRANGE,)), "bitlocker_wrong_recovery_key", {"key_ids": "3FD763F9, 3FD763F9"}),
        (Asked(password=WRONG), "bitlocker_wrong_password", {"key_ids": "CDFDF65E"}),
        (Asked(startup_keys=(b"texte",)), "bitlocker_startup_key_bad", {}),
    ],
)
def test_a_key_that_does_not_fit_is_told(
    tmp_path: Path, volume: bytes, asked: Asked, code: str, facts: dict[str, str]
) -> None:
    refusal = refused(tmp_path, volume, asked)
    assert refusal.code == code
    assert refusal.facts == {"source": str(tmp_path / "disque.img"), **facts}


def test_a_startup_key_of_another_volume_is_told_by_its_identifier(tmp_path: Path, plain: bytes) -> None:
    other = made.Lock(0x200, made.clear_key().ident, made.EXTERNAL)
    refusal = refused(tmp_path, made.sealed(plain, [other]), STARTUP)
    assert refusal.code == "bitlocker_other_startup_key"
    assert (refusal.facts["given"], refusal.facts["key_ids"]) == ("4381F759", "31F1BAEB")
    assert refused(tmp_path, made.sealed(plain, [made.tpm()]), STARTUP).code == "bitlocker_no_startup_key"
    assert refused(tmp_path, plain, STARTUP).code == "bitlocker_none"


def test_a_locked_volume_beside_another_is_counted_as_not_seen(
    tmp_path: Path, plain: bytes, volume: bytes
) -> None:
    disk = partition.mbr([(7, volume), (7, plain)], disk_id=1)
    with opened(tmp_path, disk, Asked()) as source:
        assert [(one.name, one.read, one.why) for one in source.volumes()] == [
            ("1", False, "bitlocker"),
            ("2", True, ""),
        ]
        (unread,) = [one for one in source.walk() if isinstance(one, Unread)]
        assert (unread.why, unread.size) == ("bitlocker", len(volume))
        assert unread.detail.startswith("tpm 77777777, password CDFDF65E, recovery 3FD763F9")
        assert source.unlocked == {}
    with opened(tmp_path, disk, STARTUP) as source:
        assert [(one.name, one.filesystem, one.read) for one in source.volumes()] == [
            ("1", "ntfs", True),
            ("2", "ntfs", True),
        ]
        assert set(source.unlocked) == {"1"}
        found = source.find("dossier/grand.bin", "1")
        assert found is not None
        assert source.open(found).read() == FILES["dossier/grand.bin"]


def test_the_copies_of_the_metadata_stand_in_for_each_other(tmp_path: Path, volume: bytes) -> None:
    image = bytearray(volume)
    for count, code in ((6, None), (5, None), (4, "bitlocker_damaged")):
        image[len(volume) - count * made.BLOCK + 70] ^= 1
        if code is None:
            with opened(tmp_path, bytes(image), STARTUP) as source:
                assert contents(source) == FILES
        else:
            assert refused(tmp_path, bytes(image), STARTUP).code == code


def test_a_cut_volume_is_said_to_be_cut(tmp_path: Path, volume: bytes) -> None:
    disk = partition.mbr([(7, volume)], disk_id=1)[: -made.BLOCK]
    with opened(tmp_path, disk, STARTUP) as source:
        assert contents(source) == FILES
        assert "truncated" in source.warnings


def test_keys_are_not_shown_by_repr() -> None:
    shown = repr(Asked((made.RECOVERY_KEY,), made.PASSWORD, (b"secret",)))
    assert "042647" not in shown
    assert made.PASSWORD not in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        (made.RECOVERY_KEY, ()),
        (made.RECOVERY_KEY.replace("-", " "), ()),
        (made.RECOVERY_KEY.replace("042647", "042648"), (1,)),
        (made.RECOVERY_KEY.replace("516978", "720896"), (8,)),
        (made.RECOVERY_KEY.replace("302313", "302331").replace("412181", "412811"), (2, 7)),
        (made.RECOVERY_KEY[:-1], (0,)),
        (made.RECOVERY_KEY.replace("0", "O"), (0,)),
        (made.RECOVERY_KEY.replace("4", "٤"), (0,)),
        ("", (0,)),
    ],
)
def test_a_mistyped_group_is_told(text: str, groups: tuple[int, ...]) -> None:
    assert mistyped(text) == groups


@given(
    st.lists(st.tuples(st.integers(0, 900), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
    st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_lying_metadata_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    small: bytes,
    changes: list[tuple[int, bytes]],
    vouched: bool,
) -> None:
    image = bytearray(small)
    at = len(small) - 6 * made.BLOCK
    end = int.from_bytes(image[at + 8 : at + 10], "little") * 16
    for place, part in changes:
        image[at + place : at + place + len(part)] = part
    if vouched:  # by the checksum, as somebody would who means it
        image[at + end + 4 : at + end + 8] = zlib.crc32(image[at : at + end]).to_bytes(4, "little")
    for count in (5, 4):
        image[len(small) - count * made.BLOCK] ^= 1
    folder = tmp_path_factory.getbasetemp()
    try:
        with opened(folder, bytes(image), STARTUP) as source:
            found = list(source.walk())
    except SourceRefusal as refusal:
        assert refusal.code.startswith(("bitlocker", "source_"))  # noqa: PT017 - either answer is right
    else:
        assert len(found) < 100


@pytest.fixture(scope="module")
def small(plain: bytes) -> bytes:
    return made.sealed(plain, [made.startup()], "aes_cbc_128")


def test_libbde_reads_the_same_bytes(tmp_path: Path, plain: bytes) -> None:
    pybde = pytest.importorskip("pybde", reason="libbde-python is not installed")
    (tmp_path / "cle.BEK").write_bytes(STARTUP.startup_keys[0])
    for method in made.METHODS:
        image = made.sealed(plain, [made.startup()], method)
        theirs = pybde.volume()
        theirs.read_startup_key(str(tmp_path / "cle.BEK"))
        theirs.open_file_object(BytesIO(image))
        assert theirs.unlock()
        with opened(tmp_path, image, STARTUP) as source:
            disk = source.disk("1")
            assert disk.size == theirs.size
            for at in range(0, disk.size, MIB // 2):
                assert disk.read(at, MIB // 2) == theirs.read_buffer_at_offset(MIB // 2, at)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("bdeinfo", ["-r", made.RECOVERY_KEY]),
        ("cryptsetup", ["bitlkDump"]),
    ],
)
def test_other_programs_take_what_we_build_for_bitlocker(
    tmp_path: Path, volume: bytes, tool: str, arguments: list[str]
) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    path = tmp_path / "disque.img"
    path.write_bytes(volume)
    done = subprocess.run([tool, *arguments, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = done.stdout.casefold()
    assert "3fd763f9-0000-0000-0000-000000000002" in told
    assert "locked" not in told.replace("unlocked", "")


@pytest.mark.skipif(SAMPLES not in os.environ, reason=f"{SAMPLES} names no folder of images made by Windows")
def test_images_made_by_windows_open() -> None:
    folder = Path(os.environ[SAMPLES])
    told = configparser.ConfigParser()
    told.read(folder / "images.conf")
    opened_: dict[str, str] = {}
    for name in told.sections():
        facts, image = told[name], (folder / f"{name}.img").read_bytes()
        keys = {"recovery": Asked(recovery_keys=(facts["rp"],))}
        if facts.get("pw"):
            keys["password"] = Asked(password=facts["pw"])
        if "sk_vmk_guid" in facts:
            bek = folder / f"{facts['sk_vmk_guid'].upper()}.BEK"
            keys["startup_key"] = Asked(startup_keys=(bek.read_bytes(),))
        for kind, asked in keys.items():
            opened_[f"{name} {kind}"] = _head(image, asked)
    assert {name for name, head in opened_.items() if not head} == {
        "bitlk-aes-xts-128-eow password",
        "bitlk-aes-xts-128-eow recovery",
    }


def _head(image: bytes, asked: Asked) -> str:
    from toolkit.media import bitlocker, filesystems

    def read(offset: int, length: int) -> bytes:
        return image[offset : offset + length]

    try:
        disk, _ = bitlocker.unlock(read, len(image), asked)
    except bitlocker.Locked as locked:
        assert locked.why == "bitlocker_on_write"  # noqa: PT017 - the others must open
        return ""
    found = filesystems.recognise(disk.read)
    assert found is not None
    return found.name + hashlib.sha256(disk.read(0, MIB)).hexdigest()
