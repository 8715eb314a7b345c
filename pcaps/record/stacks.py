#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Record random transfers of other TCPs than the kernel's, with the truth about each packet.

Both ends are lwIP's, or one is libslirp's, whose TCP is 4.4BSD's. They run in this process, in
virtual time: a run of minutes takes a hundredth of a second, and the same seed makes the same
capture. Each run N leaves, in the directory given, what truth.py does:

    N-client.pcap, N-server.pcap     what passed at each end
    N-client.json, N-server.json     the truth about each packet of it, for score.py

How the truth is found is explained in virtual_net.py. Needs a C compiler and, from Debian,
liblwip-dev, libslirp-dev.
"""

import argparse
import json
import os
import random
import tempfile

import tcps
from transfer import LOST_ONCE, PATTERNS, trouble
from virtual_net import MICROSECOND, SECOND, SIDES, Network

WAKES_AFTER = 20 * MICROSECOND


class Plan:
    """All that is random about a run, drawn from a seed before it starts."""

    def __init__(self, seed, stack, distance):
        self.seed = seed
        self.stack = stack
        self.distance = distance
        self.random = rng = random.Random(seed)
        self.start = 1_700_000_000 * SECOND + rng.randrange(SECOND)
        self.tick = tcps.TICK[stack]
        self.address = {"client": "192.0.2.10", "server": "198.51.100.20"}
        self.mtu = rng.choice((1500, 1500, 1280, 576))
        self.delay = rng.uniform(0.002, 0.040) * distance
        self.bandwidth = rng.choice((2e6, 10e6, 100e6, 1e9))
        self.loss = rng.choice((0, 0.005, 0.01, 0.02, 0.03, 0.05))
        self.reordering = rng.choice((0, 0, 0.01, 0.03))
        self.duplication = rng.choice((0, 0, 0.01, 0.03))
        self.ids = {side: rng.choice(("counter", "counter", "shared", "zero", "random"))
                    for side in SIDES}
        self.ttl = {side: rng.choice((255, 64, 128)) for side in SIDES}
        self.pattern = rng.choices(PATTERNS, (6, 5, 4, 3, 2, 1, 1))[0]
        self.rounds = [(rng.randint(50, 3000), rng.choice((200, 3000, 12000, 40000, 150000)))
                       for _ in range(rng.randint(1, 4))]
        self.pause = rng.choice((0, 0, 0.005, 0.060, 0.5))
        self.slow = {side: rng.random() < 0.3 for side in SIDES}    # its program reads by and by
        self.slow["server"] |= self.pattern == "server-leaves-unread"
        self.nap = rng.choice((0.001, 0.05, 0.8, 4))
        self.polite = rng.random() < 0.5
        self.lost_once = rng.choice(tuple(LOST_ONCE)) if rng.random() < 0.4 else None
        self.keepalive = rng.choice((0, 0, 0, 700))                 # ms
        self.nodelay = rng.random() < 0.5
        self.port = rng.randint(32768, 60999)
        self._rules = ([LOST_ONCE[self.lost_once]()] if self.lost_once else []) + [trouble(self)]

    def describe(self):
        """The plan, for the record."""
        return {name: value for name, value in vars(self).items()
                if name not in ("random", "_rules")}

    def fate(self, packet):
        """What the network does to a packet: the extra delays (s) after which copies arrive."""
        return next(d for d in (rule(packet) for rule in self._rules) if d is not None)


# The applications: each yields what it waits for, or wants done.

def read(plan, side, length):
    """Read so much; a slow one by and by, so that its window shuts."""
    while plan.slow[side] and length > 16000:
        yield "sleep", plan.nap
        yield "read", 16000
        length -= 16000
    yield "read", length


def leave(plan, first):
    """Close: the first side to do so may be polite."""
    if first and plan.polite:
        yield "shutdown", None
    if plan.polite or not first:
        yield "end", None
    if not first:
        yield "sleep", plan.pause
    yield "close", None


def client_side(plan):
    yield "connected", None
    for number, (request, answer) in enumerate(plan.rounds):
        last = number == len(plan.rounds) - 1
        yield "write", request
        if last and plan.pattern == "half-close":
            yield "shutdown", None
        if last and plan.pattern == "client-reset":
            yield from read(plan, "client", plan.random.randint(1, answer))
            yield "abort", None
            return
        yield from read(plan, "client", answer)
        yield "sleep", plan.pause
    if plan.pattern == "simultaneous":
        yield "sleep", plan.delay
        yield "close", None
    else:
        yield from leave(plan, plan.pattern == "client-first")


def server_side(plan):
    yield "connected", None
    for number, (request, answer) in enumerate(plan.rounds):
        if number == len(plan.rounds) - 1 and plan.pattern == "server-leaves-unread":
            yield "read", 1
            yield "sleep", plan.pause
            yield "close", None
            return
        yield from read(plan, "server", request)
        yield "write", answer
    if plan.pattern in ("server-reset", "simultaneous"):
        yield "sleep", plan.pause if plan.pattern == "server-reset" else plan.delay
        yield "abort" if plan.pattern == "server-reset" else "close", None
    else:
        yield from leave(plan, plan.pattern == "server-first")


class Program:
    """Runs an application on an end, which tells it what happens."""

    def __init__(self, network, side, steps):
        self.network = network
        self.side = side
        self.end = network.ends[side]
        self.steps = steps
        self.unread = 0
        self.connected = self.ended = self.failed = False
        self.step, self.amount = "begin", None

    def happen(self, happening, amount):
        """What an end tells of its connection; see tcps.py."""
        self.connected |= happening == tcps.CONNECTED
        self.failed |= happening == tcps.FAILED
        self.ended |= happening == tcps.RECEIVED and not amount
        if happening == tcps.RECEIVED:
            self.unread += amount
            if not self.network.plan.slow[self.side]:
                self.end.read(self.side, amount)
        self.network.at(self.network.now + WAKES_AFTER, self.go)

    def go(self):
        """Do what can be done by now."""
        while not self.failed and self._is_done():
            self.step, self.amount = next(self.steps, ("gone", None))
            if self.step == "sleep":
                self.amount = self.network.now + int(self.amount * SECOND)
                self.network.at(self.amount, self.go)
            elif self.step in ("shutdown", "close", "abort"):
                getattr(self.end, self.step)(self.side)
                self.network.settle()

    def _is_done(self):
        waits = {"connected": lambda: self.connected, "write": self._write, "read": self._read,
                 "end": self._read_to_end, "gone": lambda: False,
                 "sleep": lambda: self.network.now >= self.amount}
        return waits.get(self.step, lambda: True)()

    def _write(self):
        self.amount -= self.end.write(self.side, self.amount)
        return self.amount == 0

    def _read(self):
        if self.unread < self.amount and not self.ended:
            return False
        self._take(min(self.unread, self.amount))
        return True

    def _read_to_end(self):
        self._take(self.unread)
        return self.ended

    def _take(self, length):
        self.unread -= length
        if self.network.plan.slow[self.side]:
            self.end.read(self.side, length)


def play(plan, stack):
    """Let a plan happen; the network, and the states that both end in."""
    network = Network(plan)
    stack.set_up(network)
    programs = {"client": Program(network, "client", client_side(plan)),
                "server": Program(network, "server", server_side(plan))}
    stack.open(programs)
    for program in programs.values():
        network.at(network.now, program.go)
    finals = network.run()
    stack.forget()
    return network, finals


def record_run(plan, stack, folder):
    network, finals = play(plan, stack)
    for side in SIDES:
        path = os.path.join(folder, f"{plan.seed:04d}-{side}")
        network.write_capture(path + ".pcap", side)
        with open(path + ".json", "w", encoding="ascii") as file:
            json.dump({"capture": os.path.basename(path) + ".pcap", "side": side,
                       "seed": plan.seed, "plan": plan.describe(), "final_states": finals,
                       "packets": network.truth(side)}, file, indent=1)
            file.write("\n")
    return f"{sum(map(len, network.sent.values()))} packets, ends in {finals}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument("--runs", metavar="N", type=int, default=100)
    parser.add_argument("--seed", metavar="S", type=int, default=1, help="seed of the first run")
    parser.add_argument("--stack", choices=sorted(tcps.TICK), default="lwip",
                        help="whose TCP is on one end; on the other is lwIP's (default: lwip)")
    parser.add_argument("--distance", metavar="FACTOR", type=float, default=1,
                        help="multiply the network's delays (2 to 40 ms each way)")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        stack = tcps.load(arguments.stack, folder)
        for seed in range(arguments.seed, arguments.seed + arguments.runs):
            plan = Plan(seed, arguments.stack, arguments.distance)
            print(f"run {seed}:", record_run(plan, stack, arguments.out), flush=True)


if __name__ == "__main__":
    main()
