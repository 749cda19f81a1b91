"""Ask a service with nameko's own client, unchanged: two settings and nothing of ours.

    AMQP_URL=amqp://gateway:...@broker:5672/kongbun ACTOR_TOKEN=... \\
        python ask_with_stock_nameko.py standalone \\
        logbook.get_household household_id=household_... purpose=case_management

`rpc_exchange` is the exchange stock clients call on, `user_id` says which broker user asks; the
broker refuses any but one's own. Runs with nameko 3.0.0rc11 and 2.14.1.
"""

import eventlet

eventlet.monkey_patch()

import json
import os
import sys
from urllib.parse import unquote, urlsplit

URL = os.environ["AMQP_URL"]
USER = unquote(urlsplit(URL).username)
CONFIG = {"AMQP_URI": URL, "rpc_exchange": "amq.topic"}
HEADERS = {"x-rpc-version": "1"}
if "ACTOR_TOKEN" in os.environ:  # of the person behind the calls, signed by a door
    HEADERS["kongbun-actor"] = os.environ["ACTOR_TOKEN"]


def standalone(service, method, fields):
    """A program that hosts no service."""
    try:
        from nameko.standalone.rpc import ClusterRpcClient
    except ImportError:
        return standalone_2(service, method, fields)
    from nameko import config

    config.setup(CONFIG)
    with ClusterRpcClient(timeout=10, user_id=USER, headers=HEADERS) as rpc:
        return rpc[service][method](**fields)


def standalone_2(service, method, fields):
    """nameko 2: its standalone proxy takes no options of the publisher, so they are put in."""
    from nameko.rpc import MethodProxy, Publisher
    from nameko.standalone.rpc import ClusterRpcProxy

    class AsUser(Publisher):
        def publish(self, payload, **options):
            super().publish(payload, user_id=USER, headers=HEADERS, **options)

    MethodProxy.publisher_cls = AsUser
    with ClusterRpcProxy(CONFIG, timeout=10) as rpc:
        return getattr(getattr(rpc, service), method)(**fields)


def from_a_service(service, method, fields):
    """A nameko service that asks; in nameko 2 `ClusterRpc` is `RpcProxy` of one service."""
    from nameko.containers import ServiceContainer
    from nameko.rpc import RpcProxy
    from nameko.testing.services import dummy, entrypoint_hook

    class Reports:
        name = "reports"
        other = RpcProxy(service, user_id=USER, headers=HEADERS)

        @dummy  # stands for a timer or a page: it is not called over the broker
        def ask(self):
            return getattr(self.other, method)(**fields)

    container = ServiceContainer(Reports, **_configured())
    container.start()
    try:
        with entrypoint_hook(container, "ask", timeout=10) as ask:
            return ask()
    finally:
        container.kill()


def _configured():
    try:
        from nameko import config
    except ImportError:
        return {"config": CONFIG}
    config.setup(CONFIG)
    return {}


if __name__ == "__main__":
    how, target = sys.argv[1:3]
    fields = dict(each.split("=", 1) for each in sys.argv[3:])
    ask = {"standalone": standalone, "service": from_a_service}[how]
    print(json.dumps(ask(*target.split("."), fields), ensure_ascii=False))
