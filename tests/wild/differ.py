#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Asks the senders, where tcpladder and tshark differ on what was sent again.

    tests/wild/differ.py [--tcpladder ./tcpladder] [--verbose] FOLDER

A host that sends numbers again makes a new packet of them: with another IP ID
(RFC 6864), and where it has timestamps a newer one (RFC 7323).  A packet that
is met twice has the same.  So where one of the two programs calls a segment a
retransmission and the other does not, the sender has often said who is right.
Neither program is asked for that: only the fields are tshark's.

Prints how many such segments there are, by who calls them retransmissions and
by what their sender says; with --verbose each of them before that, tabs
between.  docs/differences.md has the table.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess

MARKS = {"retransmission", "fast-retransmission", "spurious-retransmission"}
FIELDS = ["frame.number", "frame.protocols", "tcp.analysis.retransmission",
          "tcp.stream", "ip.src", "ipv6.src", "tcp.srcport", "tcp.seq",
          "tcp.len", "tcp.flags", "tcp.ack", "frame.time_epoch", "ip.id",
          "tcp.options.timestamp.tsval"]
SYN, FIN = 2, 1
SPACE = 2 ** 32
IDS = 2 ** 16
COUNTER = 1000      # further apart, the IDs tell no order
PIECES = 64         # that a network card cuts, or joins, at most
AT_ONCE = 0.0003    # seconds: too soon for any timer, or answer


class Segment:
    """A row of tshark's."""

    def __init__(self, row):
        (number, protocols, again, stream, ip, ipv6, port, seq, length, flags,
         self.ack, time, ip_id, tsval) = row
        self.number, self.seq, self.flags = int(number), int(seq), int(flags, 16)
        self.quoted = "icmp" in protocols.split(":") or "icmpv6" in protocols
        self.again = bool(again)
        self.sender = (stream, ip or ipv6, port)
        self.space = int(length) + bool(self.flags & SYN) + bool(self.flags & FIN)
        self.time = float(time)
        self.ip_id = int(ip_id, 16) if ip_id else 0
        self.tsval = int(tsval) if tsval else None

    def header(self):
        """What a copy has in common with it, besides its ID."""
        return self.seq, self.space, self.flags, self.ack, self.tsval

    def meets(self, other):
        """Whether some numbers are in both."""
        return ((self.seq - other.seq) % SPACE < other.space
                or (other.seq - self.seq) % SPACE < self.space)

    def is_piece_of(self, other):
        """Whether a card has cut it from the other, or joined it into that."""
        nth = (self.ip_id - other.ip_id) % IDS
        offset = (self.seq - other.seq) % SPACE
        if 0 in (self.ip_id, other.ip_id) or nth >= PIECES:
            return False
        return (self.space < other.space
                and (offset % nth == 0 and offset // nth >= self.space
                     if nth else offset == 0))


def tshark(path):
    """The segments that tshark finds, by number."""
    command = ["tshark", "-2", "-n", "-r", path, "-Y", "tcp", "-T", "fields",
               "-E", "occurrence=l", "-o", "tcp.desegment_tcp_streams:FALSE",
               "-o", "tcp.relative_sequence_numbers:FALSE"]
    for field in FIELDS:
        command += ["-e", field]
    run = subprocess.run(command, capture_output=True, check=False)
    segments = {}
    for line in run.stdout.decode("utf-8", "replace").splitlines():
        row = line.split("\t")
        if all((row[3], row[7], row[8], row[9])):
            segment = Segment(row)
            if not segment.quoted:
                segments[segment.number] = segment
    return segments


def tcpladder(program, path):
    """The marks that tcpladder gives, by number."""
    run = subprocess.run([program, "--json", "--segments=all", path],
                         capture_output=True, check=False)
    try:
        document = json.loads(run.stdout)
    except ValueError:
        return {}
    return {s["packet"]: set(s["marks"])
            for c in document["connections"] for s in c["segments"]}


def of_seen(segment, seen):
    """What the sender says of numbers that passed before, in these segments."""
    alike = [s for s in seen if s.header() == segment.header()]
    if any(s.ip_id == segment.ip_id != 0 for s in alike):
        return "once", "the same packet, by its IP ID"
    if any(segment.is_piece_of(s) for s in seen):
        return "once", "a piece of a larger one, by its IP ID"
    if any(0 not in (s.ip_id, segment.ip_id) for s in seen):
        return "again", "under another IP ID"
    if any(s.tsval != segment.tsval for s in seen):
        return "again", "under another timestamp"
    if any(segment.time - s.time < AT_ONCE for s in alike):
        return "once", "the same packet, at once"
    return "no word", "seen before"


def of_skipped(segment, later):
    """… of numbers that the first of these segments went beyond."""
    ticks = (segment.tsval or 0) - (later.tsval or 0)
    steps = (segment.ip_id - later.ip_id + IDS // 2) % IDS - IDS // 2
    if ticks:
        return ("again" if ticks > 0 else "once"), "by its timestamp"
    if 0 not in (segment.ip_id, later.ip_id) and abs(steps) < COUNTER:
        return ("again" if steps > 0 else "once"), "by the order of IP IDs"
    return "no word", "skipped"


def verdict(segment, before):
    """Whether the sender sent it once, or again, and what says so."""
    before = [s for s in before if s.sender == segment.sender]
    seen = [s for s in before if s.space and s.meets(segment)]
    later = [s for s in before if 0 < (s.seq - segment.seq) % SPACE < SPACE // 2]
    if not segment.space:
        return "once", "no numbers"
    if seen:
        return of_seen(segment, seen)
    if later:
        return of_skipped(segment, later[0])
    return "no word", "the next in order"


def differences(program, path):
    """Rows of what the two call differently in one capture."""
    rows = []
    segments, marks = tshark(path), tcpladder(program, path)
    order = [segments[n] for n in sorted(segments)]
    for at, segment in enumerate(order):
        here = bool(MARKS & marks.get(segment.number, set()))
        if segment.number in marks and here != segment.again:
            rows.append((path, segment.number, "here" if here else "tshark",
                         *verdict(segment, order[:at])))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tcpladder", default="./tcpladder")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    paths = sorted(str(p) for p in options.folder.rglob("*") if p.is_file())
    count = collections.Counter()

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for rows in pool.map(lambda p: differences(options.tcpladder, p), paths):
            for row in rows:
                count[row[2:]] += 1
                if options.verbose:
                    print(*row, sep="\t")
    print("segments\tretransmission\tits sender\t")
    for (who, says, why), n in sorted(count.items()):
        print(n, f"{who} only", says, why, sep="\t")


if __name__ == "__main__":
    main()
