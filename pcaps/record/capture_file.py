# SPDX-License-Identifier: BSD-2-Clause
"""Read a pcap file that tcpdump wrote here: Ethernet or raw IP, TCP only."""

import struct

import packet as wire

MAGIC = {0xa1b2c3d4: 1000, 0xa1b23c4d: 1}       # nanoseconds a tick of the fraction
LINK_HEADER = {1: 14, 12: 0, 101: 0}            # EN10MB, RAW as tcpdump knows it, RAW


def read_capture(path):
    """All packets of a capture: pairs of the time in nanoseconds since 1970 and a Packet."""
    with open(path, "rb") as file:
        data = file.read()
    magic, = struct.unpack_from("=I", data)
    skip = LINK_HEADER[struct.unpack_from("=I", data, 20)[0]]
    packets, at = [], 24
    while at + 16 <= len(data):
        seconds, fraction, length = struct.unpack_from("=III", data, at)
        body = data[at + 16:at + 16 + length]
        packets.append((seconds * 10 ** 9 + fraction * MAGIC[magic], wire.Packet(body[skip:])))
        at += 16 + length
    return packets
