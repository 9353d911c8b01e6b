"""The public door: files of many types, whole, encrypted in many ways, protected, spoiled and hostile."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.records import Damage, DamageVerdict
from toolkit.scan import damage
from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.damage import examine

ENCRYPTED, INTACT, DAMAGED = DamageVerdict.ENCRYPTED, DamageVerdict.INTACT, DamageVerdict.DAMAGED
PROTECTED, RANDOM, UNKNOWN = DamageVerdict.PROTECTED, DamageVerdict.RANDOM, DamageVerdict.UNKNOWN
Cipher = Callable[..., bytes]


def judged(name: str, data: bytes, **known: str) -> Damage:
    return examine(name, Content.of(data), **known)


def every(
    data: bytes, cipher: Cipher, run: int, period: int, start: int = 0, stop: int | None = None
) -> bytes:
    out = bytearray(data)
    key = cipher(len(data))
    for at in range(start, min(len(data), stop or len(data)), period):
        end = min(at + run, stop or len(data), len(data))
        out[at:end] = key[at:end]
    return bytes(out)


def test_intact_files_are_called_so_and_vouched_for(samples: dict[str, bytes]) -> None:
    called = {name: judged(name, data) for name, data in samples.items()}
    assert {name: one for name, one in called.items() if one.verdict != INTACT} == {}
    assert {name: one for name, one in called.items() if not 0.5 <= one.vouched <= 1 or one.reasons} == {}


@pytest.mark.parametrize("name_added", ["", ".k3yhold", ".[help@mail.example].eight"])
@pytest.mark.parametrize(
    ("run", "period", "stop"),
    [
        (1 << 30, 1 << 30, None),
        (4096, 1 << 30, 4096),
        (4096, 8192, None),
        (16, 32, None),
        (64, 256, None),
        (64, 192, None),
    ],
    ids=["whole", "head", "4k/8k", "16/32", "64/256", "64/192"],
)
def test_encrypted_files_are_seen(
    samples: dict[str, bytes], cipher: Cipher, run: int, period: int, stop: int | None, name_added: str
) -> None:
    missed = {
        name: called
        for name, data in samples.items()
        if (called := judged(name + name_added, every(data, cipher, run, period, stop=stop))).verdict
        != ENCRYPTED
    }
    assert missed == {}


def test_first_half_and_footer_are_seen(samples: dict[str, bytes], cipher: Cipher) -> None:
    for name, data in samples.items():
        spoiled = cipher(len(data) // 2) + data[len(data) // 2 :] + cipher(512, "footer")
        assert judged(f"{name}.akira", spoiled).verdict == ENCRYPTED, name


def test_spared_magic_is_not_enough(samples: dict[str, bytes], cipher: Cipher) -> None:
    for name in (
        "lettre.docx",
        "facture.pdf",
        "photo.jpg",
        "schema.png",
        "ancien.doc",
        "cabinet.sqlite",
        "programme.exe",
    ):
        spoiled = every(samples[name], cipher, 153_600, 1 << 30, start=5, stop=153_605)
        assert judged(name, spoiled).verdict == ENCRYPTED, name


def test_plain_body_turned_random_behind_a_spared_head_is_seen(
    samples: dict[str, bytes], cipher: Cipher
) -> None:
    for name in ("journal.txt", "cabinet.sqlite", "System.evtx", "base.fdb", "ruche.hve", "panoramique.dcm"):
        spoiled = every(samples[name], cipher, 1 << 30, 1 << 30, start=8192)
        assert judged(name, spoiled).verdict == ENCRYPTED, name


def test_the_pattern_is_measured(samples: dict[str, bytes], cipher: Cipher) -> None:
    text = samples["journal.txt"] * 10
    assert "intermittent:16/32" in judged("a.txt", every(text, cipher, 16, 32)).reasons
    assert "intermittent:64/192" in judged("a.txt", every(text, cipher, 64, 192)).reasons
    assert "intermittent:8192/32768" in judged("a.txt", every(text, cipher, 8192, 32768)).reasons


def test_base64_of_ciphertext_is_seen_and_a_certificate_is_not(cipher: Cipher) -> None:
    code = base64.b64encode(cipher(9000))
    assert judged("lettre.docx", code).reasons == ("base64_random",)
    assert judged("notes.txt.k3yhold", code).verdict == ENCRYPTED
    assert judged("notes.txt", code).verdict == ENCRYPTED
    assert judged("cle.txt", base64.b64encode(cipher(1500))) == Damage(RANDOM, ("base64_random",), 0.0)
    assert judged("notes.txt", base64.b64encode(b"Salted__" + cipher(9000))).reasons == ("wrapper:openssl",)
    assert judged("notes.txt", base64.b64encode(b"Cher confrere, " * 200)).verdict == INTACT
    pem = b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(cipher(2000)) + b"-----END CERTIFICATE-----\n"
    assert judged("chaine.txt", pem).verdict == INTACT


def test_random_content_without_a_trait_is_never_called_encrypted(cipher: Cipher) -> None:
    for name in (
        "coffre",
        "volume.hc",
        "blob.bin",
        "a81f03d2",
        "sauvegarde.dat",
        "fichier:flux",
        "x.lockable",
    ):
        assert judged(name, cipher(50_000)).verdict == RANDOM, name


def test_random_content_with_a_trait_is_called_encrypted(cipher: Cipher) -> None:
    for name in ("x.lockbit", "CDtU3Eq.HLJkNskOq", "a.dcm.id[1A2B3C4D-2275].[x@mail.example].eight"):
        assert judged(name, cipher(50_000)).verdict == ENCRYPTED, name
    assert judged("coffre.xyz", cipher(50_000), appended=".xyz").verdict == ENCRYPTED
    assert judged("coffre", cipher(50_000), appended="").verdict == RANDOM


def test_markers_of_families_are_named(samples: dict[str, bytes], cipher: Cipher) -> None:
    mark = b"{36A698B9-D67C-4E07-BE82-0EC5B14B4DF5}"
    spoiled = every(samples["photo.jpg"], cipher, 1 << 30, 1 << 30, start=5) + b"A" * 40 + mark
    assert "marker:stopdjvu" in judged("photo.jpg.qwer", spoiled).reasons
    report = samples["journal.txt"] + b"Le fichier se termine par " + mark
    assert judged("rapport.txt", report).verdict == INTACT


def test_a_renamed_whole_file_is_not_encrypted(samples: dict[str, bytes]) -> None:
    assert judged("lettre.docx.k3yhold", samples["lettre.docx"]) == Damage(
        INTACT, ("renamed_only",), pytest.approx(1, abs=0.1)
    )
    assert judged("photo.jpg", samples["schema.png"]).verdict == INTACT
    assert "name_mismatch" in judged("facture.pdf", samples["schema.png"]).reasons


def test_cut_files_are_damaged(samples: dict[str, bytes]) -> None:
    for name in (
        "lettre.docx",
        "facture.pdf",
        "photo.jpg",
        "schema.png",
        "archive.gz",
        "archive.xz",
        "panoramique.dcm",
    ):
        cut = samples[name][: len(samples[name]) * 2 // 3]
        assert judged(name, cut).reasons == ("truncated",), name
        assert judged(name, cut).verdict == DAMAGED, name


def test_wiped_files_are_damaged(samples: dict[str, bytes]) -> None:
    for name, data in samples.items():
        assert judged(name, bytes(len(data))).verdict == DAMAGED, name


def test_one_flipped_bit_is_not_an_attack(samples: dict[str, bytes]) -> None:
    for name, data in samples.items():
        spoiled = bytearray(data)
        spoiled[len(data) * 2 // 3] ^= 4
        assert judged(name, bytes(spoiled)).verdict != ENCRYPTED, name


def test_one_bad_place_is_not_an_attack(
    samples: dict[str, bytes], made: dict[str, Callable[..., bytes]]
) -> None:
    files = dict(samples)
    files["archives.zip"] = made["zipped"]({f"{n}.txt": samples["journal.txt"][n * 9 :] for n in range(40)})
    for name in (
        "archives.zip",
        "lettre.docx",
        "facture.pdf",
        "photo.jpg",
        "logo.gif",
        "archive.gz",
        "System.evtx",
    ):
        half = len(files[name]) // 2
        spoiled = files[name][:half] + bytes(4096) + files[name][half + 4096 :]
        assert judged(name, spoiled[: len(files[name])]).verdict != ENCRYPTED, name


def test_what_windows_works_with_on_its_disk_is_neither_damaged_nor_random(cipher: Cipher) -> None:
    shadow = "{3808876b-c176-4e48-b7ae-04046e6cc752}"
    copies = (shadow, "{0e1b3f4c-0000-11ee-a111-000c29ab12cd}" + shadow)
    logs = ("edb.log", "edb0001F.log", "edbres00001.jrs", "V01.log", "SRU0A3.log", "edbtmp.log")
    for name in ("pagefile.sys", "Hiberfil.sys", "swapfile.sys", *logs, *copies):
        for content in (bytes(200_000), cipher(200_000), b"MZ" + cipher(200_000)):
            assert judged(name, content).verdict is UNKNOWN
    assert judged("disk.sys", bytes(200_000)).verdict is DAMAGED
    assert judged("journal.log", cipher(200_000)).verdict == ENCRYPTED
    assert judged("edb.log.akira", cipher(200_000)).verdict == ENCRYPTED


def test_small_and_empty_files_are_not_judged(cipher: Cipher) -> None:
    assert judged("vide.docx", b"") == Damage(UNKNOWN, ("empty",), 0.0)
    assert judged("court.docx", b"PK\3\4\x14" + bytes(30)) == Damage(UNKNOWN, ("too_small",), 0.0)
    assert judged("court.docx", cipher(200)).verdict == ENCRYPTED
    assert judged("court.txt", b"Rendez-vous lundi").verdict == INTACT


def test_passwords_are_legitimate(
    samples: dict[str, bytes], made: dict[str, Callable[..., bytes]], cipher: Cipher
) -> None:
    locked_zip = bytearray(made["zipped"]({"a.txt": b"x" * 5000}))
    for at in (6, locked_zip.index(b"PK\1\2") + 8):
        locked_zip[at] |= 1
    files = {
        "dossier.zip": bytes(locked_zip),
        "facture.pdf": made["pdf"](b"<</Root 1 0 R/Encrypt 9 0 R>>"),
        "lettre.docx": made["ole2"]("EncryptedPackage", ("EncryptionInfo",)),
        "archives.7z": made["seven"](b"\x06\xf1\x07\x01"),
        "archives.rar": made["rar"](b"\x03\x01\x00\x00"),
        "coffre.kdbx": b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5" + cipher(4000),
        "lettre.docx.gpg": b"\x85\x01\x0c\x03"
        + cipher(8)
        + b"\x01\x08\x00"
        + cipher(256)
        + b"\xd2\xec"
        + cipher(4096),
        "lettre.docx.age": b"age-encryption.org/v1\n-> X25519 abc\n" + cipher(4000),
        "disque.img": b"LUKS\xba\xbe\0\1" + cipher(9000),
    }
    called = {name: judged(name, data) for name, data in files.items()}
    assert {name: one for name, one in called.items() if one.verdict != PROTECTED} == {}


def test_a_locked_archive_in_place_of_a_document_is_an_attack(made: dict[str, Callable[..., bytes]]) -> None:
    locked = made["seven"](b"\x06\xf1\x07\x01")
    assert judged("radio.dcm.k3yhold", locked).verdict == ENCRYPTED
    assert judged("radio.dcm", locked).verdict == PROTECTED


def test_a_database_no_validator_knows_is_judged_by_its_runs(cipher: Cipher) -> None:
    page = (b"\1\0\0\0" + b"Dossier 00042; soin; 28,92\0\0" * 80)[:2048]
    plain = page * 400
    assert judged("dossiers.fic", plain).verdict == UNKNOWN
    assert judged("dossiers.fic", plain[:200_000] + cipher(300_000) + plain[500_000:]).verdict == ENCRYPTED
    assert judged("dossiers.fic", cipher(4096) + plain[4096:]).verdict == ENCRYPTED


def test_unlocked_archives_are_not_called_protected(made: dict[str, Callable[..., bytes]]) -> None:
    assert judged("archives.7z", made["seven"]()).verdict == UNKNOWN
    assert judged("archives.7z", made["seven"]()).reasons == ("body_unchecked",)
    assert judged("archives.rar", made["rar"]()).reasons == ("body_unchecked",)


def test_large_files_are_judged_by_windows(tmp_path: Path, cipher: Cipher) -> None:
    size, chunk = WHOLE_LIMIT + 4096 * 5, cipher(1 << 20)
    for name, head, verdict in (
        ("base.fdb.k3yhold", chunk, ENCRYPTED),
        ("export.sql", b"insert into patients values (1, 'Exemple');\n" * 25_000, INTACT),
        ("image.dd", bytes(1 << 20), UNKNOWN),
    ):
        path = tmp_path / name
        with path.open("wb") as out:
            while out.tell() < size:
                out.write(head)
        with path.open("rb") as stream:
            content = Content(stream, size)
            content.digest()
            called = examine(name, content)
        assert content.whole is None
        assert called.verdict == verdict, name
        assert called.vouched < 0.1, name


def test_every_validator_is_listed() -> None:
    folder = Path(damage.__file__).parent
    offering = {
        path.stem
        for path in folder.glob("*.py")
        if re.search(r"^def check\(content", path.read_text(), re.MULTILINE)
    }
    assert offering == {check.__module__.rpartition(".")[2] for _, check in damage.VALIDATORS}


EXTENSIONS = (
    "docx", "pdf", "jpg", "png", "gif", "bmp", "tif", "doc", "dcm", "sqlite", "txt", "gz", "bz2", "xz", "7z",
    "rar", "exe", "so", "mp4", "wav", "mp3", "evtx", "hve", "fdb", "mdb", "tar", "lnk", "bin", "docx.akira",
)  # fmt: skip
STARTS = (
    b"", b"PK\3\4", b"PK\5\6", b"%PDF-1.4\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM",
    b"II*\0", b"MM\0*", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(128) + b"DICM", b"SQLite format 3\0",
    b"\x1f\x8b\x08\0", b"BZh91AY&SY", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\7\0",
    b"Rar!\x1a\7\1\0", b"MZ", b"\x7fELF\2\1\1",
    b"\0\0\0\x18ftyp", b"RIFF\0\0\0\0WAVE", b"ID3\3\0\0\0\0\0\0", b"ElfFile\0",
    b"regf", b"\xff\xfb\x90\0", b"!<arch>\n", b"\0\1\0\0Standard Jet DB\0", b"\x85\1\x0c\3", b"{\\rtf1",
    b"\x4c\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0\x46",
)  # fmt: skip
NAMES = st.sampled_from([f"a.{extension}" for extension in EXTENSIONS])


@settings(max_examples=400, deadline=None)
@given(
    name=NAMES | st.text(max_size=40),
    start=st.sampled_from(STARTS),
    body=st.binary(max_size=700),
    times=st.sampled_from([1, 1, 9]),
)
def test_any_bytes_get_an_answer(name: str, start: bytes, body: bytes, times: int) -> None:
    called = judged(name, start + body * times)
    assert called.verdict in DamageVerdict
    assert called.reasons or called.verdict == INTACT
    assert 0 <= called.vouched <= 1


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_spoiled_sample_gets_an_answer(samples: dict[str, bytes], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(samples)))
    whole = samples[name]
    at = data.draw(st.integers(0, min(len(whole), 6000)))
    patch = data.draw(st.binary(max_size=40))
    cut = data.draw(st.sampled_from([None, at + 1, at + 30, at + 600]))
    called = judged(name, (whole[:at] + patch + whole[at + len(patch) :])[:cut])
    assert 0 <= called.vouched <= 1
