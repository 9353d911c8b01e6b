"""The widgets the walkthrough asks textual for are named in the build, which cannot see them all."""

import ast
from collections.abc import Iterator
from pathlib import Path

import textual
from textual.case import camel_to_snake

ROOT = Path(__file__).parent.parent.parent
OWN = {"loading_indicator", "toast", "tooltip"}  # of textual's own screens


def named() -> list[str]:
    for node in ast.parse((ROOT / "build.spec").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "WIDGETS":
            return ast.literal_eval(node.value)
    return []


def asked() -> Iterator[str]:
    """Yield each widget that our own files import, under the name of its file."""
    for path in (ROOT / "toolkit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "textual.widgets":
                yield from (camel_to_snake(name.name).lstrip("_") for name in node.names)


def test_every_widget_asked_for_is_named_and_there() -> None:
    names = named()
    assert len(names) == len(set(names)) > len(OWN)
    assert set(names) >= OWN | set(asked())
    place = Path(textual.__file__).parent / "widgets"
    assert [name for name in names if not (place / f"_{name}.py").is_file()] == []
