"""7z, tar and its packings, sets cut into parts, ZIP with a password, disc images: read, damaged, refused."""

import base64
import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import py7zr
import pytest
import pyzipper
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backup.builder import judged, medium, practice
from tests.backup.forms import laid
from toolkit.backup.forms import disc, seven_zip, split, tape, wim, zip_archive
from toolkit.backup.forms.form import Found, Reader, State
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.records import Entry, EntryKind

FILES = {"d/patient.txt": b"patient\n", "d/sub/long nom accentu\u00e9.txt": b"bonjour\n"}
ZEROS = {"d/zeros.bin": bytes(140_000)}
MANY = {f"dossier/{number:03}.txt": f"acte {number} ".encode() * number for number in range(60)}


@cache
def real(name: str) -> bytes:
    """Return an archive that a real program made: 7-Zip 22.01, Info-ZIP 3.0, xorriso 1.5.4, wimlib 1.13.6."""
    text = (Path(__file__).parent / "archives.b64").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(base64.b64decode(text)))) as held:
        found = held.extractfile(name)
        assert found is not None
        return found.read()


@cache
def seven(password: str | None = None, *, hidden: bool = False) -> bytes:
    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w", password=password, header_encryption=hidden) as archive:
        for name, content in MANY.items():
            archive.writestr(content, name)
    return made.getvalue()


@cache
def tar(form: int = tarfile.PAX_FORMAT, files: tuple[tuple[str, bytes], ...] = tuple(MANY.items())) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name, content in files:
            one = tarfile.TarInfo(name)
            one.size, one.mtime = len(content), 1_791_626_400
            archive.addfile(one, io.BytesIO(content))
    return made.getvalue()


@cache
def locked_zip() -> bytes:
    made = io.BytesIO()
    with pyzipper.AESZipFile(made, "w", compression=8, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword("été".encode())
        for name, content in MANY.items():
            archive.writestr(name, content)
    return made.getvalue()


def found(read: Reader, files: Mapping[str, bytes], *words: str) -> Found:
    made = read(laid.place(files).below(next(iter(files))), words)
    assert made is not None
    return made


def kept(made: Found) -> dict[str, bytes | str]:
    """Return what the one point of a backup holds: the bytes of each path, or why they are not read."""
    (point,) = made.points
    assert point.open is not None
    source, told = point.open(), dict[str, bytes | str]()
    try:
        for one in source.walk():
            if not isinstance(one, Entry):
                told[one.path] = one.why
            elif one.kind is EntryKind.FILE:
                try:
                    with source.open(one) as stream:
                        told[one.path] = stream.read()
                except Unreadable as error:
                    told[one.path] = error.why
    finally:
        source.close()
    return told


def codes(made: Found) -> list[str]:
    return [str(one["code"]) for one in made.faults]


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]


@pytest.mark.parametrize(("password", "hidden"), [(None, False), ("secret", False), ("secret", True)])
def test_a_7z_gives_back_every_file(password: str | None, *, hidden: bool) -> None:
    content = seven(password, hidden=hidden)
    words = ("autre", password) if password else ()
    assert kept(found(seven_zip.read, {"a.7z": content}, *words)) == MANY


@pytest.mark.parametrize("words", [(), ("autre",), ("secre",)])
@pytest.mark.parametrize("hidden", [False, True])
def test_a_wrong_password_is_no_damage(words: tuple[str, ...], *, hidden: bool) -> None:
    made = found(seven_zip.read, {"a.7z": seven("secret", hidden=hidden)}, *words)
    assert (made.state, codes(made)) == (State.LOCKED, ["fault_locked"])


def test_a_7z_of_the_real_program_with_names_locked() -> None:
    made = found(seven_zip.read, {"a.7z": real("real-aes.7z")}, "secret")
    assert kept(made) == FILES | ZEROS


def test_a_way_of_packing_that_is_not_undone_is_told() -> None:
    made = found(seven_zip.read, {"a.7z": real("ppmd.7z")})
    assert (made.state, codes(made)) == (State.OPAQUE, ["fault_method"])


def test_a_changed_bit_of_a_7z_is_told_wherever_it_lies() -> None:
    content = seven()
    end = 32 + int.from_bytes(content[12:20], "little")
    for at in range(8, len(content), 37):
        made = found(seven_zip.read, {"a.7z": flipped(content, at)})
        if at < 32 or at >= end:
            assert made.state is State.BROKEN, at
        else:
            told = kept(made) if made.points else {}
            assert made.state is State.BROKEN or "damaged" in told.values(), at
            assert all(one in (MANY[path], "damaged") for path, one in told.items()), at


def test_a_7z_cut_short_is_broken() -> None:
    made = found(seven_zip.read, {"a.7z": seven()[:-1]})
    assert (made.state, codes(made)) == (State.BROKEN, ["fault_not_to_end"])


def test_an_empty_7z_holds_nothing_and_is_whole() -> None:
    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w"):
        pass
    one = found(seven_zip.read, {"a.7z": made.getvalue()})
    assert (one.state, kept(one)) == (State.READ, {})


def test_the_parts_of_a_7z_are_read_as_one() -> None:
    content = seven()
    parts = {f"a.7z.{at + 1:03}": content[at * 300 : at * 300 + 300] for at in range(-(-len(content) // 300))}
    made = found(split.read, parts)
    assert kept(made) == MANY
    assert all(made.own(f"{laid.PLACE}/{name}") for name in parts)


@pytest.mark.parametrize("gone", [1, 2])
def test_a_part_that_is_missing_is_named(gone: int) -> None:
    parts = {f"a.7z.{at:03}": seven()[:100] for at in (1, 2, 3) if at != gone}
    made = found(split.read, parts)
    assert made.state is State.BROKEN
    assert [one["path"] for one in made.faults] == [f"{laid.PLACE}/a.7z.{gone:03}"]


def cut() -> dict[str, bytes]:
    return {name: real(name) for name in ("cut.z01", "cut.z02", "cut.zip")}


def test_a_zip_cut_by_a_zip_program_is_read_as_one() -> None:
    told = kept(found(split.read, cut()))
    assert told["d/zeros.bin"] == ZEROS["d/zeros.bin"]
    assert told["d/patient.txt"] == b"patient\n"


def test_a_cut_zip_without_its_last_file_is_told() -> None:
    parts = cut()
    del parts["cut.zip"]
    made = found(split.read, parts)
    assert (made.state, [one["path"] for one in made.faults]) == (State.BROKEN, [f"{laid.PLACE}/cut.zip"])


def test_a_part_of_a_rar_set_that_is_missing_is_named() -> None:
    made = found(split.read, {"a.part1.rar": b"Rar!", "a.part3.rar": b"Rar!"})
    assert (made.form, made.state) == ("rar", State.OPAQUE)
    assert [one["path"] for one in made.faults] == [f"{laid.PLACE}/a.part2.rar"]


@pytest.mark.parametrize("name", ["zc.zip", "aes.zip"])
def test_a_zip_with_a_password_of_7_zip(name: str) -> None:
    assert kept(found(zip_archive.read, {name: real(name)}, "autre", "secret")) == FILES
    assert set(kept(found(zip_archive.read, {name: real(name)}, "autre")).values()) == {"password"}


def test_a_zip_locked_by_aes_gives_back_every_file() -> None:
    assert kept(found(zip_archive.read, {"a.zip": locked_zip()}, "été")) == MANY


def test_a_changed_bit_of_a_locked_zip_is_damage() -> None:
    at = locked_zip().index(b"dossier/059.txt") + 60
    told = kept(found(zip_archive.read, {"a.zip": flipped(locked_zip(), at)}, "été"))
    assert [path for path, one in told.items() if one != MANY[path]] == ["dossier/059.txt"]
    assert told["dossier/059.txt"] == "damaged"


PACKINGS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tape_gives_back_every_file(form: int) -> None:
    made = found(tape.read, {"a.tar": tar(form)})
    assert (kept(made), codes(made)) == (MANY, [])


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tape_of_a_folder_begins_by_that_folder(form: int) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        root, one = tarfile.TarInfo("./"), tarfile.TarInfo("./a.txt")
        root.type, one.size = tarfile.DIRTYPE, 3
        archive.addfile(root)
        archive.addfile(one, io.BytesIO(b"abc"))
    assert kept(found(tape.read, {"a.tar": made.getvalue()})) == {"a.txt": b"abc"}


@pytest.mark.parametrize("ending", PACKINGS)
def test_a_packed_tape_gives_back_every_file(ending: str) -> None:
    made = found(tape.read, {f"a.tar.{ending}": PACKINGS[ending](tar())})
    assert (kept(made), codes(made)) == (MANY, [])


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_and_links(form: int) -> None:
    made, name = io.BytesIO(), "dossier/" * 20 + "é.txt"
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        one = tarfile.TarInfo(name)
        one.size = 3
        archive.addfile(one, io.BytesIO(b"abc"))
        link = tarfile.TarInfo("lien")
        link.type, link.linkname = tarfile.LNKTYPE, name
        archive.addfile(link)
    assert kept(found(tape.read, {"a.tar": made.getvalue()})) == {name: b"abc", "lien": b"abc"}


@pytest.mark.parametrize("ending", PACKINGS)
def test_what_stands_behind_the_last_file_is_read_too(ending: str) -> None:
    content = PACKINGS[ending](tar())
    for wrong in (content[:-4], flipped(content, len(content) - 5), content[:-16] + bytes(16)):
        # bzip2 gives nothing of a block whose sum is another, and there is but one here.
        told = {"fault_not_to_end"} if ending != "bz2" else {"fault_not_to_end", "fault_unopened"}
        assert told.issuperset(codes(found(tape.read, {f"a.tar.{ending}": wrong})) or ["none"])


def test_a_tape_cut_between_two_files_is_told() -> None:
    made = found(tape.read, {"a.tar": tar()[: 512 * 10]})
    assert codes(made) == ["fault_not_to_end"]
    assert kept(made)[""] == "damaged_directory"


def test_an_empty_tape_is_whole() -> None:
    made = found(tape.read, {"a.tar.gz": gzip.compress(tar(files=()))})
    assert (made.form, kept(made), codes(made)) == ("tar_gzip", {}, [])


def test_a_packed_file_is_the_file_it_holds() -> None:
    made = found(tape.read, {"base.sql.gz": gzip.compress(b"INSERT INTO patients;\n" * 900)})
    assert kept(made) == {"base.sql": b"INSERT INTO patients;\n" * 900}


def test_a_packed_file_whose_sum_is_another_is_told() -> None:
    content = gzip.compress(b"INSERT INTO patients;\n" * 900)
    assert codes(found(tape.read, {"base.sql.gz": flipped(content, len(content) - 6)})) == [
        "fault_not_to_end"
    ]


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.backup.archives.packed.ROOM", 1 << 20)
    assert codes(found(tape.read, {"base.sql.gz": gzip.compress(bytes(1 << 24))})) == ["fault_bomb"]


@pytest.mark.parametrize("name", ["joliet.iso", "rock.iso"])
def test_a_disc_gives_back_every_file(name: str) -> None:
    told = kept(found(disc.read, {name: real(name)}))
    assert told == {path.removeprefix("d/"): one for path, one in (FILES | ZEROS).items()}


def test_a_disc_cut_short_is_told() -> None:
    content = real("rock.iso")
    assert "fault_not_to_end" in codes(found(disc.read, {"a.iso": content[: len(content) // 2]}))


def test_the_sums_of_a_windows_image_are_held() -> None:
    content = real("image.wim")
    whole = found(wim.read, {"a.wim": content})
    assert (whole.state, codes(whole), whole.about["images"]) == (State.STRUCTURE, [], 1)
    assert codes(found(wim.read, {"a.wim": flipped(content, 300)})) == ["fault_part_changed"]
    assert found(wim.read, {"a.wim": content[:-40]}).state is State.BROKEN


@pytest.mark.parametrize("ending", ["wim", "esd"])
def test_a_windows_image_whose_start_was_wiped_is_broken(ending: str) -> None:
    content = real("image.wim")
    for wiped in (bytes(4096) + content[4096:], bytes(len(content))):
        assert found(wim.read, {f"a.{ending}": wiped}).state is State.BROKEN
    assert wim.read(laid.place({"a.esd": b"autre chose"}).below("a.esd"), ()) is None


def test_a_list_of_a_windows_image_that_was_overwritten_is_told() -> None:
    content = bytearray(real("image.wim"))
    content[124:148] = bytes(24)  # without its sums
    assert codes(found(wim.read, {"a.wim": bytes(content)})) == []
    for field in (48, 72):  # the files, and what is said of the images
        length, at = int.from_bytes(content[field : field + 7], "little"), content[field + 8 : field + 16]
        start = int.from_bytes(at, "little")
        struck = content[:start] + b"\x93" * length + content[start + length :]
        assert codes(found(wim.read, {"a.wim": bytes(struck)})) == ["fault_part_changed"]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_small_locked_7z_leaves_a_good_medium_good(tmp_path: Path, *, hidden: bool) -> None:
    where = medium(tmp_path / "disque", practice())
    (where / "Sauvegarde/code.7z").write_bytes(seven("secret", hidden=hidden))
    verdict = judged(where)
    told = {name: str(verdict.answers[name].answer) for name in ("clean", "not_encrypted", "restorable")}
    assert told == dict.fromkeys(told, "yes"), verdict.reasons
    alone = tmp_path / "autre"
    alone.mkdir()
    (alone / "code.7z").write_bytes(seven("secret", hidden=hidden))
    assert str(judged(alone).rely) == "opaque"


def test_a_backup_in_a_tape_in_a_7z_is_judged_to_its_files(tmp_path: Path) -> None:
    inner = gzip.compress(tar(files=tuple((node.path, node.data or b"") for node in practice())))
    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w") as archive:
        archive.writestr(inner, "sauvegarde.tar.gz")
    where = medium(tmp_path / "disque", [])
    (where / "sauvegarde.7z").write_bytes(made.getvalue())
    verdict = judged(where)
    assert str(verdict.answers["not_encrypted"].answer) == "yes"
    assert verdict.coverage["files_seen"] > len(practice())


SEEDS: tuple[tuple[Reader, str, bytes], ...] = (
    (seven_zip.read, "a.7z", seven()),
    (seven_zip.read, "a.7z", seven("secret", hidden=True)),
    (seven_zip.read, "a.7z", seven("secret")),
    (tape.read, "a.tar", tar()),
    (tape.read, "a.tar.gz", gzip.compress(tar())),
    (tape.read, "a.tar.xz", lzma.compress(tar())),
    (zip_archive.read, "a.zip", locked_zip()),
    (disc.read, "a.iso", real("joliet.iso")),
    (wim.read, "a.wim", real("image.wim")),
    (split.read, "a.7z.001", seven()),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SEEDS), st.data())
def test_damaged_bytes_are_told_or_refused(seed: tuple[Reader, str, bytes], data: st.DataObject) -> None:
    read, name, content = seed
    at = data.draw(st.integers(0, len(content) - 1))
    part = data.draw(st.binary(max_size=40))
    wrong = content[:at] + part + content[at + len(part) :]
    wrong = wrong[: data.draw(st.integers(len(wrong) // 2, len(wrong)))]
    made = read(laid.place({name: wrong}).below(name), ("secret", "été"))
    if made is not None and made.points:
        try:
            kept(made)
        except (SourceRefusal, Unreadable):
            return
