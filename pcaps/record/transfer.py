# SPDX-License-Identifier: BSD-2-Clause
"""Random transfers for truth.py: what the network does, what the two applications do."""

import contextlib
import random
import socket
import subprocess
import threading
import time

import packet as wire
from netlab import ADDRESS, inside
from relay import lose
from stories import read, read_to_end, reset_on_close, text

SERVER_PORT = 80
PATTERNS = ("client-first", "server-first", "simultaneous", "half-close",
            "client-reset", "server-reset", "server-leaves-unread")
LONGEST_RUN = 15            # seconds after which a run is cut off


class Plan:
    """All that is random about a run, drawn from a seed before it starts; whether network cards cut
    and join segments in it; and by what the times of the network are multiplied."""

    def __init__(self, seed, offloads=False, distance=1):
        self.seed = seed
        self.offloads = offloads
        self.distance = distance
        self.random = rng = random.Random(seed)
        self.version = 6 if rng.random() < 0.2 else 4
        self.link = rng.choice(("tap", "tun"))
        self.mtu = rng.choice((1500, 1500, 1280))
        self.delay = rng.uniform(0.002, 0.040) * distance
        self.loss = rng.choice((0, 0.005, 0.01, 0.02, 0.03, 0.05))
        self.reordering = rng.choice((0, 0, 0.01, 0.03))
        self.duplication = rng.choice((0, 0, 0.01, 0.03))
        self.sysctls = {"ipv4/tcp_sack": int(rng.random() < 0.75),
                        "ipv4/tcp_timestamps": int(rng.random() < 0.75)}
        self.congestion_control = rng.choice((b"cubic", b"cubic", b"reno", b"bbr"))
        self.pattern = rng.choices(PATTERNS, (6, 5, 4, 3, 2, 1, 1))[0]
        self.rounds = [(rng.randint(50, 3000), rng.choice((200, 3000, 12000, 40000)))
                       for _ in range(rng.randint(1, 4))]
        if offloads:                            # long enough for large segments
            self.rounds = [(request, 10 * answer) for request, answer in self.rounds]
        self.pause = rng.choice((0, 0, 0.005, 0.060))
        self.polite = rng.random() < 0.5        # shutdown() and read to the end, or close()
        self.lost_once = rng.choice((None, None, *LOST_ONCE)) if rng.random() < 0.5 else None
        self.injection = rng.choice(tuple(INJECTIONS)) if rng.random() < 0.15 else None
        self.port = rng.randint(32768, 60999)

    def describe(self):
        """The plan, for the record."""
        return {name: value.decode() if isinstance(value, bytes) else value
                for name, value in vars(self).items() if name != "random"}


# The network.

def last_data(sender):
    """The end of an answer or a request: data with PSH, whose loss no later data shows."""
    return lambda p: p.sender == sender and p.payload and p.flags & wire.PSH


def with_flag(sender, flag):
    return lambda p: p.sender == sender and p.flags & flag


def ack_after_fin(sender):
    """The acknowledgment of the other side's FIN, as far as flags tell: an ACK after a FIN seen."""
    seen_fin = False

    def match(packet):
        nonlocal seen_fin
        if packet.sender != sender:
            seen_fin = seen_fin or bool(packet.flags & wire.FIN)
            return False
        return seen_fin and packet.is_only(wire.ACK)
    return match


LOST_ONCE = {
    "syn": lambda: lose(with_flag("client", wire.SYN)),
    "syn-ack": lambda: lose(with_flag("server", wire.SYN)),
    "third-ack": lambda: lose(lambda p: p.sender == "client" and p.is_only(wire.ACK)),
    "client-fin": lambda: lose(with_flag("client", wire.FIN)),
    "server-fin": lambda: lose(with_flag("server", wire.FIN)),
    "client-last-ack": lambda: lose(ack_after_fin("client")),
    "server-last-ack": lambda: lose(ack_after_fin("server")),
    "client-tail": lambda: lose(last_data("client")),
    "server-tail": lambda: lose(last_data("server"), count=2),
}


def trouble(plan):
    """A rule that loses, repeats and holds back at random."""
    rng = plan.random

    def rule(_):
        if rng.random() < plan.loss:
            return []
        late = rng.uniform(0.0005, 0.010) * plan.distance if rng.random() < plan.reordering else 0
        if rng.random() < plan.duplication:
            return [late, late + rng.uniform(0.0001, 0.005) * plan.distance]
        return [late]
    return rule


INJECTIONS = {              # flags, and how far beyond what the receiver expects next
    "reset-outside-window": (wire.RST, 50_000_000),
    "reset-inside-window": (wire.RST, 1000),
    "syn-inside-window": (wire.SYN, 1000),
}


def injector(plan, relay):
    """A rule that touches nothing, but forges a segment from the server in mid-connection."""
    flags, distance = INJECTIONS[plan.injection]
    left = plan.random.randint(3, 12)

    def rule(packet):
        nonlocal left
        left -= packet.sender == "client"
        if left == 0 and packet.is_only(wire.ACK):
            left = -1
            relay.inject("client", wire.build(
                (packet.destination, packet.destination_port), (packet.source, packet.source_port),
                flags, seq=packet.ack + distance))
    return rule


def prepare_network(plan, relay):
    if plan.injection:
        relay.rules.append(injector(plan, relay))
    if plan.lost_once:
        relay.rules.append(LOST_ONCE[plan.lost_once]())
    relay.rules.append(trouble(plan))


# The applications. A connection reset or timed out is an end like any other.

def leave(sock, plan, first):
    """Close a socket: the first side to do so may be polite."""
    if first and plan.polite:
        sock.shutdown(socket.SHUT_WR)
        read_to_end(sock)
    elif not first:
        read_to_end(sock)
        time.sleep(plan.pause)
    sock.close()


def client_side(sock, address, plan, together):
    sock.connect(address)
    for number, (request, answer) in enumerate(plan.rounds):
        sock.sendall(text(request))
        last = number == len(plan.rounds) - 1
        if last and plan.pattern == "half-close":
            sock.shutdown(socket.SHUT_WR)
        if last and plan.pattern == "client-reset":
            read(sock, plan.random.randint(1, answer))
            reset_on_close(sock)
            sock.close()
            return
        read(sock, answer)
        time.sleep(plan.pause)
    if plan.pattern == "simultaneous":
        together.wait(LONGEST_RUN)
        sock.close()
    else:
        leave(sock, plan, plan.pattern == "client-first")


def server_side(listener, plan, together):
    sock, _ = listener.accept()
    sock.settimeout(LONGEST_RUN)
    with sock:
        for number, (request, answer) in enumerate(plan.rounds):
            last = number == len(plan.rounds) - 1
            if last and plan.pattern == "server-leaves-unread":
                read(sock, 1)
                time.sleep(plan.pause)
                return
            read(sock, request)
            sock.sendall(text(answer))
        if plan.pattern == "server-reset":
            time.sleep(plan.pause)
            reset_on_close(sock)
        elif plan.pattern == "simultaneous":
            together.wait(LONGEST_RUN)
        else:
            leave(sock, plan, plan.pattern == "server-first")


def run(plan, lab):
    """One transfer, to its end; the final states of both ends as ss(8) names them."""
    lab.congestion_control = plan.congestion_control
    listener = lab.listen(SERVER_PORT, version=plan.version)
    client = lab.caller(plan.port, plan.version)
    for sock in (client, listener):
        sock.settimeout(LONGEST_RUN)
    together = threading.Barrier(2)
    threads = [threading.Thread(target=quietly, args=arguments, daemon=True) for arguments in (
        (client_side, client, (ADDRESS["server"][plan.version], SERVER_PORT), plan, together),
        (server_side, listener, plan, together))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wait_for_quiet(plan, lab)


def quietly(application, *arguments):
    with contextlib.suppress(OSError, EOFError, threading.BrokenBarrierError):
        application(*arguments)
    arguments[0].close()


def wait_for_quiet(plan, lab):
    """Wait until nothing is left but TIME-WAIT, and all that is under way has arrived."""
    deadline = time.monotonic() + LONGEST_RUN
    while True:
        time.sleep(2 * plan.delay + 0.060)
        states = {side: socket_state(lab.ends[side], plan.port) for side in lab.ends}
        if set(states.values()) <= {None, "TIME-WAIT"} or time.monotonic() > deadline:
            return states


def socket_state(end, port):
    """The state of the connection of a client's port, as this end's kernel has it, or None."""
    with inside(end.namespace):
        listing = subprocess.run(["ss", "-tanH", f"( sport = :{port} or dport = :{port} )"],
                                 capture_output=True, text=True, check=True).stdout.split()
    return listing[0] if listing else None
