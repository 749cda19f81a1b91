"""Readers of household surveys: bytes -> lines of the domain. No rules here."""
