"""The one thing to remember of a scan, in one code: "nothing_found" only where nothing was missed."""

from collections.abc import Mapping
from typing import Any

CLEAR = "nothing_found"


def headline(survey: Mapping[str, Any], coverage: Mapping[str, Any]) -> str:
    """Return "attacked", "doubtful", "nothing_read", or CLEAR, with its ending where not all was seen."""
    if survey["state"] != "nothing":
        return str(survey["state"])
    if not coverage["files_seen"]:
        return "nothing_read"
    if "sample" in coverage:
        return f"{CLEAR}_sample"
    return CLEAR if coverage["complete"] else f"{CLEAR}_incomplete"
