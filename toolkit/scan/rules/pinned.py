"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "6c53e1d079cf0b0fd3861848bb1a2fe1459a5bf6fc8133d1affb0a828f418fb0"
RULE_COUNT = 150  # the control included
