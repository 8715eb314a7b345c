# SPDX-License-Identifier: BSD-2-Clause
"""Segmentation offload: cutting what a host hands its network card, as the card would.

A device with a virtio header (IFF_VNET_HDR) gives its host's large segments whole, as tcpdump sees
them there, with the size to cut them to and their checksums left to be made.
"""

import struct

import packet as wire

# flags, gso_type, hdr_len, gso_size, csum_start, csum_offset
VIRTIO_HEADER = struct.Struct("=BBHHHH")
PLAIN = VIRTIO_HEADER.pack(0, 0, 0, 0, 0, 0)
ON_LAST_ONLY = wire.FIN | wire.PSH
CWR = 128                                   # RFC 3168 §6.1.2: on the first alone


def size_of(header):
    """The payload that a piece may have; 0: the packet is one already."""
    _, kind, _, size, _, _ = VIRTIO_HEADER.unpack_from(header)
    return size if kind else 0


def cut(data, size):
    """The IP packets that go on the wire for one that was handed over."""
    whole = wire.Packet(data)
    header = data[:len(data) - len(whole.payload)]
    if not size or len(whole.payload) <= size:
        return [finish(whole, header + whole.payload)]
    starts = range(0, len(whole.payload), size)
    return [piece(whole, header, start, size) for start in starts]


def piece(whole, header, start, size):
    """The payload from `start` on, under a header of its own."""
    payload = whole.payload[start:start + size]
    data = bytearray(header + payload)
    tcp = whole.tcp_start
    struct.pack_into("!I", data, tcp + 4, (whole.seq + start) % 2 ** 32)
    if start + size < len(whole.payload):
        data[tcp + 13] &= ~ON_LAST_ONLY
    if start:
        data[tcp + 13] &= ~CWR
    if whole.version == 4:
        struct.pack_into("!HH", data, 2, len(data), (whole.ip_id + start // size) % 2 ** 16)
    else:
        struct.pack_into("!H", data, 4, len(data) - tcp)
    return finish(whole, data)


def finish(whole, data):
    """The same bytes with the checksums that they ought to have."""
    data = bytearray(data)
    tcp = whole.tcp_start
    if whole.version == 4:
        data[10:12] = b"\0\0"
        struct.pack_into("!H", data, 10, wire.checksum(bytes(data[:tcp])))
    data[tcp + 16:tcp + 18] = b"\0\0"
    addresses = bytes(data[12:20] if whole.version == 4 else data[8:40])
    pseudo = addresses + struct.pack("!II", len(data) - tcp, wire.PROTOCOL_TCP)
    struct.pack_into("!H", data, tcp + 16, wire.checksum(pseudo + bytes(data[tcp:])))
    return bytes(data)
