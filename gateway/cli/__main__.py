"""`python -m gateway.cli` is `kongbun`."""

from gateway.cli import main

main()
