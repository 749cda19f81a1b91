"""A PromptPay code as a picture: whatever a banking application on a telephone can read."""

from __future__ import annotations

import io
from typing import Final

import segno

_SCALE: Final = 10
_LEVEL: Final = "m"  # fifteen percent of it may be covered by a fold or a stamp


def picture(payload: str, kind: str) -> bytes:
    """The code as `png` or `svg`, with the quiet border readers look for."""
    out = io.BytesIO()
    code = segno.make_qr(payload, error=_LEVEL)
    code.save(out, kind=kind, scale=_SCALE)
    return out.getvalue()
