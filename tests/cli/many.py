# SPDX-License-Identifier: BSD-2-Clause
"""Writes a capture of many connections at once, those of some ports FTP's.

usage: many.py FILE
"""

import random
import struct
import sys

CONNECTIONS = 40000  # more than the program calls many
SYN, RST, ACK, FIN, PSH = 2, 4, 16, 1, 8


def segment(connection, down, flags, seq, ack, length):
    client = 0x0A000000 | connection >> 4
    ports = (1024 + connection % 16, 21 if connection % 97 == 0 else 80)
    ends = (0xC0000201, client) if down else (client, 0xC0000201)
    if down:
        ports = ports[::-1]
    tcp = struct.pack(">HHIIBBHHH", *ports, seq, ack, 5 << 4, flags, 8192, 0, 0)
    return struct.pack(">BBHHHBBHII", 0x45, 0, 40 + length, 0, 0, 64, 6, 0,
                       *ends) + tcp + bytes(length)


def main():
    chance = random.Random(1)
    stories = (
        [(0, SYN, 100, 0, 0)],
        [(0, SYN, 100, 0, 0), (1, RST | ACK, 0, 101, 0)],
        [(0, SYN, 100, 0, 0), (1, SYN | ACK, 300, 101, 0),
         (0, ACK, 101, 301, 0), (0, PSH | ACK, 101, 301, 10),
         (1, FIN | ACK, 301, 111, 0), (0, FIN | ACK, 111, 302, 0),
         (1, ACK, 302, 112, 0)],
    )
    steps = [[c, 0] for c in range(CONNECTIONS)]
    with open(sys.argv[1], "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
        time = 0
        while steps:
            at = chance.randrange(len(steps))
            connection, step = steps[at]
            story = stories[connection % 3]
            packet = segment(connection, *story[step])
            time += 7
            file.write(struct.pack("<IIII", 1600000000 + time // 1000000,
                                   time % 1000000, len(packet), len(packet)))
            file.write(packet)
            steps[at][1] += 1
            if steps[at][1] == len(story):
                steps[at] = steps[-1]
                steps.pop()


if __name__ == "__main__":
    main()
