"""What was done on site, line by line, as the guided visit wrote it down; nothing where there was none."""

from collections.abc import Iterator

from toolkit.paper.blocks import Block, Heading, Listing, Paragraph
from toolkit.report import site
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import brief

ROWS = 200
_LONGEST = 600  # characters of one line


def blocks(matter: Matter) -> Iterator[Block]:
    """Yield the lines of every page of the visit, « ev.visit », « ev.visit#2 » and so on, in their order."""
    keys = site.pages(matter.practice.answers)
    if not keys:
        return
    yield Heading(matter.say("dossier.field_ev_visit"))
    given = [text for key in keys if (text := matter.practice.answer(key))]
    if not given:
        yield Paragraph(matter.say("dossier.unknown"))
        return
    yield Paragraph(matter.say("dossier.visit_means"), soft=True)
    lines = [line for text in given for line in text.split(site.BETWEEN) if line.strip()]
    yield Listing(tuple(matter.typeset(brief(line, _LONGEST)) for line in lines[:ROWS]))
    if len(lines) > ROWS:
        yield Paragraph(matter.say("dossier.more", left=len(lines) - ROWS))
