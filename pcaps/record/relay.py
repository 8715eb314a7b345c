# SPDX-License-Identifier: BSD-2-Clause
"""The network between client and server: a relay that carries packets, and loses some on purpose.

A rule is a function that is shown each packet and answers with the list of extra delays (seconds)
after which a copy of it goes on: [0] passes it, [] loses it, [0, 0.001] repeats it, [0.005] holds
it back so that later ones overtake it. None means: not my business, ask the next rule.
"""

import collections
import heapq
import os
import select
import threading
import time

import packet as wire

ETHERNET_HEADER = 14
OTHER = {"client": "server", "server": "client"}


# Matches: which packets a rule means.

def segments(sender, flags):
    """The sender's segments with exactly these of FIN, SYN, RST, ACK (and no data unless FIN)."""
    return lambda p: (p.sender == sender and p.is_only(flags)
                      and (not p.payload or p.flags & wire.FIN))


def data_of(sender):
    """The sender's segments that carry data."""
    return lambda p: p.sender == sender and len(p.payload) > 0


def anything_of(sender):
    """All that the sender sends."""
    return lambda p: p.sender == sender


# Rules: what happens to them.

def on(match, delays, nth=1, count=1):
    """Give `delays` to the nth packet that matches, and to the count - 1 matching ones after it."""
    seen = 0

    def rule(packet):
        nonlocal seen
        if not match(packet):
            return None
        seen += 1
        return delays if nth <= seen < nth + count else None
    return rule


def lose(match, nth=1, count=1):
    """Lose packets."""
    return on(match, [], nth, count)


def hold(match, extra, nth=1, count=1):
    """Hold packets back for `extra` seconds: those sent meanwhile overtake them."""
    return on(match, [extra], nth, count)


def repeat(match, gap, nth=1, count=1):
    """Deliver packets twice, the second time `gap` seconds later."""
    return on(match, [0, gap], nth, count)


class Relay(threading.Thread):
    """Carries packets between two ends (see netlab.End) until stop() is called.

    `log` has one entry for each packet taken in, in the order in which its sender sent it;
    `delivered` has what each end was given, in that order, as (entry, number of the copy).
    """

    def __init__(self, ends, delay=0.010):
        super().__init__(daemon=True)
        self.ends = ends
        self.delay = delay
        self.rules = []
        self.log = []
        self.delivered = {"client": [], "server": []}
        self.last = {}                      # the last packet of each sender
        self._due = []                      # heap of (time, order, receiver, bytes, log entry)
        self._order = 0
        self._injected = collections.deque()
        self._wake_read, self._wake_write = os.pipe()
        self._stopping = False
        self._clock_offset = time.time_ns() - time.monotonic_ns()

    def stop(self):
        """End the thread; what is still on its way is lost."""
        self._stopping = True
        os.write(self._wake_write, b"x")
        self.join()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def inject(self, receiver, data):
        """Deliver a hand-made packet at once, as if it came from the other end."""
        self._injected.append((receiver, data))
        os.write(self._wake_write, b"x")

    def run(self):
        readers = {end.fd: side for side, end in self.ends.items()}
        while not self._stopping:
            timeout = max(0, self._due[0][0] - time.monotonic()) if self._due else None
            ready, _, _ = select.select([*readers, self._wake_read], [], [], timeout)
            for fd in ready:
                if fd == self._wake_read:
                    self._take_injected()
                else:
                    self._take_in(readers[fd])
            self._deliver_due()

    def _take_in(self, sender):
        """Read all that an end has sent, and decide what becomes of each packet."""
        for whole, pieces in self.ends[sender].read_all():
            now = time.monotonic()
            handed_over = wire.Packet(whole).identity
            for number, data in enumerate(pieces):
                self._carry(sender, data, now, {"handed_over": handed_over, "piece": number})

    def _carry(self, sender, data, now, origin):
        """Send a packet on its way, or lose it. The log says which piece of what it is."""
        packet = wire.Packet(data)
        packet.sender = sender
        delays = next((d for d in (rule(packet) for rule in self.rules) if d is not None), [0])
        entry = {**self._note(packet, delays), **origin}
        self.log.append(entry)
        self.last[sender] = packet
        for extra in delays:
            self._schedule(now + self.delay + extra, OTHER[sender], data, entry)

    def _take_injected(self):
        os.read(self._wake_read, 4096)
        while self._injected:
            receiver, data = self._injected.popleft()
            packet = wire.Packet(data)
            packet.sender = OTHER[receiver]
            entry = self._note(packet, [0], injected=True)
            self.log.append(entry)
            self._schedule(time.monotonic(), receiver, data, entry)

    def _schedule(self, when, receiver, data, entry):
        self._order += 1
        heapq.heappush(self._due, (when, self._order, receiver, data, entry))

    def _deliver_due(self):
        while self._due and self._due[0][0] <= time.monotonic():
            _, _, receiver, data, entry = heapq.heappop(self._due)
            self.ends[receiver].write(data)
            self.delivered[receiver].append((entry, len(entry["time_out"])))
            entry["time_out"].append(time.monotonic_ns() + self._clock_offset)

    def _note(self, packet, delays, injected=False):
        """What the log says of a packet."""
        return {
            "time_in": time.monotonic_ns() + self._clock_offset,
            "from": packet.sender, "injected": injected,
            "identity": packet.identity, "ip_id": packet.ip_id,
            "source_port": packet.source_port, "destination_port": packet.destination_port,
            "seq": packet.seq, "ack": packet.ack, "len": len(packet.payload),
            "flags": packet.flags, "tsval": packet.tsval,
            "action": action_name(delays), "time_out": [],
        }


def action_name(delays):
    """What the log calls the fate of a packet."""
    if not delays:
        return "lost"
    if len(delays) > 1:
        return "duplicated"
    return "delayed" if delays[0] > 0 else "passed"
