"""nameko's container, told its settings and its contract instead of reading a global."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eventlet.greenpool import GreenPool
from nameko.containers import ServiceContainer

from kernel.contracts.envelope import Contract
from kernel.telemetry.settings import Settings


class Container(ServiceContainer):  # type: ignore[misc] # nameko has no types
    """Hosts one service class."""

    def __init__(
        self, service_cls: type[Any], contracts: Mapping[str, Contract], settings: Settings
    ) -> None:
        super().__init__(service_cls)
        self.settings = settings
        self.contracts = contracts
        self.contract = contracts[settings.service]
        self.package = service_cls.__module__.rpartition(".")[0]
        self.max_workers = settings.workers
        self._worker_pool = GreenPool(size=settings.workers)

    @property
    def free_workers(self) -> int:
        return int(self._worker_pool.free())
