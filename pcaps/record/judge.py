# SPDX-License-Identifier: BSD-2-Clause
"""From what kernel, relay and captures recorded, work out the truth about each captured packet.

What is taken to be true, and why:

* Which packets are retransmissions, the kernel says. Its tracepoints tcp_retransmit_skb and
  tcp_retransmit_synack fire right after the segment was handed to the device, so an event belongs
  to the last packet that takes sequence space and left that side before it; on a busy machine
  another may have left in between, so to the last with numbers that had been sent before, if one
  left within a millisecond. What the kernel sends again may be several packets, cut on their way
  to the device: then it is all of them. `disagreements` counts where there is none, and where old
  numbers were sent again without an event. (Probes of a zero window and keep-alive probes take no
  new numbers, are not retransmissions, and have no event.)
  Where network cards cut and join, what one of them sent is several packets to the network, and
  what another received may be several packets: such a segment is a retransmission where any of
  them is, and the network's duplicate where all are.
* The states are those of inet_sock_set_state, with what that tracepoint leaves out filled in:
  - a server is in LISTEN until its first SYN,ACK leaves, then in SYN-RECEIVED until the child
    socket, made when the handshake is complete, says otherwise;
  - a socket that goes from FIN-WAIT-2 or CLOSING to CLOSE without a reset has been replaced by a
    TIME-WAIT one. A closed socket is replaced as early as FIN-WAIT-2; it is in TIME-WAIT from
    when its side acknowledges the peer's FIN.
  - a side that closes with data still to send is, for the kernel, in FIN-WAIT-1 (LAST-ACK) at
    once, though its FIN has to wait. Nobody on the wire can know that, so here the change counts
    from when the FIN leaves. If the other side's FIN comes first, the kernel's word stands, and
    `disagreements` says so.
* The state "after" a segment includes what its receipt, or the receipt that it answers, changes:
  Linux acknowledges a FIN a few microseconds before it notes its new state.
"""

import packet as wire

NAMES = {
    "TCP_CLOSE": "CLOSED", "TCP_LISTEN": "LISTEN", "TCP_SYN_SENT": "SYN-SENT",
    "TCP_SYN_RECV": "SYN-RECEIVED", "TCP_NEW_SYN_RECV": "SYN-RECEIVED",
    "TCP_ESTABLISHED": "ESTABLISHED", "TCP_FIN_WAIT1": "FIN-WAIT-1", "TCP_FIN_WAIT2": "FIN-WAIT-2",
    "TCP_CLOSE_WAIT": "CLOSE-WAIT", "TCP_CLOSING": "CLOSING", "TCP_LAST_ACK": "LAST-ACK",
    "TCP_TIME_WAIT": "TIME-WAIT",
}
SS_NAMES = {None: "CLOSED", "ESTAB": "ESTABLISHED", "SYN-RECV": "SYN-RECEIVED"}    # others as ours

# Changes that receiving a segment brings about. All others are the application's, or a timer's.
BY_RECEIPT = {
    ("LISTEN", "SYN-RECEIVED"), ("SYN-SENT", "SYN-RECEIVED"), ("SYN-SENT", "ESTABLISHED"),
    ("SYN-RECEIVED", "ESTABLISHED"), ("ESTABLISHED", "CLOSE-WAIT"), ("FIN-WAIT-1", "FIN-WAIT-2"),
    ("FIN-WAIT-1", "CLOSING"), ("FIN-WAIT-1", "TIME-WAIT"), ("FIN-WAIT-2", "TIME-WAIT"),
    ("CLOSING", "TIME-WAIT"), ("LAST-ACK", "CLOSED"),
}
MICROSECOND, MILLISECOND = 10 ** 3, 10 ** 6
PIECES_APART = 20 * MICROSECOND             # at most, of what the kernel sends again at one go


def after(seq, other):
    """Whether a sequence number is beyond another, modulo 2^32."""
    return 0 < (seq - other) % 2 ** 32 < 2 ** 31


class Sent:
    """A packet as its sender's capture saw it, and the relay's entries of the pieces that it went
    out as: one, unless the card cut it."""

    def __init__(self, time, packet, entries):
        self.time = time
        self.packet = packet
        self.entries = entries
        self.retransmission = False
        self.old = False                    # its numbers had been sent before
        self.arrivals = {id(e): [] for e in entries}    # times at the receiver's capture

    def arrived(self):
        """When all of it had; None: it did not, or only in part."""
        if not all(self.arrivals.values()):
            return None
        return max(times[0] for times in self.arrivals.values())

    def is_lost(self):
        """Whether nothing of it ever arrived."""
        return not any(self.arrivals.values()) and all(e["action"] == "lost" for e in self.entries)


class Judge:
    """The truth about one run."""

    def __init__(self, log, delivered, captures, events, addresses):
        self.events = events
        self.side_of = {address: side for side, address in addresses.items()}
        self.captures = captures
        self.sent = {side: self._match_sent(side, log) for side in captures}
        self.by_entry = {id(e): s for side in self.sent for s in self.sent[side] for e in s.entries}
        self.arrived = {side: self._match_arrived(side, delivered[side]) for side in captures}
        self.disagreements = []
        for side in captures:
            self._mark_retransmissions(side)
        self.changes = {side: self._changes(side) for side in captures}

    # Captures and the relay's log: the same packets in the same order.

    def _match_sent(self, side, log):
        packets = []
        for entry in (e for e in log if e["from"] == side and not e["injected"]):
            if not entry["piece"]:
                packets.append([])
            packets[-1].append(entry)
        seen = [(t, p) for t, p in self.captures[side] if self.side_of[p.source] == side]
        if [e[0]["handed_over"] for e in packets[:len(seen)]] != [p.identity for _, p in seen]:
            raise ValueError(f"relay and {side}'s capture disagree about what was sent")
        return [Sent(t, p, e) for (t, p), e in zip(seen, packets)]

    def _match_arrived(self, side, delivered):
        """What each packet that arrived at a side was joined of: pairs of (relay's entry, number of
        the copy), one unless the card joined it."""
        delivered, arrived = iter(delivered), []
        for time, packet in self.captures[side]:
            if self.side_of[packet.source] == side:
                continue
            arrived.append(take(packet, delivered))
            if arrived[-1] is None:
                raise ValueError(f"relay and {side}'s capture disagree about what arrived")
            for entry, _ in arrived[-1]:
                if id(entry) in self.by_entry:
                    self.by_entry[id(entry)].arrivals[id(entry)].append(time)
        return arrived

    # Retransmissions.

    def _mark_retransmissions(self, side):
        self._find_old_numbers(side)
        for event in self.events:
            if event["event"].startswith("tcp_retransmit") and self._side(event) == side:
                self._mark(side, event["time"])
        self._compare_with_numbers(side)

    def _mark(self, side, time):
        candidates = [s for s in self.sent[side] if s.packet.length and not s.retransmission
                      and time - MILLISECOND < s.time <= time + MICROSECOND]
        if candidates:
            last = ([s for s in candidates if s.old] or candidates)[-1]
            self._mark_pieces(candidates[:candidates.index(last) + 1])
        else:
            self.disagreements.append(f"{side}: a retransmission without a packet at {time}")

    @staticmethod
    def _mark_pieces(candidates):
        """Mark the last of these, and those before it that were cut from the same."""
        next_piece = None
        for piece in reversed(candidates):
            if next_piece and not (
                    piece.old and next_piece.time - piece.time < PIECES_APART
                    and piece.packet.seq + piece.packet.length == next_piece.packet.seq):
                return
            piece.retransmission = True
            next_piece = piece

    def _find_old_numbers(self, side):
        highest = None
        for sent in self.sent[side]:
            packet = sent.packet
            if packet.flags & wire.RST or not packet.length:
                continue
            sent.old = highest is not None and not after(packet.seq + packet.length, highest)
            if not sent.old:
                highest = (packet.seq + packet.length) % 2 ** 32

    def _compare_with_numbers(self, side):
        for sent in self.sent[side]:
            packet = sent.packet
            if packet.length and not packet.flags & wire.RST and sent.old != sent.retransmission:
                self.disagreements.append(f"{side}: seq {packet.seq}, {packet.length} long: "
                                          f"kernel {sent.retransmission}, numbers {sent.old}")

    def _side(self, event):
        address = event.get("saddrv6") if event.get("family") == "AF_INET6" else event.get("saddr")
        return self.side_of.get(address)

    # States.

    def _changes(self, side):
        """The changes of state of a side: (time, old, new), in order."""
        raw = [e for e in self.events
               if e["event"] == "inet_sock_set_state" and self._side(e) == side]
        changes = self._opening(side)
        for event in raw:
            old, new = NAMES[event["oldstate"]], NAMES[event["newstate"]]
            if old == "LISTEN":             # the child copies the listener; see _opening
                continue
            if new == "CLOSED" and old in ("FIN-WAIT-2", "CLOSING", "FIN-WAIT-1"):
                changes += self._end(side, event, old)
            else:
                changes.append((event["time"], old, new))
        return self._from_when_fin_leaves(side, changes)

    def _from_when_fin_leaves(self, side, changes):
        """Delay the change that closing brings until the FIN is sent."""
        leaves = next((s.time for s in self.sent[side] if s.packet.flags & wire.FIN), None)
        for at, (time, old, new) in enumerate(changes):
            if new not in ("FIN-WAIT-1", "LAST-ACK") or leaves is None or leaves <= time:
                continue
            if at + 1 < len(changes) and changes[at + 1][0] < leaves:
                self.disagreements.append(f"{side}: {changes[at + 1][2]} before its FIN was sent")
            else:
                changes[at] = (leaves, old, new)
        return changes

    def _opening(self, side):
        """A server's way to SYN-RECEIVED, which no tracepoint tells."""
        if side == "client":
            return []
        return [(s.time, "LISTEN", "SYN-RECEIVED") for s in self.sent[side]
                if s.packet.is_only(wire.SYN | wire.ACK)][:1]

    def _end(self, side, event, old):
        """What a socket's going away in mid-close means."""
        time = event["time"]
        if old == "FIN-WAIT-1" or self._was_reset(side, time):
            return [(time, old, "CLOSED")]
        acknowledged = self._time_of_fin_ack(side)
        if acknowledged is None:
            return []                       # a TIME-WAIT socket that still is in FIN-WAIT-2
        time = max(time, acknowledged)
        ends = [(time, old, "TIME-WAIT")]
        reset = self._reset_after(side, time)
        return ends + ([(reset, "TIME-WAIT", "CLOSED")] if reset else [])

    def _was_reset(self, side, time):
        """Whether a socket went away because it sent or received a RST just then."""
        received = any(e["event"] == "tcp_receive_reset" and self._side(e) == side
                       and 0 <= time - e["time"] < MILLISECOND for e in self.events)
        sent = any(s.packet.flags & wire.RST and abs(s.time - time) < MILLISECOND
                   for s in self.sent[side])
        return received or sent

    def _time_of_fin_ack(self, side):
        """When a side first acknowledged the other side's FIN, or None."""
        other = "client" if side == "server" else "server"
        fins = [s.packet for s in self.sent[other] if s.packet.flags & wire.FIN]
        if not fins:
            return None
        beyond = (fins[0].seq + fins[0].length) % 2 ** 32
        return next((s.time for s in self.sent[side]
                     if s.packet.flags & wire.ACK and s.packet.ack == beyond), None)

    def _reset_after(self, side, time):
        """When a RST reached a side in TIME-WAIT, or None."""
        other = "client" if side == "server" else "server"
        times = [t for s in self.sent[other] if s.packet.flags & wire.RST
                 for arrivals in s.arrivals.values() for t in arrivals]
        return min((t for t in times if t > time), default=None)

    def state_after(self, side, time, reset=False):
        """The state of a side after what happened to it at a time; `reset`: it sent a RST then."""
        state = "CLOSED" if side == "client" else "LISTEN"
        horizon = min([t for t in self._arrivals_at(side) if t > time] + [time + MILLISECOND])
        for when, old, new in self.changes[side]:
            if when > time + MICROSECOND:
                caused = (old, new) in BY_RECEIPT or self._by_reset(side, when, new) or (
                    reset and new == "CLOSED")
                if when > horizon or not caused:
                    break
            state = new
        return state

    def _by_reset(self, side, time, new):
        """Whether a side went to CLOSED for a RST that it received."""
        return new == "CLOSED" and any(
            e["event"] == "tcp_receive_reset" and self._side(e) == side
            and 0 <= time - e["time"] < MILLISECOND for e in self.events)

    def _arrivals_at(self, side):
        return [t for t, p in self.captures[side] if self.side_of[p.source] != side]

    # The verdicts.

    def truth(self, side):
        """One entry for each packet of a side's capture."""
        sent, arrived = iter(self.sent[side]), iter(self.arrived[side])
        space = {"client": [], "server": []}
        result = []
        for number, (time, packet) in enumerate(self.captures[side], 1):
            if self.side_of[packet.source] == side:
                verdict = self._of_sent(side, next(sent))
            else:
                verdict = self._of_arrived(side, time, next(arrived))
            verdict = {"packet": number, "from": self.side_of[packet.source],
                       "had_earlier_copy_in_this_capture": False, **verdict}
            if not verdict["injected"]:
                earlier = seen_before(space[verdict["from"]], packet)
                verdict["had_earlier_copy_in_this_capture"] = earlier
            result.append(verdict)
        return result

    def _of_sent(self, side, sent):
        other = "client" if side == "server" else "server"
        when = sent.arrived()
        # None: the capture ended before it came to that, or some of it was lost.
        arrived = True if when else False if sent.is_lost() else None
        return {
            "injected": False, "retransmission": sent.retransmission, "network_duplicate": False,
            "arrived": arrived,
            "sender_state": self.state_after(side, sent.time, bool(sent.packet.flags & wire.RST)),
            "receiver_state": self.state_after(other, when) if arrived else None,
            "crossed": bool(arrived) and self._crossed(sent, when, other),
        }

    def _crossed(self, sent, when, other):
        """Whether the receiver had meanwhile sent a FIN or RST that the sender had not yet seen."""
        return any(s.packet.flags & (wire.FIN | wire.RST) and s.time < when
                   and (s.arrived() or sent.time + 1) > sent.time
                   for s in self.sent[other])

    def _of_arrived(self, side, time, pieces):
        entry, _ = pieces[-1]
        sent = self.by_entry.get(id(entry))     # None: forged, or its sender's capture had ended
        sender = entry["from"]
        return {
            "injected": entry["injected"], "network_duplicate": all(copy for _, copy in pieces),
            "retransmission": any(not copy and self._is_retransmission(e) for e, copy in pieces),
            "arrived": True,
            "sender_state": self.state_after(sender, sent.time, bool(sent.packet.flags & wire.RST))
                            if sent else None,
            "receiver_state": self.state_after(side, time),
            "crossed": False,
        }

    def _is_retransmission(self, entry):
        sent = self.by_entry.get(id(entry))
        return bool(sent and sent.retransmission)

    def final_states(self, listings):
        """The states at the end: what ss(8) showed, or the last change where it shows nothing."""
        final = {}
        for side, listed in listings.items():
            state = SS_NAMES.get(listed, listed)
            last = self.changes[side][-1][2] if self.changes[side] else "LISTEN"
            if side == "server" and listed is None and last == "LISTEN":
                state = "LISTEN"
            if state != last:
                self.disagreements.append(f"{side}: ends in {state}, its last change was to {last}")
            final[side] = state
        return final


def take(packet, delivered):
    """The next of what was delivered that make up this packet; None if they do not."""
    pieces, length = [], 0
    while not pieces or length < len(packet.payload):
        piece = next(delivered, None)
        if not piece or piece[0]["seq"] != (packet.seq + length) % 2 ** 32:
            return None
        pieces.append(piece)
        length += piece[0]["len"]
    return pieces if length == len(packet.payload) and pieces[-1][0]["ack"] == packet.ack else None


def seen_before(space, packet):
    """Whether any number that a packet takes is in `space` (pairs of start and end); adds them."""
    if not packet.length:
        return False
    start, end = packet.seq, (packet.seq + packet.length) % 2 ** 32
    earlier = any(after(end, first) and after(last, start) for first, last in space)
    space.append((start, end))
    return earlier
