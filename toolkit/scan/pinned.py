"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "79912ebd3e4ff2119caa316468eaa6767222dd8e9ec52f78c9cabaffeaae5da5"
RULE_COUNT = 150  # the control included
