# SPDX-License-Identifier: BSD-2-Clause
"""Read a pcap file that tcpdump wrote here: Ethernet or raw IP, TCP only."""

import struct

import packet as wire

MAGIC = {0xa1b2c3d4: 1000, 0xa1b23c4d: 1}       # nanoseconds a tick of the fraction
FILE_HEADER, RECORD_HEADER = 24, 16              # bytes
LINK_HEADER = {1: 14, 12: 0, 101: 0}            # EN10MB, RAW as tcpdump knows it, RAW


def read_records(path):
    """The file header, and each packet's record, header and all, as bytes."""
    with open(path, "rb") as file:
        data = file.read()
    at, records = FILE_HEADER, []
    while at + RECORD_HEADER <= len(data):
        length, = struct.unpack_from("=I", data, at + 8)
        records.append(data[at:at + RECORD_HEADER + length])
        at += RECORD_HEADER + length
    return data[:FILE_HEADER], records


def read_capture(path):
    """All packets of a capture: pairs of the time in nanoseconds since 1970 and a Packet."""
    header, records = read_records(path)
    magic, = struct.unpack_from("=I", header)
    skip = RECORD_HEADER + LINK_HEADER[struct.unpack_from("=I", header, 20)[0]]
    packets = []
    for record in records:
        seconds, fraction = struct.unpack_from("=II", record)
        packets.append((seconds * 10 ** 9 + fraction * MAGIC[magic], wire.Packet(record[skip:])))
    return packets
