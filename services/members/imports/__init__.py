"""Readers of the member books that funds keep: bytes -> lines of the domain. No rules here."""
