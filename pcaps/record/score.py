#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Score tcpladder and tshark against what truth.py recorded.

Retransmissions: precision is the share of the packets called one that were one, recall the share
of the retransmissions that were called one. States: the share that is right, of those a sender is
in after each of its segments, and a receiver after each that arrived; once over all, and once
without those where a FIN or RST of the receiver was under way, which no observer at the other end
can know yet. Forged packets and the network's own duplicates have no sender's state to get right.
"""

import argparse
import collections
import glob
import json
import os
import subprocess
import sys

RETRANSMISSION_MARKS = {"retransmission", "fast-retransmission", "spurious-retransmission"}
TSHARK_FIELDS = ("tcp.analysis.retransmission", "tcp.analysis.fast_retransmission",
                 "tcp.analysis.spurious_retransmission")


class Claims:
    """What a tool says about one capture."""

    def __init__(self):
        self.retransmissions = set()        # packet numbers
        self.states = {}                    # packet number -> {"client": ..., "server": ...}
        self.final_states = {}


def ask_tshark(program, path):
    command = [program, "-r", path, "-T", "fields", "-e", "frame.number"]
    for field in TSHARK_FIELDS:
        command += ["-e", field]
    claims = Claims()
    for line in run(command).splitlines():
        number, *flags = line.split("\t")
        if any(flags):
            claims.retransmissions.add(int(number))
    return claims


def ask_tcpladder(program, path):
    try:
        document = json.loads(run([program, "--json", "--segments=all", path]))
    except ValueError as error:
        sys.exit(f"score.py: {program} wrote no JSON for {path}: {error}")
    claims = Claims()
    for connection in document["connections"]:
        for segment in connection["segments"]:
            if RETRANSMISSION_MARKS & set(segment["marks"]):
                claims.retransmissions.add(segment["packet"])
            claims.states[segment["packet"]] = {
                side: segment[side + "_state"] for side in ("client", "server")}
    if document["connections"]:
        longest = max(document["connections"], key=lambda c: len(c["segments"]))
        claims.final_states = {s: longest[s]["final_state"]
                               for s in ("client", "server")}
    return claims


def run(command):
    """A program's output. tcpladder's exit status tells of findings, so it is not looked at."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, check=False).stdout


class Score:
    """What a tool got right, summed over captures."""

    def __init__(self):
        self.right = collections.Counter()
        self.total = collections.Counter()
        self.misses = []

    def add(self, truth, claims):
        for packet in truth["packets"]:
            self._add_retransmission(truth, packet, packet["packet"] in claims.retransmissions)
            if claims.states:
                self._add_states(truth, packet, claims.states.get(packet["packet"], {}))
        for side, found in claims.final_states.items():
            state = truth["final_states"][side]
            if not state:                   # not recorded
                continue
            self._count_state(f"final state, {side}", "final states, where one is said", found, state,
                              (truth["capture"], "-", f"{side} ends in", state, found))

    def _add_retransmission(self, truth, packet, called):
        true = packet["retransmission"]
        earlier = packet["had_earlier_copy_in_this_capture"]
        miss = (truth["capture"], packet["packet"], "retransmission", true, called)
        groups = ["all", "earlier copy seen" if earlier else "no earlier copy"]
        for group in groups:
            if called:
                self._count(f"precision, {group}", true, miss if group == "all" else None)
            if true:
                self._count(f"recall, {group}", called, miss if group == "all" else None)
        if packet["network_duplicate"]:
            self._count("network duplicates let pass", not called)
        if packet["injected"]:
            self._count("forged segments let pass", not called)

    def _add_states(self, truth, packet, states):
        sender = packet["from"]
        receiver = "client" if sender == "server" else "server"
        number, name = packet["packet"], truth["capture"]
        if packet["sender_state"] and not packet["network_duplicate"]:
            found = states.get(sender)
            state = packet["sender_state"]
            self._count_state("sender's state", "sender's state, where one is said", found, state,
                              (name, number, f"sender {sender}", state, found))
        if packet["arrived"]:
            found = states.get(receiver)
            miss = (name, number, f"receiver {receiver}", packet["receiver_state"], found)
            self._count_state("receiver's state", "receiver's state, where one is said", found,
                              packet["receiver_state"], miss)
            if not packet["crossed"]:
                self._count("receiver's state, nothing crossing", found == packet["receiver_state"])

    def _count_state(self, what, said, found, state, miss):
        self._count(what, found == state, miss)
        if found != "UNKNOWN":
            self._count(said, found == state)

    def _count(self, what, right, miss=None):
        self.total[what] += 1
        self.right[what] += bool(right)
        if miss and not right:
            self.misses.append(miss)


ROWS = tuple(f"{measure}, {group}" for group in ("all", "earlier copy seen", "no earlier copy")
             for measure in ("precision", "recall")) + (
    "network duplicates let pass", "forged segments let pass", "sender's state",
    "sender's state, where one is said", "receiver's state", "receiver's state, where one is said",
    "receiver's state, nothing crossing", "final state, client", "final state, server",
    "final states, where one is said")


def print_table(scores):
    print(f"{'':36}" + "".join(f"{tool:>24}" for tool in scores))
    for row in ROWS:
        line = f"{row:36}" + "".join(f"{cell(score, row):>24}" for score in scores.values())
        print(line.rstrip())


def cell(score, row):
    right, total = score.right[row], score.total[row]
    return f"{100 * right / total:6.2f} % {right:>6}/{total:<6}" if total else "-" + 14 * " "


def print_misses(tool, score, limit):
    for capture, packet, what, true, found in score.misses[:limit]:
        print(f"{tool}: {capture} packet {packet}: {what}: is {true}, found {found}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tcpladder", metavar="PROGRAM", help="leave out to score tshark alone")
    parser.add_argument("--tshark", metavar="PROGRAM", default="tshark", help="'' for none")
    parser.add_argument("--misses", metavar="N", type=int, default=0,
                        help="list the first N mistakes")
    parser.add_argument("--without-injections", action="store_true",
                        help="leave out the runs with a forged segment")
    parser.add_argument("directory", metavar="DIR")
    arguments = parser.parse_args()
    tools = {"tcpladder": (ask_tcpladder, arguments.tcpladder),
             "tshark": (ask_tshark, arguments.tshark)}
    scores = {name: Score() for name, (_, program) in tools.items() if program}
    paths = (path for side in ("client", "server")
             for path in glob.glob(os.path.join(arguments.directory, f"*-{side}.json")))
    for path in sorted(paths):
        with open(path, encoding="ascii") as file:
            truth = json.load(file)
        if arguments.without_injections and truth["plan"]["injection"]:
            continue
        capture = os.path.join(arguments.directory, truth["capture"])
        for name, score in scores.items():
            ask, program = tools[name]
            score.add(truth, ask(program, capture))
    print_table(scores)
    for name, score in scores.items():
        print_misses(name, score, arguments.misses)


if __name__ == "__main__":
    main()
