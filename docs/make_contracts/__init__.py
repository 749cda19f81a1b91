"""docs/contracts.md, made from the code: `python -m docs.make_contracts` writes it anew."""
