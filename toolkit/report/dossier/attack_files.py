"""The programs of the attack, and the files whose intact twin remains: told beside the exhibits."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.paper.blocks import Block, Code, Heading, Paragraph, Words
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import place, table
from toolkit.report.opened import Opened
from toolkit.texts import visible

Line = Mapping[str, Any]
ROWS = 12
_PROGRAMS, _PAIRS = "releves/programs.json", "releves/pairs.json"


def programs(matter: Matter, machine: Opened) -> Iterator[Block]:
    """Yield what the rules tie to an attack, copied or not, with its hash."""
    held = (machine.programs or {}).get("programs") or ()
    yield Heading(matter.say("dossier.programs"), 2)
    if not held:
        yield Paragraph(matter.say("dossier.programs_none" if _sought(machine) else "dossier.unsought"))
        return
    yield Paragraph(matter.say("dossier.programs_mean"), soft=True)
    rows = [
        (place(str(one["path"])), matter.speech.number(one["size"]), Code(visible(str(one["sha256"]))))
        for one in held
    ]
    yield table(
        matter, ("origin", "size", "sha256"), rows, most=ROWS, where=_PROGRAMS, numbers=(1,),
        widths=(5.0, 1.8, 6.0),
    )  # fmt: skip


def pairs(matter: Matter, machine: Opened) -> Iterator[Block]:
    """Yield the encrypted files of which an intact twin remains, copied or only offered."""
    held = (machine.pairs or {}).get("pairs") or ()
    yield Heading(matter.say("dossier.pairs"), 2)
    if not held:
        yield Paragraph(matter.say("dossier.pairs_none" if _sought(machine) else "dossier.unsought"))
        return
    yield Paragraph(matter.say("dossier.pairs_mean"), soft=True)
    rows = [_pair(matter, one) for one in held]
    titles = ("encrypted_file", "intact_file", "because", "fate")
    yield table(matter, titles, rows, most=ROWS, where=_PAIRS, widths=(4.0, 4.0, 3.0, 2.0))


def _sought(machine: Opened) -> bool:
    """Tell whether programs and twins were looked for to the end, since none is recorded."""
    return "capture" not in machine.unfinished and any(act.act == "capture.closed" for act in machine.acts)


def _pair(matter: Matter, one: Line) -> tuple[Words, ...]:
    code = f"capture.pair_{one['why']}"
    why = matter.say(code) if matter.speech.knows(code) else "–"
    fate = matter.say("capture.pair_copied" if one.get("copied") else "capture.pair_offered")
    return place(str(one["encrypted"]["path"])), place(str(one["intact"]["path"])), why, fate
