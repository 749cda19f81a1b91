"""Write docs/contracts.md."""

from docs.make_contracts import document

document.PATH.write_text(document.text(), "utf-8")
