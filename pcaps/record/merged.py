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
import os

from recorded import read_recorded, write_recorded

TTL = {4: 8, 6: 7}  # where it stands, by the IP version


def behind_routers(packet, count):
    """Its record, come by so many routers more."""
    record, segment = packet["record"], packet["segment"]
    at = len(record) - len(segment.data) + TTL[segment.version]
    return record[:at] + bytes([record[at] - count]) + record[at + 1:]


def read_side(prefix, side, routers):
    """What one end's capture holds: what the other sent has been met before."""
    truth, header, packets = read_recorded(f"{prefix}-{side}.json")
    for packet in packets:
        if packet["truth"]["from"] == side:
            continue
        packet["record"] = behind_routers(packet, routers)
        packet["truth"].update(retransmission=False, network_duplicate=True, arrived=False)
    return truth, header, packets


def merge(prefix, out, routers):
    truth, header, packets = read_side(prefix, "client", routers)
    packets += read_side(prefix, "server", routers)[2]
    packets.sort(key=lambda packet: packet["time"])
    write_recorded(out, os.path.basename(prefix) + "-client.json", truth, header, packets)


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
