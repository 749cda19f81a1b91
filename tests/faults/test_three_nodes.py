"""Three RabbitMQ nodes: one killed, one cut off, one frozen, all under load."""

from __future__ import annotations

import dataclasses
import signal
from collections.abc import Iterator

import pytest

from tests.faults.cluster import EVENTS, Cluster, three_nodes
from tests.faults.conftest import LONG
from tests.faults.load import Load
from tests.faults.stage import TIERS_MS, Stage, prepared

pytestmark = [pytest.mark.stack, pytest.mark.faults, pytest.mark.timeout(600)]

CALLERS, COMMANDS = LONG.callers, LONG.commands


@pytest.fixture(scope="module")
def clustered(stage: Stage) -> Iterator[tuple[Cluster, Stage]]:
    """The stand-ins on a cluster of three."""
    with three_nodes(stage) as (cluster, servers):
        made = prepared(servers, stage.broker.layout.root, "cluster", TIERS_MS)
        yield cluster, dataclasses.replace(stage, servers=servers, made=made, set_aside=0)


def test_the_leader_of_a_queue_is_killed(clustered: tuple[Cluster, Stage]) -> None:
    cluster, stage = clustered
    leader = cluster.nodes[1]
    with stage.crew():
        with Load(stage.door_url, CALLERS) as load:
            cluster.lead(EVENTS, stage.made.vhost, leader)
            load.goes_on(COMMANDS)
            leader.kill()
            load.goes_on(COMMANDS)
            leader.start()
            cluster.wait_until_whole()
            load.goes_on(COMMANDS)
        stage.judge("three nodes: leader of the event queue killed", load)


def test_the_home_of_the_request_queues_is_killed(clustered: tuple[Cluster, Stage]) -> None:
    cluster, stage = clustered
    home = cluster.nodes[0]
    with stage.crew():
        with Load(stage.door_url, CALLERS) as load:
            load.goes_on(COMMANDS)
            home.kill()
            cluster.wait_until_lost(home)
            home.start()
            cluster.wait_until_whole()
            load.goes_on(COMMANDS)
        stage.judge("three nodes: home of the request queues killed", load)


def test_a_minority_is_cut_off(clustered: tuple[Cluster, Stage]) -> None:
    cluster, stage = clustered
    alone = cluster.nodes[2]
    with stage.crew():
        with Load(stage.door_url, CALLERS) as load:
            cluster.lead(EVENTS, stage.made.vhost, alone)
            load.goes_on(COMMANDS)
            cluster.cut_off(alone)
            cluster.wait_until_lost(alone)
            load.goes_on(COMMANDS)
            cluster.heal(alone)
            cluster.wait_until_whole()
            load.goes_on(COMMANDS)
        stage.judge("three nodes: minority cut off, then back", load)


def test_a_node_freezes(clustered: tuple[Cluster, Stage]) -> None:
    cluster, stage = clustered
    frozen = cluster.nodes[2]
    with stage.crew():
        with Load(stage.door_url, CALLERS) as load:
            cluster.lead(EVENTS, stage.made.vhost, frozen)
            load.goes_on(COMMANDS)
            frozen.signal(signal.SIGSTOP)
            cluster.wait_until_lost(frozen)
            load.goes_on(COMMANDS)
            frozen.signal(signal.SIGCONT)
            # It comes back faster than it learns of its loss, so RabbitMQ pauses nobody and heals
            # nothing: an operator restarts it.
            cluster.wait_until_parted(frozen)
            frozen.kill()
            frozen.start()
            cluster.wait_until_whole()
            load.goes_on(COMMANDS)
        stage.judge("three nodes: one frozen, awake, restarted", load)
