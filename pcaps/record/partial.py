#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Take packets out of recorded captures, as those lack them that people have.

From what truth.py left in DIR, the same is made in another directory, for score.py: the kernel's
record of each packet that is left stays true, whatever the capture lacks. How:

    middle      the capture began somewhere in the first half
    gap         up to a quarter of it is missing, somewhere
    loss        one packet of twenty is missing
    one-way     it has what one end sent
    control     it has SYNs, FINs and resets alone
"""

import argparse
import glob
import os
import random

import packet as wire
from recorded import read_recorded, write_recorded

CONTROL = wire.SYN | wire.FIN | wire.RST


def middle(rng, packets):
    return packets[rng.randrange(4, max(5, len(packets) // 2)):]


def gap(rng, packets):
    begin = rng.randrange(3, max(4, len(packets) - 3))
    end = begin + rng.randrange(2, max(3, len(packets) // 4))
    return packets[:begin] + packets[end:]


def loss(rng, packets):
    return [packet for packet in packets if rng.random() > 0.05]


def one_way(rng, packets):
    side = rng.choice(("client", "server"))
    return [packet for packet in packets if packet["truth"]["from"] == side]


def control(_, packets):
    return [packet for packet in packets if packet["segment"].flags & CONTROL]


WAYS = {"middle": middle, "gap": gap, "loss": loss, "one-way": one_way, "control": control}


def take_apart(path, how, out):
    truth, header, packets = read_recorded(path)
    packets = WAYS[how](random.Random(f"{how} {truth['capture']}"), packets)
    write_recorded(out, os.path.basename(path), truth, header, packets)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--how", choices=WAYS, required=True)
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument("directory", metavar="DIR")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    for side in ("client", "server"):
        for path in sorted(glob.glob(os.path.join(arguments.directory, f"*-{side}.json"))):
            take_apart(path, arguments.how, arguments.out)


if __name__ == "__main__":
    main()
