"""Regions: each agency draws its own (domain.md 1.4), so a region belongs to (agency, province)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """A region of one agency: the two-digit codes of its provinces."""

    agency: str
    code: str
    name: str
    provinces: frozenset[str]
