"""Sign who stands at a door: a token for `kongbun-actor`, as docs/contracts.md tells.

    python sign_actor.py .local/keys/gateway/actor.key actor_visitor volunteer "*"

The key, the actor's id, roles and funds (each with commas between). Needs: pip install joserfc.
"""

import sys
import time
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import OKPKey

SECONDS = 900


def sign(key_file, actor_id, roles, funds):
    now = int(time.time())
    claims = {"iss": "kongbun", "sub": actor_id, "roles": roles, "funds": funds}
    key = OKPKey.import_key(Path(key_file).read_bytes())
    times = {"iat": now, "exp": now + SECONDS}
    return jwt.encode(
        {"alg": "Ed25519", "typ": "JWT"}, {**claims, **times}, key, algorithms=["Ed25519"]
    )


if __name__ == "__main__":
    key_file, actor_id, roles, funds = sys.argv[1:5]
    print(sign(key_file, actor_id, roles.split(","), funds.split(",")))
