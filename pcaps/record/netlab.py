# SPDX-License-Identifier: BSD-2-Clause
"""A laboratory of two network namespaces, joined by nothing but our relay.

The namespaces have no name: they live as long as this process holds them open, so that nothing
is left behind however it ends. Needs root, /dev/net/tun, ip(8) and tcpdump(8).
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess
import time

import offload
import packet as wire
from relay import ETHERNET_HEADER, OTHER, Relay

CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
TUNSETIFF, TUNSETOFFLOAD = 0x400454ca, 0x400454d0
IFF_TUN, IFF_TAP, IFF_NO_PI = 1, 2, 0x1000
IFF_NAPI, IFF_VNET_HDR = 0x10, 0x4000
OFFLOADED = 0x01 | 0x02 | 0x04              # checksums, and TCP's segments over IPv4 and IPv6
JOIN_FOR = 200_000                          # ns that what comes in waits to be joined with more
MAX_FRAME = 65600

ADDRESS = {"client": {4: "192.0.2.10", 6: "2001:db8:1::10"},
           "server": {4: "198.51.100.5", 6: "2001:db8:2::5"}}
ROUTER = {"client": {4: "192.0.2.1", 6: "2001:db8:1::1"},
          "server": {4: "198.51.100.1", 6: "2001:db8:2::1"}}
PREFIX = {4: 24, 6: 64}
ANYWHERE = {4: "0.0.0.0/0", 6: "::/0"}
MAC = {"client": "02:00:00:00:01:10", "server": "02:00:00:00:02:05"}
ROUTER_MAC = {"client": "02:00:00:00:01:01", "server": "02:00:00:00:02:01"}

# What every namespace starts with.
SYSCTLS = {
    "ipv4/tcp_no_metrics_save": 1,          # connections do not learn from those before
    "ipv4/tcp_syn_linear_timeouts": 0,      # 1, 2, 4 s, as everyone expects
    "ipv4/tcp_ecn": 0,
    "ipv4/tcp_rmem": "4096 131072 6291456",
    "ipv6/conf/default/accept_dad": 0,
    "ipv6/conf/default/router_solicitations": 0,
}

libc = ctypes.CDLL(None, use_errno=True)


def checked(result):
    """Turn a libc failure into the exception that Python would raise."""
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def this_namespace():
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)


def new_namespace():
    """A new network namespace, as an open file."""
    home = this_namespace()
    checked(libc.unshare(CLONE_NEWNET))
    created = this_namespace()
    checked(libc.setns(home, CLONE_NEWNET))
    os.close(home)
    return created


@contextlib.contextmanager
def inside(namespace):
    """Let this thread, and the sockets and processes it starts, be in a namespace for a while."""
    home = this_namespace()
    checked(libc.setns(namespace, CLONE_NEWNET))
    try:
        yield
    finally:
        checked(libc.setns(home, CLONE_NEWNET))
        os.close(home)


class End:
    """One side: its namespace, and the TUN or TAP device by which the relay reaches it.

    With `offloads`, the device cuts large segments and joins small ones, as network cards and their
    drivers do (TSO and GRO), and what is captured is what the host sees of it.
    """

    def __init__(self, side, link, mtu, bridged, offloads):
        self.side = side
        self.bridged = bridged
        self.offloads = offloads
        self.ethernet = link == "tap"
        self.device = "eth0" if self.ethernet else "tun0"
        self.namespace = new_namespace()
        self.sysctl(SYSCTLS)                # before the device, which inherits some of them
        with inside(self.namespace):
            self.fd = self._open_device()
            self._configure(mtu)

    def _open_device(self):
        fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        kind = (IFF_TAP if self.ethernet else IFF_TUN) | IFF_NO_PI
        if self.offloads:
            kind |= IFF_NAPI | IFF_VNET_HDR
        fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", self.device.encode(), kind))
        if self.offloads:
            fcntl.ioctl(fd, TUNSETOFFLOAD, OFFLOADED)
        return fd

    def _join_what_comes(self):
        """Let the driver wait for more. A namespace's devices are in a sysfs of its own."""
        settings = "".join(f"echo {value} > /sys/class/net/{self.device}/{name};" for name, value in
                           (("gro_flush_timeout", JOIN_FOR), ("napi_defer_hard_irqs", 1)))
        subprocess.run(["unshare", "--mount", "sh", "-e", "-c",
                        "mount -t sysfs none /sys;" + settings], check=True)

    def _configure(self, mtu):
        """Addresses, routes and fixed neighbours, so that nothing but TCP is ever on the wire."""
        commands = ["link set lo up"]
        if self.ethernet:
            commands.append(f"link set {self.device} address {MAC[self.side]}")
        commands.append(f"link set {self.device} mtu {mtu} txqueuelen 2000 up")
        device = self.device
        if self.bridged:                    # as on a host of virtual machines or containers
            device = "br0"
            commands += [f"link add br0 address {MAC[self.side]} type bridge",
                         f"link set {self.device} master br0", "link set br0 up"]
        for version in (4, 6):
            address, router = ADDRESS[self.side][version], ROUTER[self.side][version]
            commands.append(f"addr add {address}/{PREFIX[version]} dev {device}")
            if self.ethernet:
                commands.append(f"neigh add {router} lladdr {ROUTER_MAC[self.side]} dev {device}")
                commands.append(f"route add {ANYWHERE[version]} via {router}")
            else:
                commands.append(f"route add {ANYWHERE[version]} dev {device}")
        subprocess.run(["ip", "-batch", "-"], input="\n".join(commands), text=True, check=True)
        if self.offloads:
            self._join_what_comes()

    def sysctl(self, settings):
        """Set values under /proc/sys/net; the calling thread need not be inside."""
        with inside(self.namespace):
            for name, value in settings.items():
                with open("/proc/sys/net/" + name, "w", encoding="ascii") as file:
                    file.write(str(value))

    def read_all(self):
        """The IP packets that wait to be read, each with the pieces of it that go on the wire."""
        while True:
            try:
                frame = os.read(self.fd, MAX_FRAME)
            except BlockingIOError:
                return
            size = offload.size_of(frame) if self.offloads else 0
            start = offload.VIRTIO_HEADER.size if self.offloads else 0
            data = frame[start + ETHERNET_HEADER if self.ethernet else start:]
            if wire.is_tcp(data):           # not neighbour discovery and the like
                yield data, offload.cut(data, size) if self.offloads else [data]

    def write(self, data):
        """Let an IP packet arrive at this end."""
        if self.ethernet:
            kind = b"\x08\x00" if data[0] >> 4 == 4 else b"\x86\xdd"
            data = mac_bytes(MAC[self.side]) + mac_bytes(ROUTER_MAC[self.side]) + kind + data
        os.write(self.fd, offload.PLAIN + data if self.offloads else data)

    def close(self):
        os.close(self.fd)
        os.close(self.namespace)


def mac_bytes(text):
    return bytes.fromhex(text.replace(":", ""))


class Lab:
    """Client, server, and the relay between them. Use it as a context."""

    def __init__(self, link="tap", mtu=1500, delay=0.010, sysctls=None, bridged=False,
                 offloads=False):
        self.congestion_control = b"cubic"  # whatever the machine outside prefers
        self.ends = {side: End(side, link, mtu, bridged, offloads) for side in OTHER}
        for end in self.ends.values():
            end.sysctl(sysctls or {})
        self.relay = Relay(self.ends, delay)
        self.sockets = []

    def __enter__(self):
        self.relay.start()
        return self

    def __exit__(self, *_):
        for sock in self.sockets:
            sock.close()
        self.relay.stop()
        for end in self.ends.values():
            end.close()

    def socket(self, side, version=4):
        """A TCP socket in the namespace of one side; closed with the lab at the latest."""
        with inside(self.ends[side].namespace):
            sock = socket.socket(socket.AF_INET if version == 4 else socket.AF_INET6)
        sock.settimeout(30)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, self.congestion_control)
        self.sockets.append(sock)
        return sock

    def listen(self, port=80, backlog=16, version=4):
        """A listening socket of the server."""
        sock = self.socket("server", version)
        sock.bind((ADDRESS["server"][version], port))
        sock.listen(backlog)
        return sock

    def accept(self, listener):
        """The next connection of a listener."""
        sock, _ = listener.accept()
        sock.settimeout(30)
        self.sockets.append(sock)
        return sock

    def caller(self, port, version=4):
        """A socket of the client, bound to a port and not yet connected."""
        sock = self.socket("client", version)
        sock.bind((ADDRESS["client"][version], port))
        return sock

    def connect(self, listener, port=51734):
        """A connection from the client's port to a listener: both sockets."""
        version = 6 if listener.family == socket.AF_INET6 else 4
        client = self.caller(port, version)
        client.connect(listener.getsockname()[:2])
        return client, self.accept(listener)


class Recorder:
    """tcpdump at one end. Use it as a context. With `pcapng`, editcap(1) converts what it wrote."""

    def __init__(self, end, path, interface=None, nanoseconds=False, pcapng=False):
        self.path = path
        self.raw_path = path + ".raw" if pcapng else path
        precision = "nano" if nanoseconds or pcapng else "micro"
        # Each packet takes a whole snapshot length of the buffer, so that must be large.
        command = ["tcpdump", "-n", "-U", "-s", "65535", "-B", "65536", "--immediate-mode",
                   "-Z", "root", "--time-stamp-precision", precision, "-i", interface or end.device,
                   "-w", self.raw_path, "tcp"]
        with inside(end.namespace):
            self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True,
                                            preexec_fn=die_with_parent)
        self._wait_until_ready()

    def _wait_until_ready(self):
        for line in self.process.stderr:
            if "listening on" in line:
                return
        raise RuntimeError(f"{self.path}: tcpdump did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        time.sleep(0.1)                     # the last packets are still being written
        self.process.send_signal(signal.SIGINT)
        _, report = self.process.communicate()
        if "\n0 packets dropped by kernel" not in "\n" + report:
            raise RuntimeError(f"{self.path}: the capture is not complete: {report}")
        if self.raw_path != self.path:
            subprocess.run(["editcap", "-F", "pcapng", self.raw_path, self.path], check=True)
            os.unlink(self.raw_path)
        os.chmod(self.path, 0o644)


def die_with_parent():
    """Run in a child before exec: a killed recording leaves no process behind."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
