"""trousse signatures: what the tool compares with, whether it is whole, and rules of other people."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit.commands.screen import Screen
from toolkit.custody import documents
from toolkit.errors import OutputRefusal, UsageRefusal
from toolkit.records import Facts
from toolkit.scan.known import load
from toolkit.texts import Speech

Folder = Annotated[Path | None, typer.Option("--signatures")]
Rules = Annotated[list[Path] | None, typer.Option("--rules")]
_LISTED = 20  # files set aside, and rules taken out, that are told one by one


def list_(
    context: typer.Context,
    folder: Folder = None,
    rules: Rules = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    screen: Screen = context.obj
    known = load(folder, rules or ())
    if json:
        for rule in known.signatures.facts:
            screen.machine(rule)
        return
    say = screen.speech.say
    titles = ("signatures.rule", "signatures.kind", "signatures.severity", "signatures.description")
    rows = (
        (
            rule["rule"],
            say(f"scan.kind_{rule['kind']}"),
            say(f"scan.severity_{rule['severity']}"),
            _sentence(rule, screen),
        )
        for rule in known.signatures.facts
    )
    screen.table(titles, rows)
    screen.say("signatures.families_known", families=screen.speech.number(len(known.notes.families)))


def _sentence(rule: Mapping[str, Any], screen: Screen) -> str:
    code = f"scan.rule_{rule['rule']}"
    if screen.speech.knows(code):
        return screen.speech.say(code)
    if "source" not in rule:
        return str(rule["description"])
    # The licence of many rules asks that their author is named wherever they are.
    unknown = screen.speech.say("signatures.unknown")
    facts = {key: rule[key] or unknown for key in ("author", "source", "licence")}
    return screen.speech.say("signatures.imported_rule", description=rule["description"], **facts)


def check(
    context: typer.Context,
    folder: Folder = None,
    rules: Rules = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    screen: Screen = context.obj
    known = load(folder, rules or ())
    summary = {**known.signatures.summary(), "families": len(known.notes.families)}
    if json:
        screen.machine(summary)
        return
    beside = known.signatures.sets
    ours = len(known.signatures.facts) - sum(len(one.facts) for one in beside)
    screen.say("signatures.whole", style="bold green", **{**summary, "rules": ours})
    for one in beside:
        screen.say("signatures.whole_beside", style="bold green", **one.summary())


def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument()],
    out: Annotated[Path, typer.Option("--out")],
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    from toolkit.scan.rules.imported.preparing import prepared  # noqa: PLC0415 - start-up of list and check

    screen: Screen = context.obj
    if os.path.lexists(out):
        # Said before minutes of work rather than after them.
        raise OutputRefusal("output_exists", path=str(out))
    (screen.tell if json else screen.say)("signatures.import_step")
    try:
        with screen.progress("signatures.import_progress", None) as meter:
            made = prepared(paths, meter.heard)
    except UsageRefusal as refusal:
        _left_out(refusal.facts, screen.tell, screen.speech)
        raise
    documents.write_bytes(out, made.data)
    if json:
        screen.machine({**made.about, "hash": made.rules.digest})
        return
    _told(made.about, screen)
    screen.say("signatures.import_hash", style="bold green", path=str(out), hash=made.rules.digest)


def _told(about: Facts, screen: Screen) -> None:
    say, number = screen.speech.say, screen.speech.number
    counted = (
        ("found", about["found"]),
        ("taken", about["files"]),
        ("emptied", about["emptied"]),
        ("aside", len(about["aside"])),
        ("rules", len(about["rules"])),
        ("light", about["light"]),
        ("twice", about["twice"]),
        ("renamed", about["renamed"]),
        ("noisy", len(about["noisy"])),
    )
    rows = [(say(f"signatures.import_{code}"), number(count)) for code, count in counted]
    why = sorted(about["why"].items())
    rows += [(f"– {say(f'signatures.aside_{code}')}", number(count)) for code, count in why]
    rows += _licences(about["licences"], screen.speech)
    screen.table(("signatures.import_what", "signatures.import_count"), rows)
    _left_out(about, screen.say, screen.speech)


def _left_out(about: Facts, say: Callable[..., None], speech: Speech) -> None:
    """Name what is not in the set: files with the reason, the compiler's own words where it gave any."""
    aside, noisy = about.get("aside", ()), about.get("noisy", ())
    for one in aside[:_LISTED]:
        reason = speech.say(f"signatures.aside_{one['why']}")
        facts = {"path": f"{one['origin']}/{one['path']}", "reason": reason, "detail": one["detail"]}
        say("signatures.aside_file", **facts)
    if len(aside) > _LISTED:
        say("signatures.aside_more", count=speech.number(len(aside) - _LISTED))
    for place in noisy[:_LISTED]:
        path, _, rule = place.rpartition(":")
        say("signatures.noisy_rule", rule=rule, path=path)
    if len(noisy) > _LISTED:
        say("signatures.noisy_more", count=speech.number(len(noisy) - _LISTED))


def _licences(counts: Mapping[str, int], speech: Speech) -> Iterable[tuple[str, str]]:
    unknown = speech.say("signatures.unknown")
    for name, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        yield speech.say("signatures.import_licence", licence=name or unknown), speech.number(count)
