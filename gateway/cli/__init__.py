"""`kongbun`: the platform from a terminal, in Thai and English."""

from __future__ import annotations

from gateway.cli.commands import kongbun


def main() -> None:
    """Run the command line."""
    kongbun()
