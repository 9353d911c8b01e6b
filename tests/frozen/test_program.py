"""The frozen program does the main job from a folder nobody can write to."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yara

from toolkit.scan.known import load

ROOT = Path(__file__).parent.parent.parent
_SHORTEST, _LONGEST = 24, 200  # characters of a line that is looked for
_TELLING = 12  # characters of the name of a note


def listing(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.lstat().st_mtime_ns for path in folder.rglob("*")}


def test_demo_from_a_read_only_folder(program: Path, tmp_path: Path) -> None:
    before = listing(program.parent)
    home = tmp_path / "home"
    home.mkdir()
    environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "HOME": str(home), "TMPDIR": str(home)}
    out = tmp_path / "out"
    run = subprocess.run(
        [program, "demo", "--out", str(out)], env=environment, capture_output=True, cwd=home, check=False
    )
    assert run.returncode == 0, run.stdout.decode() + run.stderr.decode()
    assert len(list(out.glob("DOSSIER_*.zip"))) == 1
    assert listing(program.parent) == before
    assert list(home.iterdir()) == []


def test_version_and_signatures(program: Path) -> None:
    assert subprocess.run([program, "--version"], capture_output=True, check=True).stdout.startswith(
        b"trousse "
    )
    subprocess.run([program, "signatures", "check"], capture_output=True, check=True)


@pytest.fixture
def copy(program: Path, tmp_path: Path) -> Path:
    """Give a copy of the program that a test may damage."""
    folder = tmp_path / "clé é"
    shutil.copytree(program.parent, folder, symlinks=True)
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o700)
    return folder


def said(copy: Path, *arguments: object) -> str:
    """Run a damaged copy, which must refuse with status 5 and no trace of Python; return what it said."""
    command = [copy / "trousse", "--lang", "fr", *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 5, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    return run.stderr


def test_the_set_is_one_file_and_damage_is_seen(copy: Path) -> None:
    folder = copy / "_internal" / "signatures"
    assert {path.name for path in folder.iterdir()} == {"set.pack", "NOTICE.md"}
    whole = (folder / "set.pack").read_bytes()
    (folder / "set.pack").write_bytes(whole[:-20] + b"x" + whole[-19:])
    assert "antivirus" not in said(copy, "signatures", "check")
    (folder / "set.pack").write_bytes(b"")
    assert "antivirus" in said(copy, "signatures", "check")
    (folder / "set.pack").unlink()
    # Rules laid beside the program do not stand in for the pack.
    shutil.copytree(ROOT / "signatures" / "rules", folder / "rules")
    assert "set.pack" in said(copy, "signatures", "check")


@pytest.mark.parametrize(
    ("pattern", "arguments"),
    [
        ("yara*.so", ["signatures", "check"]),
        ("numpy/_core/_multiarray_umath*.so", ["scan", "."]),
        ("texts/fr/help.toml", ["--help"]),
        ("texts/fr/errors.toml", ["--bogus"]),
    ],
)
def test_a_file_that_was_taken_is_told_in_words(copy: Path, pattern: str, arguments: list[str]) -> None:
    (victim,) = (copy / "_internal").rglob(pattern)
    victim.unlink()
    assert "antivirus" in said(copy, *arguments)


def clear_texts() -> dict[str, bytes]:
    """Return what a scanner could look for, by where it comes from: lines, rule and note names, each once."""
    known = load(ROOT / "signatures")
    lines = [
        line.strip()[:_LONGEST]
        for path, data in known.signatures.files.items()
        if path != "rules/trousse.yar"
        for line in data.splitlines()
        if len(line.strip()) >= _SHORTEST
    ]
    rules = [fact["rule"].encode() for fact in known.signatures.facts]
    notes = [name.encode() for name in sorted(known.notes.claims.telling) if len(name) >= _TELLING]
    groups = {"line": lines, "rule": rules, "note": notes}
    return {f"{kind}_{number}": text for kind, texts in groups.items() for number, text in enumerate(texts)}


def finder(texts: dict[str, bytes]) -> yara.Rules:
    """Compile a search for each text as bytes and as UTF-16, note names in either case."""
    escaped = {name: "".join(f"\\x{byte:02x}" for byte in text) for name, text in texts.items()}
    strings = "\n".join(f'${name} = "{text}" ascii wide nocase' for name, text in escaped.items())
    return yara.compile(source=f"rule clear {{ strings:\n{strings}\ncondition: any of them }}")


def found(path: Path, search: yara.Rules) -> set[str]:
    return {one.identifier[1:] for hit in search.match(str(path)) for one in hit.strings}


def test_no_file_of_the_program_holds_a_threat_in_clear(program: Path) -> None:
    texts = clear_texts()
    assert {name.partition("_")[0] for name in texts} == {"line", "rule", "note"}
    assert len(texts) > 1500
    search = finder(texts)
    assert len(found(ROOT / "signatures" / "rules" / "programs_recovery.yar", search)) > 20
    assert len(found(ROOT / "signatures" / "families.jsonl", search)) > 700
    hits = {
        f"{path.relative_to(program.parent)}: {texts[name]!r}"
        for path in sorted(program.parent.rglob("*"))
        if path.is_file()
        for name in found(path, search)
        # The sentence shown for a rule stands under the name of the rule, which is ours and no threat.
        if not (name.startswith("rule_") and path.name == "scan.toml")
    }
    assert hits == set()


def test_our_own_rules_see_no_attack_in_the_program(program: Path) -> None:
    known = load(ROOT / "signatures").signatures
    hits = {
        (path.name, hit.rule)
        for path in program.parent.rglob("*")
        if path.is_file()
        for hit in known.rules.match(str(path))
        if hit.rule in known.hostile()
    }
    assert hits == set()
