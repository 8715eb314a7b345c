#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Merge what was captured at both ends of each run, as people do who have both.

From what truth.py left in DIR, one capture a run is made in another directory, for score.py: every
packet where its sender sent it and, if it arrived, where it did, behind so many routers (the relay
takes nothing off the TTL, so that is done here). The second is no other packet: nobody has sent it
again, whatever is true of the first.
"""

import argparse
import glob
import json
import os
import struct

from capture_file import LINK_HEADER, RECORD_HEADER, read_capture, read_records
from partial import renumber

TTL = {4: 8, 6: 7}  # where it stands, by the IP version


def behind_routers(record, link_header, count):
    """A record whose packet has come by so many routers more."""
    start = RECORD_HEADER + link_header
    at = start + TTL[record[start] >> 4]
    return record[:at] + bytes([record[at] - count]) + record[at + 1:]


def read_side(prefix, side, routers):
    """The truth of one end's capture, its file header, and its packets."""
    with open(f"{prefix}-{side}.json", encoding="ascii") as file:
        truth = json.load(file)
    capture = os.path.join(os.path.dirname(prefix), truth["capture"])
    header, records = read_records(capture)
    link_header = LINK_HEADER[struct.unpack_from("=I", header, 20)[0]]
    timed = read_capture(capture)
    packets = []
    for known in truth["packets"]:
        time, segment = timed[known["packet"] - 1]
        record, known = records[known["packet"] - 1], dict(known)
        if known["from"] != side:
            record = behind_routers(record, link_header, routers)
            known.update(retransmission=False, network_duplicate=True, arrived=False)
        packets.append({"time": time, "record": record, "segment": segment, "truth": known})
    return truth, header, packets


def merge(prefix, out, routers):
    truth, header, packets = read_side(prefix, "client", routers)
    packets += read_side(prefix, "server", routers)[2]
    packets.sort(key=lambda packet: packet["time"])
    with open(os.path.join(out, truth["capture"]), "wb") as file:
        file.write(header + b"".join(packet["record"] for packet in packets))
    truth["packets"] = renumber(packets)
    with open(os.path.join(out, os.path.basename(prefix) + "-client.json"), "w",
              encoding="ascii") as file:
        json.dump(truth, file, indent=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--routers", metavar="N", type=int, default=5)
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument("directory", metavar="DIR")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    for path in sorted(glob.glob(os.path.join(arguments.directory, "*-client.json"))):
        merge(path[:-len("-client.json")], arguments.out, arguments.routers)


if __name__ == "__main__":
    main()
