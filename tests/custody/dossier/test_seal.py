"""A case becomes one archive, the same for the same input, that is checked before it has its name."""

import re
import tomllib
import zipfile
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest

from tests.spaces import typed
from toolkit.commands import sealing
from toolkit.commands.screen import Screen
from toolkit.custody import exhibits, keys, vouched
from toolkit.custody.case import Case
from toolkit.custody.dossier import archive, bag
from toolkit.custody.dossier.archive import Member, Weight
from toolkit.custody.dossier.seal import Sealed, seal
from toolkit.custody.dossier.verify import verify
from toolkit.errors import CaseRefusal, OutputRefusal
from toolkit.texts import Speech

from ..builder import KEY, NOTE, SAMPLE, acts, fill, open_case, payload_of, report


def made(folder: Path) -> bytes:
    with open_case(folder) as case:
        fill(case)
        return seal(
            case, {"04_RAPPORT_TECHNIQUE.html": report(case), "releves/scan.json": b"{}"}
        ).path.read_bytes()


def test_the_same_input_gives_the_same_archive(tmp_path: Path) -> None:
    assert made(tmp_path / "one") == made(tmp_path / "two")


def test_what_an_archive_holds(sealed: Sealed, case: Case) -> None:
    assert sealed.path.name == "DOSSIER_K7Q2-M9XD.zip"
    assert sealed.fingerprint == keys.fingerprint(keys.public_raw(KEY))
    payload = payload_of(sealed.path)
    assert set(payload) == {
        "00_LISEZ-MOI.txt", "04_RAPPORT_TECHNIQUE.html", "03_PIECES.csv", "case.json", "custody.jsonl",
        "pieces/P0001.txt", "pieces/P0002.bin",
    }  # fmt: skip
    assert payload["pieces/P0001.txt"] == NOTE
    assert payload["pieces/P0002.bin"] == SAMPLE
    assert payload["case.json"] == (case.folder / "case.json").read_bytes()
    assert (case.folder / "custody.jsonl").read_bytes().startswith(payload["custody.jsonl"])
    assert acts(payload["custody.jsonl"])[-1].act == "seal.opened"
    last = acts((case.folder / "custody.jsonl").read_bytes())[-1]
    assert (last.act, last.facts["sha256"], last.facts["files"]) == (
        "seal.closed",
        sealed.sha256,
        sealed.files,
    )
    private = [(case.folder / "private" / name).read_bytes() for name in ("case_key", "pseudonym.key")]
    assert not any(secret in sealed.path.read_bytes() for secret in private)


def test_the_zip_is_stored_sorted_dated_and_plain(sealed: Sealed) -> None:
    with zipfile.ZipFile(sealed.path) as opened:
        entries = opened.infolist()
        assert opened.testzip() is None
        assert opened.comment == b""
    names = [entry.filename for entry in entries]
    assert names == sorted(names)
    for entry in entries:
        assert entry.compress_type == zipfile.ZIP_STORED
        assert (entry.extra, entry.comment, entry.flag_bits) == (b"", b"", 0)
        assert entry.external_attr == 0o100644 << 16
        assert entry.date_time == (2026, 9, 2, 14, 3, 22)
        assert len(entry.filename) < 200


def test_tag_files_follow_the_norm(sealed: Sealed) -> None:
    with zipfile.ZipFile(sealed.path) as opened:
        root = sealed.path.stem
        read = {name: opened.read(f"{root}/{name}") for name in (*bag.TAGS, *bag.ALONE)}
    assert read["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    info = dict(line.split(": ", 1) for line in read["bag-info.txt"].decode().splitlines())
    assert info["External-Identifier"] == "K7Q2-M9XD"
    assert info["Bagging-Date"] == "2026-09-02"
    total = sum(map(len, payload_of(sealed.path).values()))
    assert info["Payload-Oxum"] == f"{total}.{sealed.files}"
    listed = [line.split("  ")[1] for line in read["tagmanifest-sha256.txt"].decode().splitlines()]
    assert listed == sorted(bag.TAGS)
    assert len(read["manifest-sha512.txt"].splitlines()) == sealed.files


def test_the_readme_opens_anywhere_and_keeps_to_its_words(sealed: Sealed) -> None:
    raw = payload_of(sealed.path)["00_LISEZ-MOI.txt"]
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    text = typed(raw.decode("utf-8-sig"))
    for word in (
        "certutil",
        "Get-FileHash",
        "sha256sum -c",
        "ssh-keygen -Y verify",
        "bagit.py",
        sealed.path.stem,
    ):
        assert word in text
    assert keys.grouped(sealed.fingerprint) in text
    for banned in ("procès-verbal", "scellé", "note de rançon", "crypté", "obligatoire"):
        assert banned not in text.lower()
    for word in ("bordereau", "receipt"):
        assert word not in text.lower()
    assert f'trousse verify {sealed.path.name} --fingerprint "…"' in text
    assert "notée sur papier lors de la remise" in text
    assert "Celui qui détient le dossier d'affaire peut refaire l'archive" in text
    assert "CE QUI FIXE CETTE ARCHIVE. C'est l'empreinte SHA-256 de son manifeste" in text
    assert "certutil -hashfile tagmanifest-sha256.txt SHA256" in text
    assert "Relevé fait par : A. Martin." in text
    assert "ANNEXE_K7Q2-M9XD.zip" in text
    assert "04_RAPPORT_TECHNIQUE.html : " in text
    assert "01_DOSSIER_DE_PLAINTE" not in text, "what is not there is not told"
    assert "infected" not in text
    assert not re.findall(r"\{\w+\}", text), "a place left unfilled"


def test_a_second_archive_has_its_own_name(sealed: Sealed, case: Case) -> None:
    second = seal(case, {})
    assert second.path.name == "DOSSIER_K7Q2-M9XD-2.zip"
    assert verify(second.path, fingerprint=sealed.fingerprint).faults == ()
    assert verify(sealed.path, fingerprint=sealed.fingerprint).faults == ()


def forget_the_last_act(case: Case) -> None:
    """Leave the log as a kill just before its last line would have."""
    case.close()
    log = case.folder / "custody.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))


def test_an_archive_the_log_does_not_know_is_left_and_noted_once(
    sealed: Sealed, case: Case, tmp_path: Path
) -> None:
    forget_the_last_act(case)
    (tmp_path / "out").mkdir()
    (case.folder / "DOSSIER_K7Q2-M9XD-9.zip").mkdir()
    (case.folder / "DOSSIER_AAAA-AAAA.zip").write_bytes(b"of another case")
    with Case.resume(case.folder, clock=case.clock) as again:
        assert not again.done("seal")
        second = seal(again, {}, out=tmp_path / "out")
        third = seal(again, {})
    assert third.path.name == "DOSSIER_K7Q2-M9XD-2.zip"
    assert exhibits.measure(sealed.path)[1] == sealed.sha256
    written = acts((case.folder / "custody.jsonl").read_bytes())
    noted = [act.facts for act in written if act.act == "archive_unlogged"]
    assert noted == [{"sha256": sealed.sha256, "size": sealed.path.stat().st_size}]
    assert verify(second.path, fingerprint=second.sha256).faults == ()
    assert acts(payload_of(second.path)["custody.jsonl"])[-2].act == "archive_unlogged"


def test_an_unlogged_archive_that_was_named_is_noted_too(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "named.zip"
    first = seal(case, {}, out=out)
    forget_the_last_act(case)
    with Case.resume(case.folder, clock=case.clock) as again:
        with pytest.raises(OutputRefusal):
            seal(again, {"releves/x.json": b"other"}, out=out)
        assert first.sha256 in vouched.archives(again.marks)


def test_the_screen_says_what_to_hand_over_and_what_to_keep(
    sealed: Sealed, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, words in (
        ("fr", ("ce fichier ZIP et le bordereau", "sur papier", "Gardez le dossier d'affaire", "patients")),
        ("en", ("this ZIP file and the signed receipt", "on paper", "Keep the case folder", "patients")),
    ):
        sealing.sealed(replace(sealed, receipt=Path("BORDEREAU.pdf")), Screen(Speech(language)))
        said = capsys.readouterr().out
        assert [word for word in words if word not in said] == []


def test_an_archive_where_it_is_asked_for(case: Case, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert seal(case, {}, out=tmp_path / "out").path == tmp_path / "out/DOSSIER_K7Q2-M9XD.zip"
    named = seal(case, {}, out=tmp_path / "named.zip")
    assert verify(named.path).faults == ()
    assert (tmp_path / "named.zip.sha256").read_text() == f"{named.sha256}  named.zip\n"
    with pytest.raises(OutputRefusal) as refused:
        seal(case, {"releves/x.json": b"other"}, out=tmp_path / "named.zip")
    assert refused.value.code == "output_exists"
    with pytest.raises(OutputRefusal) as refused:
        seal(case, {}, out=tmp_path / "nowhere" / "x.zip")
    assert refused.value.code == "output_failed"


@pytest.mark.parametrize(
    "name",
    ["../x", "/x", "a//b", "é.txt", "a b", "con.txt", "x/NUL", "pieces/P0001.bin", "Case.json",
     "custody.jsonl", "00_lisez-moi.txt", "", ".", "x" * 200],
)  # fmt: skip
def test_names_that_no_archive_takes(case: Case, name: str) -> None:
    with pytest.raises(ValueError, match="archive"):
        seal(case, {name: b"x"})
    assert not list(case.folder.glob("*.zip*"))


def test_an_exhibit_that_changed_is_not_sealed(case: Case) -> None:
    case.keep("P0001", BytesIO(SAMPLE))
    (case.folder / "exhibits/P0001.bin").write_bytes(SAMPLE[::-1])
    with pytest.raises(CaseRefusal) as refused:
        seal(case, {})
    assert (refused.value.code, refused.value.facts["why"]) == ("case_damaged", "exhibit_changed")


def test_an_archive_that_does_not_read_back_is_not_given_its_name(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = archive.write

    def failing(stream: BytesIO, *words: object) -> None:
        written(stream, *words)  # type: ignore[arg-type]  # passed on as they came
        stream.seek(500)
        stream.write(b"?")

    monkeypatch.setattr(archive, "write", failing)
    with pytest.raises(CaseRefusal) as refused:
        seal(case, {"04_RAPPORT_TECHNIQUE.html": report(case, "x" * 1000)})
    assert refused.value.code == "seal_unsound"
    assert not list(case.folder.glob("DOSSIER*"))
    assert acts((case.folder / "custody.jsonl").read_bytes())[-1].act == "seal.opened"


def test_what_a_zip_without_zip64_cannot_hold_is_refused() -> None:
    huge = Member("x", Weight(archive.SIZE_LIMIT - 99, 0, "", ""), BytesIO)
    with pytest.raises(CaseRefusal) as refused:
        archive.refuse_too_large([huge])
    assert refused.value.code == "archive_too_large"
    small = Member("x", Weight(0, 0, "", ""), BytesIO)
    archive.refuse_too_large([small] * archive.COUNT_LIMIT)
    with pytest.raises(CaseRefusal):
        archive.refuse_too_large([small] * (archive.COUNT_LIMIT + 1))


def test_texts_say_the_same_in_both_languages() -> None:
    for area in ("custody", "seal", "verify"):
        french, english = (
            tomllib.loads(
                files("toolkit.texts").joinpath(language, f"{area}.toml").read_text(encoding="utf-8")
            )
            for language in ("fr", "en")
        )
        assert french.keys() == english.keys()


def test_every_act_of_a_case_has_its_label(sealed: Sealed, case: Case) -> None:
    fill(case)
    case.close()
    with Case.resume(case.folder) as again:
        written = acts((again.folder / "custody.jsonl").read_bytes())
    said = tomllib.loads(files("toolkit.texts").joinpath("fr", "custody.toml").read_text(encoding="utf-8"))
    assert {act.act for act in written} <= set(said)


def test_a_folder_that_is_not_there_yet_is_made(case: Case, tmp_path: Path) -> None:
    sealed = seal(case, {}, out=tmp_path / "remise" / "police")
    assert sealed.path.parent == tmp_path / "remise" / "police"
    assert sealed.path.suffix == ".zip"
