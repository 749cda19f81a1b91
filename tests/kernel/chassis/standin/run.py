"""Run one of the two: `python -m tests.kernel.chassis.standin.run speaker|hearer`."""

from kernel.chassis import runner  # first: it patches

# ruff: isort: split
import os
import sys

from tests.kernel.chassis.standin import contract
from tests.kernel.chassis.standin.services import HearerService, SpeakerService

if __name__ == "__main__":
    service = {"speaker": SpeakerService, "hearer": HearerService}[sys.argv[1]]
    raise SystemExit(runner.run(service, contract.CONTRACTS, os.environ))
