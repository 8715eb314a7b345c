# SPDX-License-Identifier: BSD-2-Clause
"""The stories: each function plays both sides of one, on real sockets; captures bear their names.

A story is given a Lab (netlab.py) whose relay is already running, while a recorder is listening.
The decorator says where and how it is recorded. What the capture then shows is in ../README.md.
"""

import contextlib
import functools
import socket
import struct
import time

import packet as wire
from netlab import ADDRESS
from relay import anything_of, data_of, hold, lose, repeat, segments

CLIENT, SERVER = ADDRESS["client"][4], ADDRESS["server"][4]
FIN, SYN, RST, PSH, ACK = wire.FIN, wire.SYN, wire.RST, wire.PSH, wire.ACK
PORT = 51734                # the client's, unless a story needs several
ROUND_TRIP = 0.020          # what Lab's delay of 10 ms each way comes to
SETTLED = 0.060             # longer than a round trip and a delayed acknowledgment (40 ms)

TCP_REPAIR, TCP_REPAIR_QUEUE, TCP_QUEUE_SEQ = 19, 20, 21      # linux/tcp.h; CRIU's way in
REPAIR_SEND_QUEUE = 2

STORIES = {}


def story(name, side="client", link="tap", lab=None, **recorder):
    """Register a story: recorded at `side`, on `link`, with settings for Lab and Recorder."""
    def register(play):
        STORIES[name] = {"play": play, "side": side, "recorder": recorder,
                         "lab": {"link": link, **(lab or {})}}
        return play
    return register


# What the two applications do.

def http_request(path="/", size=517):
    """A request of exactly `size` bytes."""
    head = f"GET {path} HTTP/1.1\r\nHost: www.example.com\r\nAccept: */*\r\nCookie: c="
    return (head + "x" * (size - len(head) - 4) + "\r\n\r\n").encode()


def http_answer(size=5230):
    """An answer of exactly `size` bytes."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %4d\r\n\r\n"
    body = size - len(head % 0)
    return (head % body).encode() + text(body)


def text(size):
    """Bytes that look like something in a hex dump."""
    line = b"The quick brown fox jumps over the lazy dog. 0123456789\r\n"
    return (line * (size // len(line) + 1))[:size]


def read(sock, size):
    """Read exactly `size` bytes."""
    while size > 0:
        got = sock.recv(size)
        if not got:
            raise EOFError
        size -= len(got)


def read_to_end(sock):
    """Read until the other side has closed."""
    while sock.recv(65536):
        pass


def exchange(client, server, path="/", size=5230):
    """One request and its answer."""
    request = http_request(path)
    client.sendall(request)
    read(server, len(request))
    server.sendall(http_answer(size))
    read(client, size)


def acknowledge_now(sock):
    """Send the acknowledgment that Linux would delay by 40 ms, hoping to send it with a FIN."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def close_first(first, second):
    """A close in four segments."""
    first.close()
    read_to_end(second)
    acknowledge_now(second)
    time.sleep(0.001)
    second.close()
    time.sleep(SETTLED)


def reset_on_close(sock):
    """Let close() send a RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def limit_segments(sock, size=536):
    """Ask for small segments, so that a few kB make a flight of many."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, size)


def connect_small(lab, size=536):
    """A connection in which the server sends small segments."""
    listener = lab.listen()
    client = lab.caller(PORT)
    limit_segments(client, size)
    client.connect(listener.getsockname())
    return client, lab.accept(listener)


# Sound connections.

@story("four-way-close")
def four_way_close(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server)
    close_first(client, server)


@story("four-way-close-by-server", side="server", link="tun")
def four_way_close_by_server(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=1500)
    close_first(server, client)


@story("three-segment-close")
def three_segment_close(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=700)
    client.close()
    read_to_end(server)
    server.close()                          # at once: its FIN carries the acknowledgment
    time.sleep(SETTLED)


@story("half-close-with-data")
def half_close_with_data(lab):
    client, server = lab.connect(lab.listen())
    client.sendall(text(800))
    client.shutdown(socket.SHUT_WR)
    read_to_end(server)
    for _ in range(4):
        time.sleep(SETTLED)
        server.sendall(text(600))
    time.sleep(SETTLED)
    server.close()
    read_to_end(client)
    client.close()
    time.sleep(SETTLED)


@story("simultaneous-close", side="server")
def simultaneous_close(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=700)
    time.sleep(SETTLED)
    client.close()
    server.close()
    time.sleep(SETTLED)


@story("simultaneous-open", link="tun")
def simultaneous_open(lab):
    ends = []
    for side, port in (("client", 5000), ("server", 6000)):
        sock = lab.socket(side)
        sock.bind((ADDRESS[side][4], port))
        sock.setblocking(False)
        ends.append(sock)
    for sock, other in zip(ends, ((SERVER, 6000), (CLIENT, 5000))):
        sock.connect_ex(other)
    time.sleep(2 * ROUND_TRIP)
    for sock in ends:
        sock.setblocking(True)
    ends[0].sendall(text(100))
    read(ends[1], 100)
    time.sleep(SETTLED)
    close_first(*ends)


@story("ipv6", side="server")
def ipv6(lab):
    client, server = lab.connect(lab.listen(version=6))
    exchange(client, server, size=2000)
    close_first(client, server)


@story("fast-open", lab={"sysctls": {"ipv4/tcp_fastopen": 3}})
def fast_open(lab):
    listener = lab.listen()
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 16)
    for port in (PORT, PORT + 1):
        request = http_request()
        client = lab.caller(port)
        client.setblocking(True)            # with a timeout, Python would not wait for the cookie
        client.sendto(request, socket.MSG_FASTOPEN, (SERVER, 80))
        server = lab.accept(listener)
        read(server, len(request))
        server.sendall(http_answer(900))
        read(client, 900)
        close_first(client, server)


@story("http-keep-alive", interface="any")
def http_keep_alive(lab):
    client, server = lab.connect(lab.listen())
    for number in range(5):
        exchange(client, server, f"/page-{number + 1}", 900)
    close_first(client, server)


@story("captured-twice", interface="any", lab={"bridged": True})
def captured_twice(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=700)
    close_first(client, server)


@story("http-many-connections")
def http_many_connections(lab):
    listener = lab.listen()
    for number in range(5):
        client, server = lab.connect(listener, PORT + number)
        exchange(client, server, f"/page-{number + 1}", 900)
        close_first(client, server)


@story("sequence-wraps", link="tun", nanoseconds=True)
def sequence_wraps(lab):
    listener = lab.listen()
    client = lab.caller(PORT)
    client.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
    client.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR_QUEUE, REPAIR_SEND_QUEUE)
    client.setsockopt(socket.IPPROTO_TCP, TCP_QUEUE_SEQ, struct.pack("I", 2 ** 32 - 2000))
    client.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 0)
    client.connect((SERVER, 80))
    server = lab.accept(listener)
    client.sendall(text(5000))
    read(server, 5000)
    server.sendall(text(200))
    read(client, 200)
    close_first(client, server)


# Connections that do not come about.

@story("refused", link="tun")
def refused(lab):
    with contextlib.suppress(ConnectionRefusedError):
        lab.caller(PORT).connect((SERVER, 81))
    time.sleep(ROUND_TRIP)


def call_nobody(lab):
    """Connect while the network loses everything, until the kernel gives up."""
    lab.relay.rules.append(lose(anything_of("client"), count=100))
    with contextlib.suppress(TimeoutError):
        lab.caller(PORT).connect((SERVER, 80))


story("unanswered-syn", lab={"sysctls": {
    "ipv4/tcp_syn_linear_timeouts": 0, "ipv4/tcp_syn_retries": 3}})(call_nobody)
story("unanswered-syn-linear", link="tun", lab={"sysctls": {
    "ipv4/tcp_syn_linear_timeouts": 4, "ipv4/tcp_syn_retries": 3}})(call_nobody)


def forged_syn(number):
    """A SYN from somewhere in 203.0.113.0/24 that will never answer."""
    source = (f"203.0.113.{number * 37 % 254 + 1}", 1024 + number * 7919 % 60000)
    options = struct.pack("!BBHBBBB", 2, 4, 1460, 1, 1, 4, 2)
    return wire.build(source, (SERVER, 80), SYN, seq=number * 0x9e3779b1, options=options)


@story("syn-flood-small-backlog", side="server", lab={"sysctls": {
    "ipv4/tcp_syncookies": 0, "ipv4/tcp_synack_retries": 1, "ipv4/tcp_max_syn_backlog": 64}})
def syn_flood_small_backlog(lab):
    listener = lab.listen(backlog=8)
    lab.relay.rules.append(lambda p: [] if p.destination.startswith("203.") else None)
    for number in range(40):
        lab.relay.inject("server", forged_syn(number))
        time.sleep(0.005)
    client, server = lab.connect(listener)  # waits until half-open connections have timed out
    exchange(client, server, size=700)
    close_first(client, server)


@story("stale-syn", side="server")
def stale_syn(lab):
    listener = lab.listen()
    lab.relay.inject("server", wire.build((CLIENT, PORT), (SERVER, 80), SYN, seq=90,
                                          options=struct.pack("!BBH", 2, 4, 1460)))
    time.sleep(2 * ROUND_TRIP)
    client, server = lab.connect(listener)
    exchange(client, server, size=700)
    close_first(client, server)


# Segments lost at each step.

def greet_and_close(lab):
    """The server speaks first, as mail servers do; then a short answer and a close in four."""
    client, server = lab.connect(lab.listen(25))
    server.sendall(b"220 mail.example.com ESMTP\r\n")
    read(client, 28)
    client.sendall(b"QUIT\r\n")
    read(server, 6)
    close_first(client, server)


@story("lost-syn-ack", side="server")
def lost_syn_ack(lab):
    # Late by more than timers vary: the client's second SYN always comes before the server's timer.
    lab.relay.rules.append(hold(segments("client", SYN), 0.050))
    lab.relay.rules.append(lose(segments("server", SYN | ACK)))
    greet_and_close(lab)


@story("lost-third-ack-client-silent")
def lost_third_ack_client_silent(lab):
    lab.relay.rules.append(lose(segments("client", ACK)))
    greet_and_close(lab)


@story("lost-third-ack-client-sends", side="server")
def lost_third_ack_client_sends(lab):
    lab.relay.rules.append(lose(segments("client", ACK)))
    listener = lab.listen()
    client = lab.caller(PORT)
    client.connect((SERVER, 80))
    client.sendall(http_request())          # before accept: the server is still in SYN-RECEIVED
    server = lab.accept(listener)
    read(server, 517)
    server.sendall(http_answer(700))
    read(client, 700)
    close_first(client, server)


@story("lost-fin", pcapng=True)
def lost_fin(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=700)
    time.sleep(SETTLED)
    lab.relay.rules.append(lose(segments("client", FIN | ACK)))
    close_first(client, server)


@story("lost-last-ack")
def lost_last_ack(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=700)
    time.sleep(SETTLED)
    lab.relay.rules.append(lose(segments("client", ACK)))
    close_first(client, server)
    time.sleep(0.4)                         # the retransmission of the FIN


@story("fast-retransmit", side="server")
def fast_retransmit(lab):
    client, server = connect_small(lab)
    server.sendall(text(5 * 536))           # opens the congestion window
    read(client, 5 * 536)
    time.sleep(SETTLED)
    lab.relay.rules.append(lose(data_of("server"), nth=4))
    server.sendall(text(15 * 524))
    read(client, 15 * 524)
    time.sleep(SETTLED)
    close_first(client, server)


@story("retransmission-timeout", side="server", lab={"sysctls": {"ipv4/tcp_early_retrans": 0}})
def retransmission_timeout(lab):
    client, server = lab.connect(lab.listen())
    lab.relay.rules.append(lose(data_of("server"), count=2))
    exchange(client, server, size=300)
    time.sleep(SETTLED)
    close_first(client, server)


@story("tail-loss-probe", side="server")
def tail_loss_probe(lab):
    client, server = connect_small(lab)
    lab.relay.rules.append(lose(data_of("server"), nth=3, count=2))
    server.sendall(text(4 * 524))
    read(client, 4 * 524)
    time.sleep(SETTLED)
    close_first(client, server)


def overtaken(lab, segments_sent):
    """The server sends a flight of segments; all that follow the second one overtake it."""
    client, server = connect_small(lab)
    lab.relay.rules.append(hold(data_of("server"), 0.002, nth=2))
    server.sendall(text(segments_sent * 524))
    read(client, segments_sent * 524)
    time.sleep(SETTLED)
    close_first(client, server)


story("reordered")(functools.partial(overtaken, segments_sent=4))
story("spurious-retransmission", side="server")(functools.partial(overtaken, segments_sent=6))


@story("duplicated-by-network")
def duplicated_by_network(lab):
    lab.relay.rules.append(repeat(segments("server", SYN | ACK), 0.003))
    lab.relay.rules.append(repeat(data_of("server"), 0.003, nth=2))
    client, server = connect_small(lab)
    time.sleep(SETTLED)
    server.sendall(text(4 * 524))
    read(client, 4 * 524)
    time.sleep(SETTLED)
    close_first(client, server)


# Connections that end in another way.

@story("close-wait-left-open", side="server")
def close_wait_left_open(lab):
    listener = lab.listen()
    client, forgotten = lab.connect(listener)
    exchange(client, forgotten, size=700)
    client.shutdown(socket.SHUT_WR)
    read_to_end(forgotten)
    time.sleep(3)                           # the server does not close; others come and go
    client, server = lab.connect(listener, PORT + 1)
    exchange(client, server, size=700)
    close_first(client, server)
    lab.relay.rules.append(lose(lambda p: True, count=100))    # the end of the capture


@story("reset-by-linger-0", link="tun")
def reset_by_linger_0(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=700)
    time.sleep(SETTLED)
    reset_on_close(client)
    client.close()
    time.sleep(SETTLED)


@story("reset-with-unread-data")
def reset_with_unread_data(lab):
    client, server = lab.connect(lab.listen())
    client.sendall(text(1200))
    read(server, 100)
    time.sleep(SETTLED)
    server.close()                          # 1100 bytes were never read
    time.sleep(SETTLED)


@story("zero-window", side="server")
def zero_window(lab):
    listener = lab.listen()
    client = lab.caller(PORT)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect((SERVER, 80))
    server = lab.accept(listener)
    server.setblocking(False)
    server.send(text(9000))
    time.sleep(2.0)                         # the client does not read; the server probes
    read(client, 9000)
    time.sleep(SETTLED)
    close_first(server, client)


def keep_alive(lab, unanswered):
    """A silent connection, probed every second."""
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=700)
    for name, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1),
                        (socket.TCP_KEEPCNT, 3)):
        client.setsockopt(socket.IPPROTO_TCP, name, value)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    time.sleep(SETTLED)
    if unanswered:                          # as if the server had lost its power
        lab.relay.rules.append(lose(anything_of("client"), count=100))
        with contextlib.suppress(TimeoutError):
            client.recv(1)
        time.sleep(SETTLED)
    else:
        time.sleep(3.2)
        close_first(client, server)


story("keep-alive")(functools.partial(keep_alive, unanswered=False))
story("keep-alive-unanswered")(functools.partial(keep_alive, unanswered=True))


@story("port-reuse-inside-2msl")
def port_reuse_inside_2msl(lab):
    listener = lab.listen()
    for _ in range(2):
        client, server = lab.connect(listener)
        exchange(client, server, size=700)
        close_first(server, client)         # the server is left in TIME-WAIT
        time.sleep(0.5)


@story("time-wait-assassinated")
def time_wait_assassinated(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=700)
    close_first(client, server)
    last = lab.relay.last["client"]
    lab.relay.inject("client", wire.build((SERVER, 80), (CLIENT, PORT), RST, seq=last.ack))
    time.sleep(ROUND_TRIP)
    # A second look at the dead: were it still in TIME-WAIT, it would acknowledge this again.
    lab.relay.inject("client", wire.build((SERVER, 80), (CLIENT, PORT), FIN | ACK,
                                          seq=last.ack - 1, ack=last.seq))
    time.sleep(SETTLED)


# Forged segments, and what RFC 5961 has against them.

def forge(lab, flags, distance):
    """A segment to the client, `distance` beyond what it expects next from the server."""
    expected = lab.relay.last["client"].ack
    lab.relay.inject("client", wire.build((SERVER, 80), (CLIENT, PORT), flags,
                                          seq=expected + distance))


@story("blind-reset")
def blind_reset(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=700)
    time.sleep(SETTLED)
    forge(lab, RST, 50_000_000)             # outside the window: dropped
    time.sleep(SETTLED)
    forge(lab, RST, 1000)                   # inside, but not exact: challenged
    time.sleep(0.6)                         # Linux limits challenges to one every 0.5 s
    exchange(client, server, size=700)
    close_first(client, server)


@story("syn-on-open")
def syn_on_open(lab):
    client, server = lab.connect(lab.listen())
    exchange(client, server, size=700)
    time.sleep(SETTLED)
    forge(lab, SYN, 1000)
    time.sleep(0.6)
    exchange(client, server, size=700)
    close_first(client, server)
