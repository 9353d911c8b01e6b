"""The list of everything shipped, as CycloneDX 1.6 (cyclonedx.org/docs/1.6/json)."""

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from release.crates import Crate
from release.shipped import Component

NAME = "sbom.cdx.json"


def document(system: str, version: str, components: Sequence[Component], seconds: int) -> bytes:
    """Return the list as JSON, the same bytes for the same parts; `seconds` dates it (since 1970, UTC)."""
    main = {
        "type": "application",
        "bom-ref": "trousse",
        "name": "trousse",
        "version": version,
        "purl": f"pkg:generic/trousse@{version}?os={system}&arch=x86_64",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }
    body: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": main,
        },
        "components": [_component(component) for component in components],
        "dependencies": [{"ref": "trousse", "dependsOn": sorted(part.purl for part in components)}],
    }
    # Drawn from the content, so that the same build has the same number.
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    return (json.dumps({**body, "serialNumber": f"urn:uuid:{number}"}, indent=1) + "\n").encode()


def _component(component: Component) -> dict[str, Any]:
    said: dict[str, Any] = {
        "type": "library",
        "bom-ref": component.purl,
        "name": component.name,
        "version": component.version,
        "purl": component.purl,
        "licenses": [{"expression": component.licence}],
    }
    if component.sha256:
        said["hashes"] = [{"alg": "SHA-256", "content": component.sha256}]
    if component.inside:
        said["components"] = [_crate(crate, component.purl) for crate in component.inside]
    return said


def _crate(crate: Crate, within: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"{within}#{crate.purl}",  # one crate may stand in several packages
        "name": crate.name,
        "version": crate.version,
        "purl": crate.purl,
        "licenses": [{"expression": crate.licence}],
    }
