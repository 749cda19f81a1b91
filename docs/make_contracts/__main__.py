"""Write docs/contracts.md and docs/contracts/asyncapi.yaml; `release` also makes this the contract
that later changes are held against (docs/contracts/released.yaml)."""

import sys

from docs.make_contracts import asyncapi, breaking, document

document.PATH.write_text(document.text(), "utf-8")
asyncapi.PATH.write_text(asyncapi.text(), "utf-8")
if "release" in sys.argv[1:]:
    breaking.RELEASED.write_text(asyncapi.dumped(breaking.frozen(asyncapi.document())), "utf-8")
