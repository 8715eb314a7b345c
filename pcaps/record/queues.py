#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Capture what was captured at each end once more, as by a card with several queues.

From what truth.py left in DIR, each capture is made anew in another directory, for score.py: what
comes in is handed on, and stamped, only every so many milliseconds, what goes out at once. So an
acknowledgment stands before what it acknowledges, and whatever the kernel did is as true as before.
"""

import argparse
import glob
import os
import struct

from recorded import read_recorded, write_recorded

NANOSECONDS = 10 ** 9


def stamped(header, record, time):
    """The record with another time."""
    magic, = struct.unpack_from("=I", header)
    tick = 1 if magic == 0xa1b23c4d else 1000
    return struct.pack("=II", time // NANOSECONDS, time % NANOSECONDS // tick) + record[8:]


def delay(path, out, every):
    truth, header, packets = read_recorded(path)
    for packet in packets:
        if packet["truth"]["from"] != truth["side"]:
            packet["time"] = -(-packet["time"] // every) * every
        packet["record"] = stamped(header, packet["record"], packet["time"])
    packets.sort(key=lambda packet: packet["time"])
    write_recorded(out, os.path.basename(path), truth, header, packets)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--every", metavar="MS", type=float, default=1)
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument("directory", metavar="DIR")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    for side in "client", "server":
        for path in sorted(glob.glob(os.path.join(arguments.directory, f"*-{side}.json"))):
            delay(path, arguments.out, int(arguments.every * 10 ** 6))


if __name__ == "__main__":
    main()
