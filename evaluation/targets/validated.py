"""The public door of every validator of content, for the targets of the formats."""

from toolkit.scan import damage
from toolkit.scan.content import Content

WORDS = b"".join(
    b"%05d;molaire %d;couronne ceramique;%d,50\r\n" % (n, n % 48, n * 7 % 900) for n in range(400)
)


def judged(name: str, data: bytes) -> str:
    """Return the verdict on a content under a name, and what the validator of the promised type answers."""
    content = Content.of(data)
    verdict = damage.examine(name, content).verdict.value
    promised = damage.look(name, content).expected
    return f"{verdict}, {damage.structure(promised, content).verdict}" if promised else verdict
