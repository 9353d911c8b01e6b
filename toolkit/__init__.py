"""Trousse, first aid for a machine hit by ransomware: examine, capture, seal, verify, check a backup."""

VERSION = "0.1.0"
