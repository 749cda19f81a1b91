"""Stock nameko 2.14.1, service to service: `server URL`, or `client URL COUNT OUTSTANDING`."""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402
import time  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.rpc import RpcProxy, rpc  # noqa: E402
from nameko.testing.services import entrypoint_hook  # noqa: E402


class Echo:
    name = "bench_stock_echo"

    @rpc
    def echo(self, text):  # type: ignore[no-untyped-def]
        return {"text": text}


class Caller:
    name = "bench_stock_caller"
    echo = RpcProxy("bench_stock_echo")

    @rpc
    def unused(self):  # type: ignore[no-untyped-def]
        return None


def run(url: str, count: int, outstanding: int) -> float:
    class Runner(Caller):
        @rpc
        def run(self):  # type: ignore[no-untyped-def]
            began = time.perf_counter()
            under_way = []
            for _ in range(count):
                if len(under_way) == outstanding:
                    under_way.pop(0).result()
                under_way.append(self.echo.echo.call_async("x" * 64))
            for each in under_way:
                each.result()
            return count / (time.perf_counter() - began)

    container = ServiceContainer(Runner, config={"AMQP_URI": url})
    container.start()
    with entrypoint_hook(container, "run", timeout=120) as begin:
        rate = begin()
    container.stop()
    return float(rate)


if __name__ == "__main__":
    if sys.argv[1] == "server":
        container = ServiceContainer(Echo, config={"AMQP_URI": sys.argv[2]})
        container.start()
        print("ready", flush=True)
        container.wait()
    else:
        print(run(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
