"""Readers of the registers, collection sheets and claims that funds keep. No rules here."""
