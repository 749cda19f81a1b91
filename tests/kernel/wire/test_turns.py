"""Whoever waits for an answer reads it; nobody who waits is forgotten, whatever comes between."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from kernel.values.errors import Unavailable
from kernel.wire import turns
from kernel.wire.calls import Calls, Pending
from kernel.wire.frames import END, METHOD, START
from kernel.wire.reading import Frame, FrameReader, Receiver
from kernel.wire.turns import Turns
from tests.processes import eventually

LONG = 20.0
ROUNDS = 150


class Line:
    """A line read in turns, with its link's thread; whoever is named in a frame is answered."""

    def __init__(self) -> None:
        self.turns, self.calls = Turns(), Calls("amqp://nobody@nowhere/", "tests")
        self.waiting: dict[str, Pending] = {}
        self.readers: list[str] = []
        self.trouble: list[Exception] = []
        self._stopping = threading.Event()
        self._far, self._near = socket.socketpair()
        self._link = threading.Thread(target=self._serve, name="link")
        self._link.start()

    def pending(self, name: str) -> Pending:
        made = Pending(self.calls, name, "tests.ask", 0)
        self.waiting[name] = made
        return made

    def answer(self, name: str) -> None:
        payload = name.encode()
        self._far.sendall(START.pack(METHOD, 1, len(payload)) + payload + bytes([END]))

    def cut(self) -> None:
        self._far.shutdown(socket.SHUT_RDWR)

    def rest(self) -> None:
        """Until the link's own thread reads again."""
        time.sleep(3 * turns.STAND_BY_SECONDS)

    def stop(self) -> None:
        self._stopping.set()
        self.turns.ring()  # or it would read on
        self._link.join(LONG)
        assert not self._link.is_alive()
        for end in (self._far, self._near):
            end.close()

    def handle(self, frame: Frame) -> None:
        name = frame[2].decode()
        self.readers.append(threading.current_thread().name)
        if name == "interrupt":
            raise KeyboardInterrupt
        self.waiting[name].end(b"{}")

    def _serve(self) -> None:
        receiver = Receiver(self._near)
        frames = FrameReader(receiver.receive)
        self.turns.open(receiver, lambda: self.handle(frames.next()))
        while not self._stopping.is_set():
            try:
                self.turns.serve(LONG)
            except TimeoutError:
                pass
            except ConnectionError as error:
                self.trouble.append(error)
                break
        self.turns.close()
        receiver.close()
        for each in self.waiting.values():
            each.end(Unavailable("broker_down"))


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    yield made
    made.stop()


def waits(line: Line, name: str, seconds: float = LONG) -> tuple[threading.Thread, Pending]:
    pending = line.pending(name)
    thread = threading.Thread(target=line.turns.wait_for, args=(pending, seconds), name=name)
    thread.start()
    return thread, pending


def ended(thread: threading.Thread, within: float = 5.0) -> bool:
    thread.join(within)
    return not thread.is_alive()


def one_reads(line: Line, name: str = "first") -> tuple[threading.Thread, Pending]:
    """Somebody who has the turn, and waits on."""
    line.rest()
    before, _ = waits(line, f"before {name}")
    line.answer(f"before {name}")
    assert ended(before)
    thread, pending = waits(line, name)
    time.sleep(turns.STAND_BY_SECONDS / 2)
    return thread, pending


def one_has_read(line: Line) -> None:
    """Somebody who had the turn, and its answer by it."""
    reading, _ = one_reads(line)
    line.answer("first")
    assert ended(reading)


def test_who_waits_reads_its_answer_itself(line: Line) -> None:
    one_has_read(line)
    assert line.readers[-1] == "first"


def test_what_nobody_waits_for_is_read_by_the_links_thread(line: Line) -> None:
    one_has_read(line)
    later = line.pending("later")
    line.answer("later")
    eventually(lambda: later.answered, "the answer nobody waits for")
    assert line.readers[-1] == "link"


def test_who_reads_passes_anothers_answer_on(line: Line) -> None:
    reading, first = one_reads(line)
    asleep, _ = waits(line, "second")
    time.sleep(0.05)
    line.answer("second")
    assert ended(asleep)
    assert line.readers[-1] == "first"
    assert not first.answered
    line.answer("first")
    assert ended(reading)


def test_who_has_its_own_answer_lets_the_next_read(line: Line) -> None:
    reading, _ = one_reads(line)
    asleep, _ = waits(line, "second")
    time.sleep(0.05)
    line.answer("first")
    assert ended(reading)
    line.answer("second")
    assert ended(asleep)
    assert line.readers[-1] == "second"


def test_an_answer_by_another_way_is_seen_at_once(line: Line) -> None:
    reading, first = one_reads(line)
    began = time.monotonic()
    first.end(Unavailable("unknown_service"))
    line.turns.ring()
    assert ended(reading)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("reads", [True, False], ids=["reading", "asleep"])
def test_who_waits_too_long_gives_up_and_the_others_wait_on(line: Line, reads: bool) -> None:
    first, _ = one_reads(line)
    quick, slow = ("third", "second") if not reads else ("second", "third")
    giving_up, given_up = waits(line, quick, 0.2)
    waiting_on, _ = waits(line, slow)
    if reads:
        line.answer("first")  # so that one of the two reads
        assert ended(first)
    assert ended(giving_up)
    assert not given_up.answered
    line.answer(slow)
    assert ended(waiting_on)
    if not reads:
        line.answer("first")
        assert ended(first)


def test_an_answer_that_came_before_the_deadline_is_found_after_it(line: Line) -> None:
    one_has_read(line)
    late = line.pending("late")
    line.answer("late")
    line.turns.wait_for(late, 0)
    assert late.answered


def test_a_line_cut_under_who_reads_ends_every_wait(line: Line) -> None:
    reading, first = one_reads(line)
    asleep, second = waits(line, "second")
    time.sleep(0.05)
    line.cut()
    assert all(ended(each) for each in (reading, asleep))
    assert all(each.answered for each in (first, second))
    assert [type(each) for each in line.trouble] == [ConnectionResetError]


def test_a_line_is_not_read_on_after_an_interrupted_read(line: Line) -> None:
    one_has_read(line)
    mine = line.pending("mine")
    line.answer("interrupt")
    with pytest.raises(KeyboardInterrupt):
        line.turns.wait_for(mine, LONG)
    eventually(lambda: mine.answered, "the end of what was under way")
    assert [type(each) for each in line.trouble] == [ConnectionAbortedError]


@pytest.mark.parametrize("threads", [1, 2, 32])
def test_nobody_is_forgotten(line: Line, threads: int) -> None:
    """Answers in any order, at any pace; some come before they are waited for."""
    chance = random.Random(threads)
    asked: list[str] = []
    missed: list[str] = []
    some = threading.Condition()

    def answer_in_any_order() -> None:
        for _ in range(threads * ROUNDS):
            with some:
                some.wait_for(lambda: asked)
                name = asked.pop(chance.randrange(len(asked)))
            if chance.random() < 0.02:
                time.sleep(chance.random() * 0.01)
            line.answer(name)

    def ask(number: int) -> None:
        own = random.Random(number)
        for turn in range(ROUNDS):
            pending = line.pending(f"{number}-{turn}")
            with some:
                asked.append(pending.call_id)
                some.notify()
            if own.random() < 0.05:
                time.sleep(own.random() * 0.01)
            line.turns.wait_for(pending, LONG)
            if not pending.answered:
                missed.append(pending.call_id)

    under_way = [threading.Thread(target=answer_in_any_order)]
    under_way += [threading.Thread(target=ask, args=(number,)) for number in range(threads)]
    for each in under_way:
        each.start()
    assert all(ended(each, 3 * LONG) for each in under_way)
    assert missed == []
