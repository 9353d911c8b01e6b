"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "7729d2ef5e42d9453ee8dcd16228208a6c1266f01690f8b3e4f0948d7587c16f"
RULE_COUNT = 51  # the control included
