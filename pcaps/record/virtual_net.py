# SPDX-License-Identifier: BSD-2-Clause
"""A network in virtual time between two TCPs that run in this process, and the truth about each
packet that it carries.

What is taken to be true, and why:

* A packet is a retransmission where its sender had sent all of its numbers before: all that it
  sends passes here, so nothing is missing. A single byte is none, but the probe of a window: no
  program here writes so little.
* The states are the TCP's own, asked for as a packet leaves, and after one was taken in; for a
  reset, when the TCP has done with what made it send that. A TCP is in FIN-WAIT-1 (CLOSING,
  LAST-ACK) as soon as its program closes; nobody on the wire can know that, so here the change
  counts from when the FIN leaves.
"""

import heapq
import random
import struct

import packet as wire
from judge import after, seen_before
from relay import OTHER

SIDES = ("client", "server")
MICROSECOND, MILLISECOND, SECOND = 10 ** 3, 10 ** 6, 10 ** 9
ANSWERS_AFTER, PACKETS_APART = 15 * MICROSECOND, 1500       # ns, on a host
QUIET, LONGEST_RUN = 8 * SECOND, 300 * SECOND
BEFORE_THE_FIN = {"FIN-WAIT-1": "ESTABLISHED", "FIN-WAIT-2": "ESTABLISHED",
                  "CLOSING": "CLOSE-WAIT", "LAST-ACK": "CLOSE-WAIT"}
PCAP_HEADER = struct.pack("=IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, 101)


class Sent:
    """A packet as it left, what its sender was then, and when which of its copies arrived."""

    def __init__(self, time, packet, copies):
        self.time = time
        self.packet = packet
        self.copies = copies
        self.state = None
        self.retransmission = False
        self.arrivals = []                  # (time, the receiver's state after it)


class Sight:
    """A packet in a capture: as it left, or its nth copy as it arrived."""

    def __init__(self, time, sent, copy=None):
        self.time = time
        self.sent = sent
        self.copy = copy
        self.state = None                   # its receiver's after it, where it arrived


class Network:
    """Carries packets between two ends, which have input(), state() and tick()."""

    def __init__(self, plan):
        self.plan = plan
        self.random = random.Random(plan.seed)
        self.now = self.began = self.last_active = self.stamp = plan.start
        self.ends = {}
        self.sights = {side: [] for side in SIDES}
        self.sent = {side: [] for side in SIDES}
        self._due = []                      # heap of (time, order, call, arguments)
        self._order = 0
        self._free = dict.fromkeys(SIDES, 0)            # when the line is
        self._highest = dict.fromkeys(SIDES)
        self._ids = {side: self.random.randrange(65536) for side in SIDES}
        self._fin_left = dict.fromkeys(SIDES, False)
        self._opened = dict.fromkeys(SIDES, False)
        self._resets = []                   # sent, whose sender has not come to rest yet

    def at(self, time, call, *arguments):
        """Call something at a time (ns); what is due at one time is called in order."""
        self._order += 1
        heapq.heappush(self._due, (time, self._order, call, arguments))

    def run(self):
        """Until both have long been silent; the states that they end in."""
        self.at(self.now + self.random.randrange(self.plan.tick), self._tick)
        while self._due:
            self.now, _, call, arguments = heapq.heappop(self._due)
            call(*arguments)
            self.settle()
        return {side: self.state(side) for side in SIDES}

    def _tick(self):
        for end in set(self.ends.values()):
            end.tick(self.now)
        silent = self.now - self.last_active >= QUIET and self._is_over()
        if silent or self.now - self.began > LONGEST_RUN:
            self._due.clear()
        else:
            self.at(self.now + self.plan.tick, self._tick)

    def _is_over(self):
        return {self.state(side) for side in SIDES} <= {"CLOSED", "LISTEN", "TIME-WAIT"}

    # What the ends send.

    def send(self, side, data):
        """An end sends a packet."""
        self.last_active = self.now
        self.stamp = max(self.stamp + PACKETS_APART, self.now + ANSWERS_AFTER)
        packet = wire.Packet(wire.readdressed(data, self.plan.address[side],
                                              self.plan.address[OTHER[side]],
                                              self._next_id(side), self.plan.ttl[side]))
        packet.sender = side
        self._fin_left[side] |= bool(packet.flags & wire.FIN)
        sent = Sent(self.stamp, packet, self.plan.fate(packet))
        sent.retransmission = self._is_old(side, packet)
        sent.state = self.state(side)
        if packet.flags & wire.RST:
            self._resets.append((sent, side))
        self.sent[side].append(sent)
        self.sights[side].append(Sight(self.stamp, sent))
        self._carry(side, sent)

    def _next_id(self, side):
        policy = self.plan.ids[side]
        skipped = self.random.randrange(6) if policy == "shared" else 0
        self._ids[side] = (self._ids[side] + 1 + skipped) % 65536
        return {"random": self.random.randrange(1, 65536), "zero": 0}.get(policy, self._ids[side])

    def _is_old(self, side, packet):
        """Whether all of its numbers had been sent, and it is no probe of a window."""
        if packet.flags & wire.RST or not packet.length:
            return False
        end, highest = (packet.seq + packet.length) % 2 ** 32, self._highest[side]
        if highest is None or after(end, highest):
            self._highest[side] = end
            return False
        return len(packet.payload) != 1

    def _carry(self, side, sent):
        """Send it on its way, behind what is on the line."""
        begins = max(self._free[side], sent.time)
        bits = 8 * len(sent.packet.data)
        self._free[side] = begins + int(bits * SECOND / self.plan.bandwidth)
        for copy, extra in enumerate(sent.copies):
            arrives = self._free[side] + int((self.plan.delay + extra) * SECOND)
            self.at(arrives, self._deliver, OTHER[side], sent, copy)

    def _deliver(self, side, sent, copy):
        self.last_active = self.now
        sight = Sight(self.now, sent, copy)
        self.sights[side].append(sight)
        self.ends[side].input(side, sent.packet.data, self.now)
        self.settle()
        sight.state = self.state(side)
        sent.arrivals.append((self.now, sight.state))

    def settle(self):
        """A TCP has done what there was to do: whoever has sent a reset is what he is now."""
        for sent, side in self._resets:
            sent.state = self.state(side)
        self._resets = []

    def state(self, side):
        """What an end is in, as far as the wire can tell; RFC 9293's name."""
        state = self.ends[side].state(side)
        if state == "CLOSED":
            return "LISTEN" if side == "server" and not self._opened[side] else "CLOSED"
        self._opened[side] = True
        return state if self._fin_left[side] else BEFORE_THE_FIN.get(state, state)

    # What is left of it.

    def _in_order(self, side):
        return sorted(self.sights[side], key=lambda sight: sight.time)

    def write_capture(self, path, side):
        """What tcpdump(8) would have seen on an end, as raw IP."""
        with open(path, "wb") as file:
            file.write(PCAP_HEADER)
            for sight in self._in_order(side):
                data = sight.sent.packet.data
                file.write(struct.pack("=IIII", *divmod(sight.time, SECOND), len(data), len(data)))
                file.write(data)

    def truth(self, side):
        """One entry for each packet of an end's capture, as judge.py's."""
        space = {side: [] for side in SIDES}
        return [self._verdict(number, sight, space)
                for number, sight in enumerate(self._in_order(side), 1)]

    def _verdict(self, number, sight, space):
        sent, sender = sight.sent, sight.sent.packet.sender
        verdict = {
            "packet": number, "from": sender, "injected": False,
            "network_duplicate": bool(sight.copy),
            "retransmission": sent.retransmission and not sight.copy,
            "had_earlier_copy_in_this_capture": seen_before(space[sender], sent.packet),
            "sender_state": sent.state, "arrived": True, "receiver_state": sight.state,
            "crossed": False,
        }
        if sight.copy is None:
            self._judge_arrival(verdict, sent)
        return verdict

    def _judge_arrival(self, verdict, sent):
        """Of a packet as it left. None: the run ended before it came to that."""
        time, state = sent.arrivals[0] if sent.arrivals else (None, None)
        verdict["arrived"] = None if sent.copies and not time else bool(time)
        verdict["receiver_state"] = state
        verdict["crossed"] = bool(time) and any(
            other.packet.flags & (wire.FIN | wire.RST) and other.time < time
            and (other.arrivals[0][0] if other.arrivals else sent.time + 1) > sent.time
            for other in self.sent[OTHER[verdict["from"]]])
