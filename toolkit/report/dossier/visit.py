"""What was done on site, line by line, as the guided visit wrote it down; nothing where there was none."""

import re
from collections.abc import Iterator

from toolkit.paper.blocks import Block, Heading, Listing, Paragraph
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import brief

KEY = "ev.visit"
ROWS = 200
_LONGEST = 600  # characters of one line
# A line begins with its time: a semicolon that somebody typed inside a note parts nothing.
_BETWEEN = re.compile(r" ; (?=\d{4}-\d{2}-\d{2} \d{2}:\d{2} )")


def blocks(matter: Matter) -> Iterator[Block]:
    """Yield the lines of every page of the visit, « ev.visit », « ev.visit#2 » and so on, in their order."""
    keys = sorted(key for key in matter.practice.answers if key.partition("#")[0] == KEY)
    if not keys:
        return
    yield Heading(matter.say("dossier.field_ev_visit"))
    given = [text for key in keys if (text := matter.practice.answer(key))]
    if not given:
        yield Paragraph(matter.say("dossier.unknown"))
        return
    yield Paragraph(matter.say("dossier.visit_means"), soft=True)
    lines = [line for text in given for line in _BETWEEN.split(text) if line.strip()]
    yield Listing(tuple(matter.typeset(brief(line, _LONGEST)) for line in lines[:ROWS]))
    if len(lines) > ROWS:
        yield Paragraph(matter.say("dossier.more", left=len(lines) - ROWS))
