"""What was not seen, and what was seen whole without opening all that lies inside, as rows of the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.scan.survey import REMARKS


def parts(coverage: Mapping[str, Any], survey: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return {"missing", "inside"}: rows of {"volume", "filesystem", "why", "files", "samples"}."""
    rows = list(_rows(coverage, survey))
    return {
        "missing": [row for row in rows if not row["remark"]],
        "inside": [row for row in rows if row["remark"]],
    }


def _rows(coverage: Mapping[str, Any], survey: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for volume in coverage["volumes"]:
        for key in ("why", "partly"):
            for why, files in volume[key].items():
                found = survey["errors"].get(why, {"samples": []})["samples"]
                yield {
                    "volume": volume["volume"],
                    "filesystem": volume["filesystem"],
                    "why": why,
                    "files": files,
                    "samples": [one for one in found if one["volume"] == volume["volume"]],
                    "remark": key == "partly" and why in REMARKS,
                }
