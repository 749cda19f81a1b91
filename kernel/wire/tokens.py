"""Actor tokens: who stands behind a call, signed by the door that knows them (JWT, Ed25519).

Verifying costs about 0.2 ms, so a verified token is kept by its hash until it expires.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from kernel.values.actors import NOBODY, Actor
from kernel.values.errors import Forbidden

ALGORITHM: Final = "Ed25519"
ISSUER: Final = "kongbun"
LIFETIME_SECONDS: Final = 900
_KEPT_MAX: Final = 10_000


def sign(actor: Actor, private_pem: bytes, now_ms: int, seconds: int = LIFETIME_SECONDS) -> str:
    """The token of an actor, good for `seconds`. Only doors hold the private key."""
    claims = {
        "iss": ISSUER,
        "sub": actor.actor_id,
        "roles": sorted(actor.roles),
        "funds": sorted(actor.fund_ids),
        "iat": now_ms // 1_000,
        "exp": now_ms // 1_000 + seconds,
    }
    key = OKPKey.import_key(private_pem)
    return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, key, algorithms=[ALGORITHM])


class TokenReader:
    """Reads actor tokens; several public keys may be good at once, while one replaces another."""

    def __init__(self, public_pems: Sequence[bytes]) -> None:
        self._keys = [OKPKey.import_key(pem) for pem in public_pems]
        self._kept: dict[bytes, tuple[int, Actor]] = {}

    def read(self, token: str, now_ms: int) -> Actor:
        """The actor, `NOBODY` without a token, or `Forbidden`: never an actor one only claims."""
        if not token:
            return NOBODY
        mark = hashlib.sha256(token.encode()).digest()
        kept = self._kept.get(mark)
        if kept is None:
            kept = self._verify(token)
            if len(self._kept) >= _KEPT_MAX:
                self._kept.clear()
            self._kept[mark] = kept
        expires_ms, actor = kept
        if expires_ms <= now_ms:
            self._kept.pop(mark, None)
            raise Forbidden("actor_token_expired")
        return actor

    def _verify(self, token: str) -> tuple[int, Actor]:
        for key in self._keys:
            try:
                claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
            except (JoseError, ValueError):
                continue
            return _actor(claims)
        raise Forbidden("actor_token_invalid")


def _actor(claims: dict[str, Any]) -> tuple[int, Actor]:
    try:
        if claims["iss"] != ISSUER or not claims["sub"]:
            raise Forbidden("actor_token_invalid")
        actor = Actor(str(claims["sub"]), frozenset(claims["roles"]), frozenset(claims["funds"]))
        return int(claims["exp"]) * 1_000, actor
    except (KeyError, TypeError, ValueError):
        raise Forbidden("actor_token_invalid") from None
