"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "52702189d0c8b30aaa6a22006d8e8fd04aea72cd1c8f81765145de3c32e17da5"
RULE_COUNT = 150  # the control included
