"""Rules of other people: every file tried apart, and a set that is whole or refused."""

import hashlib
import pickle
import zipfile
from pathlib import Path

import pytest

from evaluation.rule_sets import MIXED, write
from toolkit.errors import SignatureRefusal, UsageRefusal
from toolkit.scan import known
from toolkit.scan.content import Content
from toolkit.scan.rules import match
from toolkit.scan.rules.imported import load
from toolkit.scan.rules.imported.includes import resolved
from toolkit.scan.rules.imported.licences import guessed
from toolkit.scan.rules.imported.loading import ABOUT, MANIFEST, manifest_of
from toolkit.scan.rules.imported.preparing import Prepared, prepared
from toolkit.scan.rules.imported.severity import facts_of
from toolkit.scan.rules.imported.texts import text_of
from toolkit.scan.rules.packed import packed, unpacked
from toolkit.scan.rules.rule_set import compiled

MIT = "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\n"
RULE = 'rule {name} {{ meta: author = "A. Uthor" strings: $a = "{text}" condition: {more}$a }}\n'
FILES = {
    "LICENSE": MIT,
    "yara/one.yar": RULE.format(name="One", text="first unusual words", more=""),
    "yara/again.yara": RULE.format(name="One", text="first unusual words", more=""),
    "yara/other.yar": RULE.format(name="One", text="quite other words", more=""),
    "yara/programs.yar": 'import "pe"\n' + RULE.format(name="Prog", text="inner words", more="pe.is_pe and "),
    "yara/index.yar": 'include "./one.yar"\ninclude "./other.yar"\n',
    "yara/user.yar": 'include "helper.yar"\nrule User { condition: Helper and filesize < 5KB }\n',
    "yara/helper.yar": 'rule Helper { strings: $a = "words of the helper" condition: $a }\n',
    "yara/escape.yar": 'include "../../secret.yar"\nrule E { condition: false }\n',
    "yara/gone.yar": 'include "gone/away.yar"\nrule E { condition: false }\n',
    "yara/broken.yar": "rule Broken { condition: not_known }\n",
    "yara/asks.yar": 'rule Asks { condition: filename == "facture.pdf.exe" and extension == ".exe" }\n',
    "yara/typed.yar": 'rule Typed { condition: filetype == "PDF" and owner == "" }\n',
    "yara/noisy.yar": "rule Noisy { condition: filesize > 0 }\n"
    + RULE.format(name="Fine", text="fine words", more=""),
    "sub/COPYING": "GNU GENERAL PUBLIC LICENSE Version 3, 29 June 2007",
    "sub/gpl.yar": RULE.format(name="Gpl", text="words under another licence", more=""),
}


def lay(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "yara" / "done.yarc").write_bytes(b"YARA\x00")
    (folder / "yara" / "nul.yar").write_bytes(b"rule N\0 { condition: true }")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepared([lay(tmp_path_factory.mktemp("sets") / "someone-master", FILES)])


@pytest.fixture
def file(made: Prepared, tmp_path: Path) -> Path:
    path = tmp_path / "some.set"
    path.write_bytes(made.data)
    return path


def test_every_file_is_taken_or_told(made: Prepared) -> None:
    aside = {one["path"].removeprefix("yara/"): one["why"] for one in made.about["aside"]}
    assert aside == {
        "done.yarc": "compiled",
        "nul.yar": "no_text",
        "index.yar": "index",
        "escape.yar": "include_outside",
        "gone.yar": "include_missing",
        "broken.yar": "broken",
    }
    assert made.about["found"] == len(FILES) - 2 + 2
    assert sum(made.about["why"].values()) == 6
    assert made.about["emptied"] == 1  # the second file of One
    assert made.about["files"] + made.about["emptied"] + len(aside) == made.about["found"]


def test_a_rule_stands_once_and_another_of_its_name_beside_it(made: Prepared) -> None:
    names = {rule["rule"] for rule in made.about["rules"]}
    assert {"someone:One", "someone:Helper", "someone:User", "someone:Prog"} <= names
    assert {name for name in names if name.endswith(":One")} == {"someone:One", "someone/yara/other.yar:One"}
    assert made.about["twice"] == 2  # One again, and Helper where it is included
    assert made.about["noisy"] == ["someone/yara/noisy.yar:Noisy"]
    assert "someone:Fine" in names


def test_author_and_licence_travel_with_a_rule(made: Prepared) -> None:
    facts = {rule["rule"]: rule for rule in made.rules.facts}
    assert facts["someone:Gpl"]["licence"] == "GPL-3.0"
    assert facts["someone:One"]["licence"] == "MIT"
    assert facts["someone:One"]["author"] == "A. Uthor"
    assert facts["someone:One"]["source"] == "someone"


@pytest.mark.parametrize(
    ("data", "path", "names"),
    [
        (b"some first unusual words", "a", ("someone:One",)),
        (b"quite other words", "a", ("someone/yara/other.yar:One",)),
        (b"words of the helper", "a", ("someone:Helper", "someone:User")),
        (b"inner words", "a", ()),
        (b"", "Mes Documents/FACTURE.pdf.exe", ("someone:Asks",)),
        (b"", "facture.pdf.exe/other", ()),
        (b"%PDF-1.7\n1 0 obj\n", "x/a.pdf", ("someone:Typed",)),
        (b"", "nom\udc80\0/facture.pdf.exe", ("someone:Asks",)),
    ],
)
def test_rules_of_others_are_matched_beside_ours(
    file: Path, data: bytes, path: str, names: tuple[str, ...]
) -> None:
    loaded = known.load(None, [file])
    assert match(Content.of(data), loaded.signatures, path).names == names
    # As a worker process gets it.
    assert match(Content.of(data), pickle.loads(pickle.dumps(loaded.signatures.bare())), path).names == names  # noqa: S301


def test_a_program_is_compared_with_every_rule(file: Path) -> None:
    from toolkit.scan.rules.imported.control import program

    names = match(Content.of(program(b"inner words, fine words")), known.load(None, [file]).signatures).names
    assert {"someone:Prog", "someone:Fine"} <= set(names)


def test_the_case_gets_the_hash_and_the_counts(file: Path, made: Prepared) -> None:
    ours = known.load().signatures
    both = known.load(None, [file]).signatures
    count = len(made.rules.facts)
    assert both.summary()["hash"] == ours.digest
    assert both.summary()["rules"] == len(ours.facts) + count
    assert both.summary()["sets"] == [{"name": "some.set", "hash": made.rules.digest, "rules": count}]
    assert both.hostile() == ours.hostile()
    named = both.attributions({"someone:Gpl", "Trousse_Control"})
    assert [(one["rule"], one["author"], one["licence"]) for one in named] == [
        ("someone:Gpl", "A. Uthor", "GPL-3.0")
    ]


def test_the_same_rules_make_the_same_set(made: Prepared, tmp_path: Path) -> None:
    assert prepared([lay(tmp_path / "someone-main", FILES)]).data == made.data


def test_a_zip_of_a_repository_is_the_folder(made: Prepared, tmp_path: Path) -> None:
    folder = lay(tmp_path / "someone", FILES)
    with zipfile.ZipFile(tmp_path / "someone-0123abc.zip", "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, f"someone-0123abc/{path.relative_to(folder).as_posix()}")
    again = prepared([tmp_path / "someone-0123abc.zip"])
    assert {rule["rule"] for rule in again.about["rules"]} == {rule["rule"] for rule in made.about["rules"]}


def refused(path: Path) -> str:
    with pytest.raises(SignatureRefusal) as refusal:
        load(path)
    assert refusal.value.code == "rules_damaged"
    return str(refusal.value.facts["why"])


def test_a_set_that_is_not_as_it_was_made_is_refused(made: Prepared, file: Path) -> None:
    for data, why in (
        (b"", "empty"),
        (made.data[:-1], "changed"),
        (made.data + b"\0", "changed"),
        (made.data[:20] + b"x" + made.data[21:], "changed"),
    ):
        file.write_bytes(data)
        assert refused(file) == why
    files = unpacked(made.data)
    for path in files.keys() - {MANIFEST}:
        file.write_bytes(packed({**files, path: files[path] + b" "}))
        assert refused(file) == "changed"
    file.write_bytes(packed({**files, "whole/more.yar": b"rule More { condition: true }"}))
    assert refused(file) == "extra"
    file.unlink()
    assert refused(file) == "missing"


@pytest.mark.parametrize("part", ["whole/someone/yara/asks.yar", "light/someone/yara/asks.yar", ABOUT])
def test_a_set_that_loads_by_half_is_refused(made: Prepared, file: Path, part: str) -> None:
    files = {path: data for path, data in unpacked(made.data).items() if path != MANIFEST}
    files[part] = b"" if part != ABOUT else b'{"light": 0}'
    file.write_bytes(packed({**files, MANIFEST: manifest_of(files)}))
    assert refused(file) == "half_loaded"


def test_the_hash_is_that_of_the_manifest(made: Prepared) -> None:
    assert made.rules.digest == hashlib.sha256(unpacked(made.data)[MANIFEST]).hexdigest()


def test_nothing_to_import_is_said(tmp_path: Path) -> None:
    for place, code in ((tmp_path, "rules_none"), (tmp_path / "nowhere", "rules_place")):
        with pytest.raises(UsageRefusal) as refusal:
            prepared([place])
        assert refusal.value.code == code


def test_why_no_rule_can_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yar").write_text("rule A { condition: }\n")
    (tmp_path / "b.yar").write_text("rule B { condition: filesize > 0 }\n")
    with pytest.raises(UsageRefusal) as refusal:
        prepared([tmp_path])
    facts = refusal.value.facts
    assert (refusal.value.code, facts["files"]) == ("rules_unusable", 2)
    assert [(one["path"], one["why"]) for one in facts["aside"]] == [("a.yar", "broken")]
    assert "syntax error" in facts["aside"][0]["detail"]
    assert facts["noisy"] == [f"{tmp_path.name}/b.yar:B"]


@pytest.mark.parametrize("data", [b"rule A { condition: true }", None])
def test_rules_that_nobody_prepared_are_called_so(data: bytes | None, tmp_path: Path) -> None:
    place = tmp_path / "mes_regles.yar"
    place.write_bytes(data) if data else place.mkdir()
    with pytest.raises(SignatureRefusal) as refusal:
        known.load(None, [place])
    assert (refusal.value.code, refusal.value.facts) == ("rules_not_prepared", {"file": str(place)})


def test_a_generated_set_is_taken_whole(tmp_path: Path) -> None:
    write(tmp_path / "gen", 40, 9, MIXED)
    about = prepared([tmp_path / "gen"]).about
    assert len(about["rules"]) == 40
    assert about["aside"] == []
    assert about["light"] < about["whole"]


def test_includes_that_go_in_circles_end() -> None:
    texts = {
        "a.yar": 'include "b.yar"\nrule A { condition: true }',
        "b.yar": 'include "a.yar"\nrule B { condition: true }',
    }
    assert resolved("a.yar", texts).count("rule ") == 2
    with pytest.raises(ValueError, match="include_outside"):
        resolved("c.yar", {"c.yar": 'include "C:/Windows/win.ini"'})


def test_bytes_of_other_encodings_are_kept() -> None:
    text = text_of('rule A { strings: $a = "caf\xe9" condition: $a } // \xe9'.encode("latin-1"))
    rules = compiled({"x": text})
    assert rules.match(data=b"caf\xe9")
    assert not rules.match(data="café".encode())
    assert text_of(b"\xef\xbb\xbfrule A { condition: true }").startswith("rule")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (MIT, "MIT"),
        ("Apache License\n  Version 2.0, January 2004", "Apache-2.0"),
        ("# Detection Rule License (DRL) 1.1", "DRL-1.1"),
        ("Elastic License 2.0\n\nURL: https://www.elastic.co/licensing/elastic-license", "Elastic-2.0"),
        ("GNU GENERAL PUBLIC LICENSE\n Version 2, June 1991", "GPL-2.0"),
        ("Redistributions in binary form must reproduce... Neither the name of the", "BSD-3-Clause"),
        ("Redistributions in binary form must reproduce", "BSD-2-Clause"),
        ("All rights reserved.", ""),
    ],
)
def test_licences_are_named(text: str, name: str) -> None:
    assert guessed(text.encode()) == name


def test_only_the_gravest_ransomware_rules_are_grave() -> None:
    assert facts_of({"score": 85}, "RANSOM_X", ())["severity"] == "high"
    assert (
        facts_of({"tc_detection_type": "Ransomware", "tc_detection_factor": 5}, "W", ())["kind"] == "malware"
    )
    for meta, name in (
        ({"score": 85}, "Tool"),
        ({"score": 60}, "RANSOM_X"),
        ({}, "Ransom"),
        ({"severity": 100}, "T"),
    ):
        facts = facts_of(meta, name, ())
        assert (facts["kind"], facts["severity"]) == ("imported", "medium")
