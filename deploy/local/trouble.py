"""What stops the stack, told as a sentence to the person who asked for it."""

from __future__ import annotations


class Trouble(Exception):
    """Shown without a traceback: say what is wrong and what to do about it."""


class TooLate(Trouble):
    """A wait that went past its deadline."""
