"""Rules of the house that import contracts cannot see."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "toolkit"
WRITING_CALLS = {
    "write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmdir", "rename", "replace_file", "rmtree",
    "copyfile", "copy2", "copytree", "move", "touch", "symlink_to", "hardlink_to", "truncate",
    "NamedTemporaryFile", "TemporaryDirectory", "mkstemp", "mkdtemp", "chmod", "utime", "setxattr",
}  # fmt: skip
WRITING_FLAGS = {"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"}
OUTSIDE_PROGRAMS = {PACKAGE / "host" / "stock_tools.py", PACKAGE / "host" / "boot_scripts.py"}
OUR_OWN_PROGRAM = {PACKAGE / "walkthrough" / "child.py"}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_only_custody_writes() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in sources()
        if not path.is_relative_to(PACKAGE / "custody")
        for node in ast.walk(tree)
        if _writes(node)
    ]
    assert found == []


def _writes(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and node.attr in WRITING_FLAGS:
        return True
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "open":
        modes = [*node.args[:2], *(word.value for word in node.keywords if word.arg == "mode")]
        return any(
            isinstance(mode, ast.Constant) and isinstance(mode.value, str)
            and set(mode.value) <= set("rwxab+t") and set(mode.value) & set("wxa+")
            for mode in modes
        )  # fmt: skip
    return name in WRITING_CALLS and not _asks_custody(node.func)


def _asks_custody(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id in {"documents", "workplace"}
    )


@pytest.mark.parametrize(
    "code", ["p.open('wb')", "open(p, 'a')", "os.open(p, os.O_RDWR)", "p.write_text('x')"]
)
def test_a_write_would_be_seen(code: str) -> None:
    assert any(_writes(node) for node in ast.walk(ast.parse(code)))


def test_programs_are_run_from_one_file_only_and_our_own_from_another() -> None:
    found = [
        path
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "subprocess" in {getattr(node, "module", None), *(alias.name for alias in node.names)}
    ]
    assert set(found) <= OUTSIDE_PROGRAMS | OUR_OWN_PROGRAM


def test_every_artefact_stands_in_the_list() -> None:
    from toolkit import triage

    listed = {unit.__name__.rsplit(".", 1)[-1] for unit in triage.ARTEFACTS}
    present = {
        path.stem
        for path in (PACKAGE / "triage").glob("*.py")
        if any(
            isinstance(node, ast.FunctionDef) and node.name == "collect"
            for node in ast.parse(path.read_text(encoding="utf-8")).body
        )
    }
    assert listed == present


def test_every_form_of_backup_stands_in_a_list() -> None:
    from toolkit.backup.forms import CONTAINERS, LAYOUTS

    listed = {one.read.__module__.rpartition(".forms.")[2] for one in (*LAYOUTS, *CONTAINERS)}
    folder = PACKAGE / "backup" / "forms"
    present = {
        ".".join(path.relative_to(folder).with_suffix("").parts)
        for path in folder.rglob("*.py")
        if path.name != "__init__.py"
        and any(
            isinstance(node, ast.FunctionDef) and node.name == "read" and len(node.args.args) == 2
            for node in ast.parse(path.read_text(encoding="utf-8")).body
        )
    }
    assert present <= listed


def test_files_and_functions_stay_short() -> None:
    long_files = [str(p) for p, _ in sources() if len(p.read_text(encoding="utf-8").splitlines()) > 320]
    long_functions = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert (long_files, long_functions) == ([], [])
