"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "908a8be268b03a24408f325771ab0e30cc4a05fbc6ffd5d15b31effe8f607be2"
RULE_COUNT = 51  # the control included
