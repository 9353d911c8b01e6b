"""trousse scan: look at every file of a source, with or without a case."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands import keys, manifest
from toolkit.commands.screen import Screen
from toolkit.errors import UsageRefusal
from toolkit.scan.pace import MOST_WORKERS, Pace
from toolkit.scan.sample import LARGEST


def scan(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument()] = None,
    volume: Annotated[list[str] | None, typer.Option("--volume")] = None,
    jsonl: Annotated[str | None, typer.Option()] = None,
    case: Annotated[Path | None, typer.Option("--case")] = None,
    signatures: Annotated[Path | None, typer.Option()] = None,
    rules: Annotated[list[Path] | None, typer.Option("--rules")] = None,
    insist: Annotated[str | None, typer.Option("--insist")] = None,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
    sample: Annotated[int | None, typer.Option("--sample", min=1, max=LARGEST)] = None,
    seed: Annotated[str | None, typer.Option("--seed")] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=0, max=MOST_WORKERS)] = None,
    gentle: Annotated[bool, typer.Option("--gentle")] = False,
    hash_only: Annotated[bool, typer.Option("--hash-only")] = False,
) -> int:
    screen: Screen = context.obj
    if source is None and case is None and not volume:
        raise UsageRefusal("usage_missing", name="SOURCE", command="trousse scan")
    _refuse_sample(case, sample, seed)
    if hash_only and (case or sample or signatures or rules):
        raise UsageRefusal("usage_value", name="--hash-only", command="trousse scan")
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy, case)
    pace = Pace(workers, gentle)
    if hash_only:
        return manifest.scan(source, volume, given, jsonl, screen, pace)
    from toolkit.commands import opening, scanned  # noqa: PLC0415 - start-up time

    where = opening.asked(source, volume, "trousse scan", case)
    known = opening.signatures(signatures, rules)
    drawn = (sample, seed) if sample else None
    return scanned.scan(where, case, given, known, jsonl, insist, drawn, screen, pace)


def _refuse_sample(case: Path | None, sample: int | None, seed: str | None) -> None:
    """A sample has not read everything: it is no stage of a case."""
    if sample and case:
        raise UsageRefusal("sample_case", command="trousse scan")
    if seed and not sample:
        raise UsageRefusal("usage_missing", name="--sample", command="trousse scan")
