"""docs/contracts.md and docs/contracts/, made from the code: `python -m docs.make_contracts`."""
