"""Archives opened one level: what a member holds is found, and nothing hostile takes us down."""

import base64
import bz2
import gzip
import hashlib
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

import py7zr
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.targets import archives
from evaluation.targets.archives import LETTER, NAME, SCRIPT
from toolkit.records import DamageVerdict, Note
from toolkit.scan import inside, known, notes
from toolkit.scan.content import Content
from toolkit.scan.examine import findings
from toolkit.scan.filetype import recognise
from toolkit.scan.inside import FORMATS, room
from toolkit.scan.known import Known
from toolkit.scan.notes.knowledge import Knowledge as NotesKnown

RULE = "Trousse_Script_Destroys_Recovery"
HASH = hashlib.sha256(SCRIPT).hexdigest()
NOTE = (
    b"All your files have been encrypted! To decrypt your files you must pay in bitcoin.\r\n"
    b"Contact us: recover.files@onionmail.test\r\nYour personal ID: 8F3A-22C1-90BD\r\n"
    b"Do not rename encrypted files. We will publish your data if you refuse to pay.\r\n"
)


@pytest.fixture(scope="module")
def signatures() -> Known:
    return known.load()


def look(data: bytes, known: Known, name: str = "archive") -> inside.Inside:
    content = Content.of(data)
    return inside.look(name, recognise(name, content.head, content.tail), content, known)


def bare(data: bytes, **more: bytes) -> bytes:
    """Return a ZIP of one member and others."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("un", data)
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


X86 = {"id": py7zr.FILTER_X86}
SCRIPTED = {
    "stored": archives.zipped(zipfile.ZIP_STORED),
    "deflate": archives.zipped(),
    "zip bzip2": archives.zipped(zipfile.ZIP_BZIP2),
    "zip lzma": archives.zipped(zipfile.ZIP_LZMA),
    "tar": archives.taped(),
    "tar.gz": archives.taped("w:gz"),
    "tar.bz2": archives.taped("w:bz2"),
    "tar.xz": archives.taped("w:xz"),
    "7z": archives.seven(),
    "7z lzma": archives.seven([X86, {"id": py7zr.FILTER_LZMA, "preset": 1}]),
    "7z copy": archives.seven([{"id": py7zr.FILTER_COPY}]),
    "7z deflate": archives.seven([{"id": py7zr.FILTER_DEFLATE}]),
    "7z zstd": archives.seven([{"id": py7zr.FILTER_ZSTD, "level": 3}]),
}


@pytest.mark.parametrize("data", SCRIPTED.values(), ids=SCRIPTED)
def test_a_script_is_found_under_its_own_name(data: bytes, signatures: Known) -> None:
    found = look(data, signatures)
    assert found.members == ({"path": NAME, "size": len(SCRIPT), "sha256": HASH, "rules": [RULE]},)
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (archives.disc(), "DOSSIER/NUIT.BAT"),
        (archives.wide_disc(), "nuit é.bat"),
        (archives.message(), "nuit.bat"),
        (archives.compound({"Pool/\x01Ole10Native": archives.package(SCRIPT)}), "nuit.bat"),
        (archives.mailed(), "reçu .bat"),
        (archives.mailed("quoted-printable"), "reçu .bat"),
        (gzip.compress(SCRIPT), "nuit.bat"),
        (bz2.compress(SCRIPT), "nuit.bat"),
        (lzma.compress(SCRIPT), "nuit.bat"),
    ],
)
def test_so_it_is_on_a_disc_in_a_message_a_mail_and_a_packed_file(
    data: bytes, path: str, signatures: Known
) -> None:
    (member,) = look(data, signatures, "nuit.bat.gz").members
    assert (member["path"], member["rules"]) == (path, [RULE])


def test_long_names_of_tapes(signatures: Known) -> None:
    long = "dossier/" * 30 + "nuit.bat"
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT):
        name = long[-150:] if form == tarfile.USTAR_FORMAT else long
        (member,) = look(archives.taped(name=name, form=form), signatures).members
        assert member["path"] == name


def test_a_program_in_a_7z_is_the_one_that_was_packed(signatures: Known) -> None:
    # The filter for programs changes addresses of jumps: undone wrongly, the hash is another.
    program = b"MZ" + b"".join(
        b"\xe8" + struct.pack("<I", n * 977 % 60_000) + b"\x8b\xec" for n in range(9000)
    )
    program += SCRIPT
    for packer in ({"id": py7zr.FILTER_LZMA2, "preset": 1}, {"id": py7zr.FILTER_LZMA, "preset": 1}):
        out = io.BytesIO()
        with py7zr.SevenZipFile(out, "w", filters=[X86, packer]) as archive:
            archive.writestr(program, "facture.pdf.exe")
        (member,) = look(out.getvalue(), signatures).members
        assert member["sha256"] == hashlib.sha256(program).hexdigest()
        assert member["marks"] == ["double_extension"]


SOURCE = (
    b'Sub AutoOpen()\r\n  Set s = CreateObject("WScript.Shell")\r\n'
    b'  s.Run "vssadmin delete shadows /all /quiet", 0\r\nEnd Sub\r\n'
)


def test_the_source_of_a_macro_is_read_unpacked(signatures: Known) -> None:
    stream = archives.module(SOURCE)
    assert b"WScript.Shell" not in stream
    project = archives.compound({"VBA/Module1": stream, "PROJECT": b"ID=1"})
    document = bare(
        b"x", **{"word/vbaProject.bin": project, "[Content_Types].xml": b"<Types/>", "word/a.xml": b"<a/>"}
    )
    for data, path in ((project, "VBA/Module1"), (document, "word/vbaProject.bin/VBA/Module1")):
        by_path = {member["path"]: member["rules"] for member in look(data, signatures).members}
        assert "Trousse_Script_Host_Runs_Attack" in by_path[path]


def test_pages_and_pictures_of_a_document_are_passed_over_unless_they_are_none(signatures: Known) -> None:
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": SCRIPT,
        "word/media/image1.png": b"\x89PNG",
    }
    assert look(bare(b"x", **parts), signatures).members == ()
    hidden = b"{\\rtf1 {\\object\\objupdate {\\*\\objdata 0105}}}"
    (member,) = look(bare(b"x", **{**parts, "word/media/image2.png": hidden}), signatures).members
    assert member["path"] == "word/media/image2.png"


@pytest.mark.parametrize("filler", [0, 100_000])
def test_what_a_document_fetches_from_outside_is_looked_at(filler: int, signatures: Known) -> None:
    fetched = SCRIPT + b"<!--" + b"-" * filler + b'--><Relationship TargetMode="External" Target="x"/>'
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
    for data, paths in ((fetched, ["word/_rels/document.xml.rels"]), (SCRIPT, [])):
        document = bare(b"x", **{**parts, "word/_rels/document.xml.rels": data})
        assert [member["path"] for member in look(document, signatures).members] == paths


def test_a_demand_in_an_archive_is_a_remark(signatures: Known) -> None:
    found = look(bare(b"x", **{"HOW_TO_DECRYPT.txt": NOTE}), signatures)
    (member,) = found.members
    assert member["note"]["verdict"] == "note"
    assert found.remarks == (room.NOTE,)


def test_the_line_of_the_file_holds_it(signatures: Known) -> None:
    data = archives.zipped()
    found = findings("dossier/sauve.zip", Content.of(data), signatures)
    assert [member["path"] for member in found.inside] == [NAME]
    assert (found.rules, found.errors, found.damage.verdict) == ((), (), DamageVerdict.INTACT)


def test_a_zip_behind_other_bytes_is_opened(signatures: Known) -> None:
    data = b"bonjour\n" * 512 + archives.zipped()
    (member,) = findings("notice.txt", Content.of(data), signatures).inside
    assert (member["path"], member["rules"]) == (NAME, [RULE])
    cut = b"\0\0\0\0" * 20 + archives.zipped()[-22:]
    assert look(cut, signatures) == inside.Inside((), (room.UNREAD,))
    # The mark alone, as programs that read archives hold it, is none.
    assert look(b"MZ" + bytes(900) + b"PK\5\6" + bytes(18), signatures) == inside.NOTHING


# What cannot be opened, or only in part.


NESTED = {
    "zip in zip": bare(LETTER, **{"sauve.zip": archives.zipped()}),
    "document in zip": bare(LETTER, **{"a.docx": bare(b"x", **{"[Content_Types].xml": b"word/"})}),
    "rar in tar": archives.taped(name="a.rar").replace(SCRIPT, b"Rar!\x1a\7\1\0".ljust(len(SCRIPT), b"\0")),
    "mail in zip": bare(LETTER, **{"a.eml": archives.mailed()}),
    "gzip in gzip": gzip.compress(gzip.compress(SCRIPT)),
    "7z in mail": archives.mailed().replace(base64.encodebytes(SCRIPT), base64.encodebytes(archives.seven())),
}


@pytest.mark.parametrize("data", NESTED.values(), ids=NESTED)
def test_an_archive_in_an_archive_is_a_remark(data: bytes, signatures: Known) -> None:
    assert look(data, signatures).remarks == (room.NESTED,)


BEGUN = {
    "end of zip": b"PK\5\6" + bytes(18),
    "part of zip": b"PK\7\10" + bytes(18),
    "ole2": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "bzip2": bz2.compress(LETTER),
    "bzip2 of nothing": bz2.compress(b""),
    "xz": lzma.compress(LETTER),
    "zstd": b"\x28\xb5\x2f\xfd" + bytes(9),
    "tar": archives.taped(),
    "7z": archives.seven(),
    "iso": archives.disc(),
    "rar 4": b"Rar!\x1a\7\0" + bytes(9),
    "cab": b"MSCF" + bytes(32),
    "lzip": b"LZIP\1" + bytes(9),
    "lz4": b"\x04\x22\x4d\x18" + bytes(9),
    "wim": b"MSWIM" + bytes(9),
}


@pytest.mark.parametrize("data", BEGUN.values(), ids=BEGUN)
def test_a_member_that_begins_as_an_archive_is_a_remark(data: bytes, signatures: Known) -> None:
    assert look(bare(data), signatures).remarks == (room.NESTED,)


def test_a_member_an_examiner_fails_on_leaves_the_others(
    signatures: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    identify = notes.identify

    def failing(name: str, data: bytes, known: NotesKnown) -> Note | None:
        if name == "mauvais.txt":
            raise RecursionError
        return identify(name, data, known)

    monkeypatch.setattr(notes, "identify", failing)
    for place in (0, 1):
        parts = [("mauvais.txt", LETTER), (NAME, SCRIPT)]
        found = look(bare(LETTER, **dict(parts if place else parts[::-1])), signatures)
        assert [member["path"] for member in found.members] == [NAME]
        assert found.remarks == ("examiner_crashed",)


def locked() -> bytes:
    data = bytearray(archives.zipped())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.find(mark)
        data[place + at] |= 1
    return bytes(data)


def test_a_password_is_a_remark_and_the_rest_is_read(signatures: Known) -> None:
    found = look(locked(), signatures)
    assert ([member["path"] for member in found.members], found.remarks) == ([NAME], (room.LOCKED,))
    for options in ({"password": "x"}, {"password": "x", "header_encryption": True}):
        assert look(archives.seven(**options), signatures) == inside.Inside((), (room.LOCKED,))


def test_what_we_do_not_unpack_says_so(signatures: Known) -> None:
    assert look(b"Rar!\x1a\x07\x01\x00" + bytes(99), signatures).remarks == (room.UNREAD,)
    ppmd = archives.seven([{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}])
    assert look(ppmd, signatures).remarks == (room.UNREAD,)


BOMBS = {
    "zip": bare(bytes(64 << 20)),
    "gzip": gzip.compress(bytes(64 << 20), 1),
    "bzip2": bz2.compress(bytes(64 << 20)),
    "xz": lzma.compress(bytes(64 << 20), preset=0),
    "many streams": gzip.compress(bytes(1 << 20)) * 64,
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_a_bomb_stops_at_the_ratio(data: bytes, signatures: Known) -> None:
    limits = room.Room(len(data))
    assert look(data, signatures).remarks == (room.LIMITED,)
    with pytest.raises(room.Full):
        limits.take(room.RATIO * len(data) + room.FREE)


def test_a_dictionary_beyond_the_limit_is_not_allocated(signatures: Known) -> None:
    data = bytearray(archives.seven([{"id": py7zr.FILTER_LZMA2, "preset": 1}]))
    at = int.from_bytes(data[12:20], "little") + 32
    header = bytes(data[at:])
    place = header.find(b"\x21\x21\x01") + 3
    assert place > 2
    data[at:] = header[:place] + b"\x27" + header[place + 1 :]  # 3 GB
    assert look(bytes(data), signatures).remarks == (room.LIMITED,)


def test_streams_that_share_their_bytes_are_read_once(signatures: Known) -> None:
    data = archives.compound({"VBA/Module1": archives.module(SOURCE), "VBA/Module2": LETTER * 3})
    first, second = (data.find(name.encode("utf-16-le").ljust(64, b"\0")) for name in ("Module1", "Module2"))
    shared = bytearray(data)
    shared[second + 116 : second + 124] = data[first + 116 : first + 124]
    found = look(bytes(shared), signatures)
    assert [member["path"] for member in found.members] == ["VBA/Module1"]
    assert found.remarks == (room.DAMAGED,)


def test_a_stream_of_a_macro_is_read_to_a_limit(signatures: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside.compound, "PACKED", 8192)
    stream = archives.module(SOURCE).ljust(100_000, b"\xff")
    limits = room.Room(1 << 20)
    (member,) = inside.compound.members(Content.of(archives.compound({"VBA/Module1": stream})), limits)
    assert SOURCE[:60] in member.data
    assert (room.LIMITED in limits.remarks, limits.out < 20_000) == (True, True)


def test_headers_folded_without_end(signatures: Known) -> None:
    part = b"Content-Type: a/b;\r\n" + b" x\r\n" * 50_000
    mail = archives.mailed()
    at = mail.find(b"Content-Type: application")
    found = look(mail[:at] + part + mail[at:], signatures)
    assert found.remarks == (room.LIMITED,)
    # What follows such a part is read.
    extra = b"--=_x\r\n" + part + b"\r\nrien\r\n"
    start = mail.find(b"--=_x\r\n")
    found = look(mail[:start] + extra + mail[start:], signatures)
    assert [member["rules"] for member in found.members] == [[RULE]]


def test_members_that_share_their_bytes_are_read_once(signatures: Known) -> None:
    whole = bytearray(bare(bytes(300_000)))
    at = whole.rfind(b"PK\1\2")
    end = whole.rfind(b"PK\5\6")
    entry = bytes(whole[at:end])
    many = bytes(whole[:at]) + entry * 500 + bytes(whole[end : end + 8])
    many += struct.pack("<HHIIH", 500, 500, 500 * len(entry), at, 0)
    limits = room.Room(1 << 20)
    assert len(list(inside.zipped.members(Content.of(many), limits, "zip"))) == 1
    assert limits.out == 300_000


def test_a_wrong_size_in_the_directory_takes_no_memory(signatures: Known) -> None:
    data = bytearray(archives.zipped())
    at = data.find(b"PK\1\2")
    struct.pack_into("<I", data, at + 24, 0xFFFFFFF0)
    assert [member["path"] for member in look(bytes(data), signatures).members] == [NAME]


def test_one_damaged_member_does_not_hide_the_others(signatures: Known) -> None:
    data = bytearray(archives.zipped())
    data[60:70] = b"\xff" * 10
    found = look(bytes(data), signatures)
    assert ([member["path"] for member in found.members], found.remarks) == ([NAME], (room.DAMAGED,))


def test_what_a_cut_stream_gave_before_is_looked_at(signatures: Known) -> None:
    packed = gzip.compress(SCRIPT + zlib.compress(bytes(range(256)) * 400))
    (member,) = look(packed[:-40], signatures).members
    assert (member["rules"], member["sha256"]) == ([RULE], None)


@pytest.mark.parametrize("count", [1, 3])
def test_more_members_than_the_limit(count: int, signatures: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MEMBERS", count)
    found = look(archives.zipped(), signatures)
    assert found.remarks == ((room.LIMITED,) if count == 1 else ())


def test_a_large_member_is_looked_at_from_its_beginning(
    signatures: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MEMBER", 100_000)
    found = look(bare(SCRIPT + bytes(range(256)) * 1000), signatures)
    (member,) = found.members
    assert (member["size"], member["sha256"], found.remarks) == (100_000, None, (room.LIMITED,))


def test_the_formats_written_down_are_opened() -> None:
    kinds = {kind for kinds, _ in FORMATS for kind in kinds}
    assert kinds >= {"zip", "docx", "7z", "tar", "gzip", "bzip2", "xz", "zstd", "iso", "ole2"}
    assert not kinds & inside.CLOSED


SEEDS = (*SCRIPTED.values(), archives.disc(), archives.message(), archives.mailed(), locked())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SEEDS), st.integers(0, 4000), st.binary(min_size=1, max_size=12))
def test_damaged_archives_are_answered(signatures: Known, seed: bytes, place: int, instead: bytes) -> None:
    kind = recognise("a", seed[:65536], seed[-65536:])
    at = place % len(seed)
    found = inside.look("a", kind, Content.of(seed[:at] + instead + seed[at + len(instead) :]), signatures)
    assert set(found.remarks) <= {room.LOCKED, room.LIMITED, room.DAMAGED, room.UNREAD, room.NOTE}


def test_letters_say_nothing(signatures: Known) -> None:
    assert look(bare(LETTER), signatures) == inside.NOTHING == look(LETTER, signatures)
