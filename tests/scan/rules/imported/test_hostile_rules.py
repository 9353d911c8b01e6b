"""Rules and sets that somebody made to be lost, to fill memory, to hang or to speak for us."""

import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import SignatureRefusal, UsageRefusal
from toolkit.scan.content import Content
from toolkit.scan.known import load as known
from toolkit.scan.rules import match
from toolkit.scan.rules.imported import load, preparing
from toolkit.scan.rules.imported.loading import ABOUT, MANIFEST, loaded, manifest_of
from toolkit.scan.rules.imported.preparing import Prepared, prepared
from toolkit.scan.rules.packed import packed, unpacked
from toolkit.scan.rules.routing import light

RULE = 'rule {name} {{ strings: $a = "some unusual words" condition: $a }}\n'
WORDS = b"some unusual words"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="names and pipes of POSIX")


def of(folder: Path, **texts: str) -> Prepared:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.yar").write_text(text, encoding="utf-8")
    return prepared([folder])


def found(made: Prepared, data: bytes) -> set[str]:
    both = known().signatures.beside((made.rules,))
    return {name for name in match(Content.of(data), both, "facture.pdf").names if ":" in name}


def test_a_rule_whose_helper_differs_is_another_rule(tmp_path: Path) -> None:
    helper = "private rule h {{ condition: filesize {0} }}\nrule X {{ condition: h and uint8(0) == 0x78 }}\n"
    made = of(tmp_path / "s", a=helper.format("< 10"), b=helper.format("> 1000"), c=helper.format("< 10"))
    assert made.about["twice"] == 1
    assert found(made, b"x" * 5) == {"s:X"}
    assert found(made, b"x" * 1050) == {"s/b.yar:X"}


def test_a_rule_under_another_global_rule_is_another_rule(tmp_path: Path) -> None:
    closed = "global private rule small { condition: filesize < 10 }\n" + RULE.format(name="X")
    made = of(tmp_path / "s", a=closed, b=RULE.format(name="X"), c=RULE.format(name="X"))
    assert made.about["twice"] == 1
    assert found(made, WORDS) == {"s/b.yar:X"}


def test_what_a_rule_prints_is_heard_by_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = RULE.format(name="C").replace("condition: $a", 'condition: console.log("\\x1b]0;x") and $a')
    made = of(tmp_path / "s", a='import "console"\n' + text)
    assert found(made, WORDS) == {"s:C"}
    assert capfd.readouterr() == ("", "")


def test_includes_do_not_multiply_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "_LONGEST", 100_000)
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "big.yar").write_text(f"/*{' ' * 20_000}*/\n{RULE.format(name='Big')}")
    users = {f"u{n}": f'include "big.yar"\n{RULE.format(name=f"U{n}")}' for n in range(20)}
    about = of(tmp_path / "s", **users).about
    assert about["why"] == {"too_large": 17}
    assert about["files"] == 4


def test_a_set_that_could_not_be_loaded_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "LARGEST", 2000)
    with pytest.raises(UsageRefusal) as refusal:
        of(tmp_path / "s", a=RULE.format(name="X") + f"/*{' ' * 2000}*/")
    assert refusal.value.code == "rules_too_large"


@POSIX
def test_pipes_and_devices_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yar")
    for place in (tmp_path / "pipe.yar", Path("/dev/zero")):
        with pytest.raises(UsageRefusal) as refusal:
            prepared([place])
        assert refusal.value.code == "rules_place"
        with pytest.raises(SignatureRefusal) as damage:
            load(place)
        assert damage.value.facts["why"] == "missing"


@POSIX
@pytest.mark.parametrize("name", [b"\xff\xfe.yar", b"a\nb.yar", b"a\x0bb.yar", "a\x85\u2028b.yar".encode()])
def test_an_odd_name_costs_its_file_alone(tmp_path: Path, name: bytes) -> None:
    folder = os.fsencode(tmp_path / "s")
    os.mkdir(folder)
    with open(os.path.join(folder, name), "w") as stream:
        stream.write(RULE.format(name="Odd"))
    made = of(tmp_path / "s", fine=RULE.format(name="Fine"))
    assert made.about["why"] == {"odd_name": 1}
    assert found(made, WORDS) == {"s:Fine"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_second_member_of_one_path_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        archive.writestr("r/a.yar", RULE.format(name="First"))
        archive.writestr("r/a.yar", RULE.format(name="Second"))
        archive.writestr(f"r/{'a' * 65_400}.yar", RULE.format(name="Long"))
    made = prepared([tmp_path / "s.zip"])
    assert made.about["why"] == {"same_path": 1, "odd_name": 1}
    assert found(made, WORDS) == {"s:First"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    asks = 'rule Asks { condition: filename == "facture.pdf" }\n'
    return of(tmp_path_factory.mktemp("x") / "s", a=asks, b=RULE.format(name="B"))


def forged(made: Prepared, **changes: Any) -> bytes:
    files = {path: data for path, data in unpacked(made.data).items() if path != MANIFEST}
    about = {**json.loads(files[ABOUT]), **changes}
    files[ABOUT] = json.dumps({key: value for key, value in about.items() if value is not None}).encode()
    return packed({**files, MANIFEST: manifest_of(files)})


@pytest.mark.parametrize(
    "changes",
    [
        {"form": 99}, {"form": None}, {"light": 0}, {"light": -1}, {"light": True}, {"whole": "2"},
        {"rules": []}, {"rules": "xx"}, {"rules": [{"rule": "a", "space": "s/a.yar", "name": "Asks"}]},
        {"asks": ["nosuch"]}, {"asks": [[1]]}, {"asks": "filename"}, {"asks": None},
    ],
)  # fmt: skip
def test_a_set_that_lies_about_itself_is_refused(made: Prepared, changes: dict[str, Any]) -> None:
    with pytest.raises(SignatureRefusal):
        loaded(forged(made, **changes), "s")


def test_a_set_that_names_its_rules_wrong_is_refused(made: Prepared) -> None:
    rules = made.about["rules"]
    for wrong in (rules[:1], [*rules, rules[0]], [{**rules[0], "severity": "fatal"}, rules[1]]):
        with pytest.raises(SignatureRefusal):
            loaded(forged(made, rules=wrong), "s")
    # The same names in each other's files: what cannot be named is told, not lost.
    swapped = [{**one, "space": other["space"]} for one, other in zip(rules, rules[::-1], strict=True)]
    both = known().signatures.beside((loaded(forged(made, rules=swapped), "s"),))
    assert match(Content.of(WORDS), both).errors == ("rules_failed",)


def test_what_rules_ask_for_is_read_from_the_rules(made: Prepared) -> None:
    both = known().signatures.beside((loaded(forged(made, asks=[]), "s"),))
    assert match(Content.of(b"x"), both, "facture.pdf").names == ("s:Asks",)


def test_a_condition_that_takes_too_long_to_route_is_said() -> None:
    deep = "not (" * 90 + " or ".join(["uint8(0) == 1"] * 40_000) + ")" * 90
    with pytest.raises(ValueError, match="deep"):
        light(f"rule D {{ condition: {deep} }}")
