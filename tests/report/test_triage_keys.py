"""Every fact the inventory tells is decided, and one that is not stays in the case."""

import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.build import FOLDER
from toolkit import own_files, triage
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.media import open_source
from toolkit.records import Artefact, plain
from toolkit.report.exclusions import setting
from toolkit.report.triage_keys import WAYS, Way, decided, way
from toolkit.report.triage_open import open_artefact
from toolkit.report.triage_ways import event, query, ran, target, trace
from toolkit.triage.events.codes import KINDS

NOBODY = frozenset[str]()
KNOWN = Pseudonyms(b"k" * 32, ())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> list[Artefact]:
    """Give the inventory of the demonstration's disk."""
    image = tmp_path_factory.mktemp("disk") / "cabinet.img"
    image.write_bytes(lzma.decompress((FOLDER / "cabinet.img.xz").read_bytes()))
    source = open_source(image)
    try:
        tables = {path.name: path.read_bytes() for path in own_files.signatures().glob("*.toml")}
        return list(triage.take(source, tables))
    finally:
        source.close()


def test_the_table_names_every_artefact_and_no_other() -> None:
    assert {unit.__name__.rpartition(".")[2] for unit in triage.ARTEFACTS} == WAYS.keys()


def test_every_fact_of_the_demonstration_is_decided(demo: list[Artefact]) -> None:
    told = {(one.name, key) for one in demo for row in one.rows for key in row}
    assert len(told) > 200
    undecided = {
        (one.name, key)
        for one in demo
        for row in one.rows
        for key in row
        if not decided(one.name, key, row[key])
    }
    assert undecided == set()


def test_every_fact_an_event_may_tell_is_decided() -> None:
    facts = {fact for kind in KINDS.values() for fact in kind.facts}
    assert {fact for fact in facts if not decided("event_logs", fact, "x")} == set()


def test_what_nobody_decided_stays_in_the_case() -> None:
    line = {"name": "bam", "outcome": "found", "detail": "", "unread": [], "rows": [
        {"image": r"C:\Windows\a.exe", "new": "x", "new_ns": 5, "told_ns": "x", "user": {"name": "x"}},
    ]}  # fmt: skip
    shown = open_artefact(line, KNOWN, NOBODY)["rows"]
    assert shown == [{"image": r"C:\Windows\a.exe", "new_ns": 5}]
    assert open_artefact({**line, "name": "another"}, KNOWN, NOBODY)["rows"] == [{"new_ns": 5}]


def test_only_a_number_is_a_time() -> None:
    assert way("bam", "x_ns", 5) is Way.FACT
    assert way("bam", "x_ns", "5") is Way.OUT
    assert way("bam", "x_ns", [5, None]) is Way.FACT


def test_the_night_of_the_demonstration_stays_readable(demo: list[Artefact]) -> None:
    opened = {one.name: open_artefact(plain(one), KNOWN, NOBODY)["rows"] for one in demo}
    everything = str(opened)
    for text in ("203.0.113.77", "support$", "svc_maj.exe", "MajSysSvc", "vssadmin delete shadows",
                 "NA0DEMO42", "wbadmin delete catalog", "SVC_MAJ.EXE-880CF0E8.pf", "AnyDesk"):  # fmt: skip
        assert text in everything, text
    assert {name: len(rows) for name, rows in opened.items()} == {one.name: len(one.rows) for one in demo}


def test_a_setting_of_the_antivirus_leaves_without_names() -> None:
    change = r"HKLM\SOFTWARE\Microsoft\Windows Defender"
    off = rf"{change}\Real-Time Protection\DisableRealtimeMonitoring = 0x1"
    assert setting(off, KNOWN) == off
    assert (
        setting(rf"{change}\Exclusions\Paths\C:\Users\Public = 0x0", KNOWN)
        == r"Exclusions\Paths\C:\Users\Public"
    )
    for name in ("Dupontel", r"C:\Patients\Dupontel", r"D:\Dupontel\x"):
        for kind in ("Paths", "Extensions"):
            assert "Dupontel" not in setting(rf"{change}\Exclusions\{kind}\{name} = 0x0", KNOWN)
    assert "Dupontel" not in setting(rf"{change}\Exclusions\Dupontel = 0x0", KNOWN)
    assert "Dupontel" not in setting("Dupontel", KNOWN)


def test_the_forms_of_traces_are_read() -> None:
    for start in (r"\VOLUME{01d1217a9c4c6779-8c9f49ec}", r"\Device\HarddiskVolume3", "C:"):
        stays = rf"{start}\Windows\System32\cmd.exe"
        assert ran(stays, {}, KNOWN) == stays
        assert "Dupontel" not in ran(rf"{start}\Users\c\Documents\Dupontel.exe", {}, KNOWN)
        assert "Dupontel" not in ran(rf"{start}\Dupontel\VIEWER.EXE", {}, KNOWN)
        public = rf"{start}\Users\Public\svc.exe"
        assert ran(public, {}, KNOWN) == public


def test_a_share_named_as_a_folder_whose_name_stays_keeps_its_own() -> None:
    known = Pseudonyms(b"k" * 32, ("Wlogos2",))
    rows = [
        {"what": "share", "share": name, "location": location}
        for name, location in (
            ("Wlogos2", r"C:\Wlogos2"),
            ("Dupontel", r"C:\Dupontel"),
            ("Dupontel", r"C:\Wlogos2"),
        )
    ]
    shown = open_artefact({"name": "shares", "rows": rows}, known, NOBODY)["rows"]
    assert [row["share"] == "Wlogos2" for row in shown] == [True, False, False]
    assert "Dupontel" not in str(shown)


@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    row = {"code": "defender_changed", "detail": text, "image": text, "program": text, "path": text}
    assert isinstance(ran(text, row, KNOWN), str)
    assert isinstance(target(text, KNOWN), str)
    assert isinstance(query(text, KNOWN), str)
    assert isinstance(event("detail", row, KNOWN), str)
    assert isinstance(trace("path", row, KNOWN), str)


@given(st.sampled_from(sorted(WAYS)), st.text(max_size=40))
def test_a_row_of_any_texts_is_answered(artefact: str, text: str) -> None:
    row = dict.fromkeys(WAYS[artefact], text) | {"flags": [text]}
    line = {"name": artefact, "outcome": "found", "detail": text, "unread": [{"path": text}], "rows": [row]}
    assert open_artefact(line, KNOWN, NOBODY)["rows"]
