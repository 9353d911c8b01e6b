"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "47e426d3d34347c022fba3966f6de8bb1f4638c11e34dc8e49e59644119eefa3"
RULE_COUNT = 51  # the control included
