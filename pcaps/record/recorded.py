# SPDX-License-Identifier: BSD-2-Clause
"""What truth.py left of one capture, to be changed and written again for score.py."""

import json
import os

from capture_file import read_capture, read_records


def read_recorded(path):
    """The truth in a file, its capture's file header, and what is known of each packet: its record,
    time and segment in the capture, and its truth."""
    with open(path, encoding="ascii") as file:
        truth = json.load(file)
    capture = os.path.join(os.path.dirname(path), truth["capture"])
    header, records = read_records(capture)
    packets = []
    for known, record, (time, segment) in zip(truth["packets"], records, read_capture(capture)):
        packets.append({"record": record, "time": time, "segment": segment, "truth": known})
    return truth, header, packets


def write_recorded(folder, name, truth, header, packets):
    """These packets as a capture, and in a file of this name the truth about them."""
    with open(os.path.join(folder, truth["capture"]), "wb") as file:
        file.write(header + b"".join(packet["record"] for packet in packets))
    truth["packets"] = renumber(packets)
    with open(os.path.join(folder, name), "w", encoding="ascii") as file:
        json.dump(truth, file, indent=1)


def renumber(packets):
    """The truth about what is left: as which packet, and with an earlier copy of what it sends?"""
    seen, truths = set(), []
    for number, packet in enumerate(packets, 1):
        segment, truth = packet["segment"], dict(packet["truth"])
        sent = {(truth["from"], segment.seq + i) for i in range(segment.length)}
        truth.update(packet=number, had_earlier_copy_in_this_capture=bool(sent & seen))
        seen |= sent
        truths.append(truth)
    return truths
