"""Three RabbitMQ nodes as one cluster on this machine, behind one address.

The nodes share a cookie, an administrator and the machine's epmd; each has its own ports,
data and name. Who connects comes to the next node that answers, as behind a load balancer.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from deploy.local import rabbitmq
from deploy.local.layout import Layout, locked, make_folder, write_private
from deploy.local.management import Management
from deploy.local.servers import Servers
from deploy.local.talk import silent
from kernel.chassis import topology
from tests.faults.own_servers import Broker, end, layout_of
from tests.faults.stage import Stage
from tests.kernel.chassis.standin import contract
from tests.processes import eventually
from tests.proxies import proxy_for, through

TICK_SECONDS = 8
_SETTINGS = """\
cluster_formation.peer_discovery_backend = classic_config
{nodes}
cluster_partition_handling = pause_minority
net_ticktime = {tick}
"""
EVENTS = topology.event_queue(contract.SPEAKER, contract.HEARER)
REQUESTS = f"rpc-{contract.SPEAKER}"


@dataclass
class Cluster:
    """Three nodes; the first has the classic queues, since the definitions came to it."""

    nodes: list[Broker]

    def others(self, node: Broker) -> list[Broker]:
        return [each for each in self.nodes if each is not node]

    def wait_until_whole(self) -> None:
        """Until every node says that all run, and no one waits for another."""
        for node in self.nodes:
            eventually(lambda node=node: self._seen_by(node) == 3, "a whole cluster", 90)

    def wait_until_lost(self, node: Broker) -> None:
        """Until the two others know that this one is gone."""
        for other in self.others(node):
            eventually(lambda other=other: self._seen_by(other) == 2, "two that go on", 60)

    def wait_until_parted(self, node: Broker) -> None:
        """Until a node that runs says that it and the others have gone apart."""
        asked = "rabbit_node_monitor:partitions()."
        eventually(lambda: node.ctl("eval", asked).strip() != "[]", "a partition", 60)

    def lead(self, queue: str, vhost: str, node: Broker) -> None:
        """Make a node the leader of a quorum queue."""
        found = f'rabbit_amqqueue:lookup(rabbit_misc:r(<<"{vhost}">>, queue, <<"{queue}">>))'
        node.ctl(
            "eval",
            f"{{ok, Q}} = {found}, rabbit_quorum_queue:transfer_leadership(Q, '{node.node}').",
        )
        eventually(lambda: self._leader(queue, vhost, node) == node.node, "the leader to move")

    def cut_off(self, node: Broker) -> None:
        """Part a node from the two others, while all three run: their connections end, and each
        refuses the other's attempts to come back."""
        node.ctl(
            "eval",
            "[begin erlang:set_cookie(N, parted), erlang:disconnect_node(N) end || N <- nodes()].",
        )

    def heal(self, node: Broker) -> None:
        names = ", ".join(f"'{other.node}'" for other in self.others(node))
        node.ctl("eval", f"[erlang:set_cookie(N, erlang:get_cookie()) || N <- [{names}]].")

    def _leader(self, queue: str, vhost: str, asked: Broker) -> str:
        told = asked.ctl("list_queues", "-p", vhost, "name", "leader")
        lines = (line.split() for line in told.splitlines())
        return next((line[1] for line in lines if line and line[0] == queue), "")

    def _seen_by(self, node: Broker) -> int:
        api = Management(rabbitmq.api_url(node.layout))
        if api.status("whoami") != 200:
            return 0
        return sum(bool(each.get("running")) for each in api.get("nodes"))


@contextmanager
def three_nodes(stage: Stage) -> Iterator[tuple[Cluster, Servers]]:
    """A cluster, whole; its servers with the database of the stage."""
    with ExitStack() as stack:
        layouts = [layout_of(name) for name in ("mq1", "mq2", "mq3")]
        nodes = [Broker(layout) for layout in layouts]
        cookie, password = secrets.token_hex(20), secrets.token_urlsafe(24)
        for layout in layouts:
            stack.enter_context(locked(layout, silent))
            stack.callback(end, layout)
            _prepare(layout, nodes, cookie, password)
        for node in nodes:
            node.launch()
        for layout in layouts:
            rabbitmq.until_ready(layout, silent)
        cluster = Cluster(nodes)
        cluster.wait_until_whole()
        urls = [rabbitmq.amqp_url(layout) for layout in layouts]
        balancer = proxy_for(*urls)
        balancer.open()
        stack.callback(balancer.close)
        amqp_url = through(urls[0], balancer.port)
        yield cluster, Servers(stage.servers.database_url, amqp_url, rabbitmq.api_url(layouts[0]))


def _prepare(layout: Layout, nodes: list[Broker], cookie: str, password: str) -> None:
    home = layout.server("rabbitmq")
    layout.make_server(home)
    for folder in ("home", "conf.d"):
        make_folder(home / folder)
    write_private(home / "home" / ".erlang.cookie", cookie)
    write_private(rabbitmq.password_file(layout), password)
    listed = "\n".join(
        f"cluster_formation.classic_config.nodes.{number} = {node.node}"
        for number, node in enumerate(nodes, start=1)
    )
    write_private(
        home / "conf.d" / "10-cluster.conf", _SETTINGS.format(nodes=listed, tick=TICK_SECONDS)
    )
