"""A stock nameko service that asks our echo: `URL COUNT` prints its calls a second.

The actor's token is given by ACTOR_TOKEN. Runs in nameko 3.0.0rc11 and 2.14.1.
"""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from urllib.parse import unquote, urlsplit  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.rpc import RpcProxy  # noqa: E402
from nameko.testing.services import dummy, entrypoint_hook  # noqa: E402

URL, COUNT = sys.argv[1], int(sys.argv[2])
CONFIG = {"AMQP_URI": URL, "rpc_exchange": "amq.topic"}
HEADERS = {"x-rpc-version": "1", "kongbun-actor": os.environ["ACTOR_TOKEN"]}


class Caller:
    name = "bench_stock_caller"
    ours = RpcProxy("members", user_id=unquote(urlsplit(URL).username), headers=HEADERS)

    @dummy
    def run(self):  # type: ignore[no-untyped-def]
        began = time.perf_counter()
        for _ in range(COUNT):
            assert self.ours.echo(text="x" * 64)["text"]
        return COUNT / (time.perf_counter() - began)


def main() -> None:
    try:
        from nameko import config  # noqa: PLC0415 - nameko 2 has none
    except ImportError:
        container = ServiceContainer(Caller, config=CONFIG)
    else:
        config.setup(CONFIG)
        container = ServiceContainer(Caller)
    container.start()
    with entrypoint_hook(container, "run", timeout=120) as run:
        print(run())
    container.kill()


if __name__ == "__main__":
    main()
