"""Run one of the two: `python -m bench.parts.events.run speaker|hearer`."""

from kernel.chassis import runner  # first: it patches

# ruff: isort: split
import os
import sys

from bench.parts.events import contract
from bench.parts.events.services import HearerService, SpeakerService, TimedEffects
from kernel.chassis import machinery

if __name__ == "__main__":
    machinery.Effects = TimedEffects  # type: ignore[misc]
    service = {"speaker": SpeakerService, "hearer": HearerService}[sys.argv[1]]
    raise SystemExit(runner.run(service, contract.CONTRACTS, os.environ))
