# SPDX-License-Identifier: BSD-2-Clause
"""TCPs that run in this process: lwIP's at both ends, or libslirp's (4.4BSD's) at one of them.

What stacks.py asks of an end: write() takes some bytes and returns how many, read() says that its
program has read so many, shutdown(), close() and abort() are what they are of a socket. It tells
its program what happens, by the constants below. What virtual_net.py asks: input() of a packet,
state(), and tick() now and then.
"""

import contextlib
import ctypes
import fcntl
import os
import re
import socket
import struct
import subprocess
import termios

import packet as wire
from relay import OTHER
from virtual_net import MILLISECOND, SIDES

CONNECTED, RECEIVED, SENT, FAILED = range(4)    # as in lwip_ends.c
TICK = {"lwip": 250 * MILLISECOND, "slirp": 10 * MILLISECOND}
STATES = ("CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
          "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT")      # lwIP's order
SLIRP_STATES = {"SYN_RCVD": "SYN-RECEIVED"}     # others as ours, but for "_"
SERVER_PORT = 80

# An end of lwIP's takes the other for a neighbour; one of libslirp's has addresses of its own.
LWIP_VIEW = {"client": ("192.0.2.10", "192.0.2.20"), "server": ("198.51.100.20", "198.51.100.10")}
SLIRP, SLIRP_GUEST = "10.0.2.2", "10.0.2.15"
MAC = {SLIRP: bytes.fromhex("52550a000202"), SLIRP_GUEST: bytes.fromhex("020000000001")}
ETHERNET_HEADER, IPV4, ARP = 14, 0x0800, 0x0806

PACKET = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.POINTER(ctypes.c_uint8), ctypes.c_int)
EVENT = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_int, ctypes.c_int)
FRAME = ctypes.CFUNCTYPE(None, ctypes.POINTER(ctypes.c_uint8), ctypes.c_int)


def build(name, folder, *arguments):
    """A library of a C file beside this one."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".c")
    library = os.path.join(folder, name + ".so")
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", source, "-o", library, *arguments], check=True)
    return ctypes.CDLL(library)


def load(name, folder):
    """The stack of this name; what is built for it is left in the folder."""
    lwip = Lwip(build("lwip_ends", folder, "-I/usr/include/lwip", "-llwip"))
    if name == "lwip":
        return Both(lwip)
    return Mixed(lwip, Slirp(build("slirp_end", folder, "-lslirp")))


class Lwip:
    """Both of lwIP's ends."""

    def __init__(self, library):
        self.library = library
        self.network = None
        self.programs = {}
        self.ticked = 0
        self._packet = PACKET(self._send)       # as long as they may be called
        self._event = EVENT(self._happen)
        library.lwip_start(self._packet, self._event)

    def set_up(self, network):
        self.network = network
        self.ticked = network.now
        self.library.lwip_mtu(network.plan.mtu)

    def _send(self, side, data, length):
        if self.network:
            self.network.send(SIDES[side], bytes(data[:length]))

    def _happen(self, side, happening, amount):
        program = self.programs.get(SIDES[side])
        if program:
            if happening == CONNECTED:
                plan = self.network.plan
                self.library.lwip_options(side, plan.nodelay, plan.keepalive)
            program.happen(happening, amount)

    def listen(self, port):
        if self.library.lwip_listen(port, self.network.plan.port):
            raise OSError("lwIP does not listen")

    def connect(self, port):
        if self.library.lwip_connect(self.network.plan.port, port):
            raise OSError("lwIP does not call")

    def forget(self):
        """What is left of a run's connections, without a word to anybody."""
        self.network = None
        self.programs = {}
        self.library.lwip_forget()

    def input(self, side, data, _now):
        own, neighbour = LWIP_VIEW[side]
        data = wire.readdressed(data, neighbour, own)
        self.library.lwip_input(SIDES.index(side), data, len(data))

    def state(self, side):
        return STATES[self.library.lwip_state(SIDES.index(side))]

    def tick(self, now):
        if now - self.ticked >= TICK["lwip"]:
            self.ticked = now
            self.library.lwip_tick()

    def write(self, side, length):
        return self.library.lwip_write(SIDES.index(side), length)

    def read(self, side, length):
        self.library.lwip_read(SIDES.index(side), length)

    def shutdown(self, side):
        self.library.lwip_shutdown(SIDES.index(side))

    def close(self, side):
        self.library.lwip_close(SIDES.index(side))

    def abort(self, side):
        self.library.lwip_abort(SIDES.index(side))


class Slirp:
    """One end of libslirp's, and the socket of this host that it relays to."""

    def __init__(self, library):
        self.library = library
        library.slirp_connections.restype = ctypes.c_char_p
        library.slirp_turn.argtypes = [ctypes.c_int64]
        self._frame = FRAME(self._send)
        self.network = self.side = self.program = self.listener = self.socket = None
        self.told = 0                           # bytes that the program knows of
        self.ended = False

    def set_up(self, network, side):
        self.network, self.side = network, side
        self.socket = self.listener = self.program = None
        self.told, self.ended = 0, False
        self.library.slirp_start(self._frame, network.plan.mtu)

    def forget(self):
        for sock in (self.socket, self.listener):
            if sock:
                sock.close()
        self.network = None
        self.library.slirp_stop()

    def _send(self, data, length):
        frame = bytes(data[:length])
        kind, = struct.unpack_from("!H", frame, 12)
        if kind == ARP:
            self._answer(frame)
        elif kind == IPV4 and self.network and frame[ETHERNET_HEADER + 9] == wire.PROTOCOL_TCP:
            self.network.send(self.side, frame[ETHERNET_HEADER:])

    def _answer(self, frame):
        """It asks for its guest's address."""
        if frame[20:22] != b"\0\1" or socket.inet_ntoa(frame[38:42]) != SLIRP_GUEST:
            return
        reply = frame[6:12] + MAC[SLIRP_GUEST] + frame[12:20] + b"\0\2" + MAC[SLIRP_GUEST] \
            + frame[38:42] + frame[22:32]
        self.library.slirp_frame(reply, len(reply))

    def listen(self, port):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", port))
        self.listener.listen()
        self.listener.setblocking(False)

    def connect(self, host_port):
        """Through a port of this host that is forwarded to the guest's."""
        self.library.slirp_forward(host_port, SERVER_PORT)
        self._use(socket.socket())
        self.socket.bind(("127.0.0.1", self.network.plan.port))
        with contextlib.suppress(BlockingIOError):
            self.socket.connect(("127.0.0.1", host_port))
        self.program.happen(CONNECTED, 0)

    def _use(self, sock):
        self.socket = sock
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setblocking(False)

    def input(self, _side, data, now):
        own, other = (SLIRP, SLIRP_GUEST)
        frame = MAC[own] + MAC[other] + struct.pack("!H", IPV4) + wire.readdressed(data, other, own)
        self.library.slirp_frame(frame, len(frame))
        self.tick(now)

    def state(self, _side):
        """Of its one connection, beside the port that it forwards."""
        names = re.findall(r"^ *TCP\[(\w+)\]", self.library.slirp_connections().decode(), re.M)
        name = next((name for name in names if name != "HOST_FORWARD"), "CLOSED")
        return SLIRP_STATES.get(name, name.replace("_", "-"))

    def tick(self, now):
        self.library.slirp_turn(now)
        self._look()

    def _look(self):
        """Tell the program what its socket has."""
        if self.listener and not self.socket:
            with contextlib.suppress(BlockingIOError):
                self._use(self.listener.accept()[0])
                self.program.happen(CONNECTED, 0)
        if not self.socket:
            return
        if self.program.step == "write":
            self.program.happen(SENT, 0)
        try:
            waiting = self._waiting()
            if waiting > self.told:
                self.told, news = waiting, waiting - self.told
                self.program.happen(RECEIVED, news)
            elif not waiting and not self.ended and not self.socket.recv(1, socket.MSG_PEEK):
                self.ended = True
                self.program.happen(RECEIVED, 0)
        except BlockingIOError:
            pass
        except OSError:
            self.socket = None
            self.program.happen(FAILED, 0)

    def _waiting(self):
        number = fcntl.ioctl(self.socket.fileno(), termios.FIONREAD, bytes(4))
        return int.from_bytes(number, "little")

    def write(self, _side, length):
        sent = 0
        with contextlib.suppress(OSError):
            sent = self.socket.send(length * b"s") if self.socket else 0
        return sent

    def read(self, _side, length):
        while self.socket and length > 0:
            data = b""
            with contextlib.suppress(OSError):
                data = self.socket.recv(length)
            if not data:
                return
            length -= len(data)
            self.told -= len(data)

    def shutdown(self, _side):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def close(self, _side):
        self.socket.close()
        self.socket = None
        self.listener = None

    def abort(self, side):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close(side)


class Both:
    """lwIP at both ends."""

    def __init__(self, lwip):
        self.lwip = lwip

    def set_up(self, network):
        self.lwip.set_up(network)
        network.ends = dict.fromkeys(SIDES, self.lwip)

    def open(self, programs):
        self.lwip.programs = programs
        self.lwip.listen(SERVER_PORT)
        network = self.lwip.network
        network.at(network.now, self.lwip.connect, SERVER_PORT)

    def forget(self):
        self.lwip.forget()


class Mixed:
    """libslirp's at one end, by the seed, and lwIP at the other."""

    def __init__(self, lwip, slirp):
        self.lwip = lwip
        self.slirp = slirp

    def set_up(self, network):
        side = SIDES[network.plan.seed % 2]
        self.lwip.set_up(network)
        self.slirp.set_up(network, side)
        network.ends = {side: self.slirp, OTHER[side]: self.lwip}

    def open(self, programs):
        network, side = self.slirp.network, self.slirp.side
        host_port = 20000 + network.plan.seed % 10000
        self.slirp.program = programs[side]
        self.lwip.programs = {OTHER[side]: programs[OTHER[side]]}
        caller, called = (self.lwip, self.slirp) if side == "server" else (self.slirp, self.lwip)
        called.listen(host_port if side == "server" else SERVER_PORT)
        network.at(network.now, caller.connect, host_port)

    def forget(self):
        self.lwip.forget()
        self.slirp.forget()
