# SPDX-License-Identifier: BSD-2-Clause
"""TCP over IPv4 and IPv6, as bytes and as fields: what the relay needs to know of a packet."""

import hashlib
import ipaddress
import struct

FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32

PROTOCOL_TCP = 6
IPV4_HEADER = 20
IPV6_HEADER = 40
TCP_HEADER = 20
OPTION_END, OPTION_NOP, OPTION_TIMESTAMPS = 0, 1, 8


class Packet:
    """The fields of one TCP/IP packet. `sender` is filled in by the relay that carries it."""

    def __init__(self, data):
        self.data = data
        self.sender = None
        tcp = self._read_ip(data)
        self._read_tcp(tcp)

    def _read_ip(self, data):
        """Read the IP header; return the bytes of the TCP segment."""
        self.version = data[0] >> 4
        if self.version == 4:
            self.tcp_start = start = (data[0] & 15) * 4
            length, self.ip_id = struct.unpack_from("!HH", data, 2)
            self.source = str(ipaddress.IPv4Address(data[12:16]))
            self.destination = str(ipaddress.IPv4Address(data[16:20]))
            return data[start:length]
        self.tcp_start = IPV6_HEADER
        length, = struct.unpack_from("!H", data, 4)
        self.ip_id = None
        self.source = str(ipaddress.IPv6Address(data[8:24]))
        self.destination = str(ipaddress.IPv6Address(data[24:40]))
        return data[IPV6_HEADER:IPV6_HEADER + length]

    def _read_tcp(self, tcp):
        (self.source_port, self.destination_port, self.seq, self.ack, offset,
         self.flags, self.window) = struct.unpack_from("!HHIIBBH", tcp)
        header = (offset >> 4) * 4
        self.payload = tcp[header:]
        self.tsval = timestamp_value(tcp[TCP_HEADER:header])

    @property
    def length(self):
        """The sequence space it takes: its payload, and one for SYN and for FIN."""
        return len(self.payload) + bool(self.flags & SYN) + bool(self.flags & FIN)

    @property
    def identity(self):
        """A short hash of the whole IP packet: the same on both sides of the relay."""
        return hashlib.sha256(self.data).hexdigest()[:16]

    def is_only(self, flags):
        """Whether exactly these of FIN, SYN, RST and ACK are set."""
        return self.flags & (FIN | SYN | RST | ACK) == flags


def is_tcp(data):
    """Whether these bytes are an unfragmented IP packet with a whole TCP header."""
    if len(data) < IPV4_HEADER + TCP_HEADER:
        return False
    if data[0] >> 4 == 4:
        return data[9] == PROTOCOL_TCP
    return len(data) >= IPV6_HEADER + TCP_HEADER and data[6] == PROTOCOL_TCP


def timestamp_value(options):
    """TSval of a TCP option list, or None."""
    at = 0
    while at < len(options) and options[at] != OPTION_END:
        if options[at] == OPTION_NOP:
            at += 1
            continue
        if at + 1 >= len(options) or options[at + 1] < 2:
            return None
        if options[at] == OPTION_TIMESTAMPS:
            return struct.unpack_from("!I", options, at + 2)[0]
        at += options[at + 1]
    return None


def checksum(data):
    """The internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def build(source, destination, flags, seq, ack=0, window=64240, options=b"", payload=b""):
    """A hand-made IP packet. `source` and `destination` are pairs of address and port."""
    addresses = [ipaddress.ip_address(end[0]).packed for end in (source, destination)]
    header = struct.pack("!HHIIBBHHH", source[1], destination[1], seq % 2 ** 32, ack % 2 ** 32,
                         (TCP_HEADER + len(options)) // 4 << 4, flags, window, 0, 0)
    tcp = header + options + payload
    pseudo = b"".join(addresses) + struct.pack("!II", len(tcp), PROTOCOL_TCP)
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    return ip_header(addresses, len(tcp)) + tcp


def readdressed(data, source, destination, ip_id=None, ttl=None):
    """An IPv4 packet of TCP with other addresses, and with another ID and TTL where they are given."""
    start = (data[0] & 15) * 4
    addresses = ipaddress.ip_address(source).packed + ipaddress.ip_address(destination).packed
    head, tcp = bytearray(data[:start]), bytearray(data[start:])
    head[12:20] = addresses
    if ip_id is not None:
        struct.pack_into("!H", head, 4, ip_id)
    if ttl is not None:
        head[8] = ttl
    head[10:12] = tcp[16:18] = bytes(2)
    struct.pack_into("!H", head, 10, checksum(bytes(head)))
    pseudo = addresses + struct.pack("!HH", PROTOCOL_TCP, len(tcp))
    struct.pack_into("!H", tcp, 16, checksum(pseudo + bytes(tcp)))
    return bytes(head + tcp)


def ip_header(addresses, length):
    """The IP header before `length` bytes of TCP, hop limit 64."""
    if len(addresses[0]) == 16:
        return struct.pack("!IHBB", 6 << 28, length, PROTOCOL_TCP, 64) + b"".join(addresses)
    head = struct.pack("!BBHHHBBH", 0x45, 0, IPV4_HEADER + length, 0, 0x4000, 64, PROTOCOL_TCP, 0)
    return head[:10] + struct.pack("!H", checksum(head + b"".join(addresses))) + b"".join(addresses)
