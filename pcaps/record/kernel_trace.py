# SPDX-License-Identifier: BSD-2-Clause
"""What the kernel says that it did: tracepoints of retransmissions, resets and changes of state."""

import os
import re
import time

TRACING = "/sys/kernel/tracing"
EVENTS = ("tcp/tcp_retransmit_skb", "tcp/tcp_retransmit_synack", "tcp/tcp_receive_reset",
          "sock/inet_sock_set_state")
# "  <idle>-0  [001] ..s2.  1234.567890: tcp_retransmit_skb: skbaddr=... sport=80 ..."
LINE = re.compile(r"\s(\d+)\.(\d{6}): (\w+): (.*)")
FIELD = re.compile(r"(\w+)=(\S+)")


def realtime_minus_monotonic():
    """The offset between the clock of captures and that of the trace, in nanoseconds."""
    samples = []
    for _ in range(20):
        before = time.monotonic_ns()
        now = time.time_ns()
        after = time.monotonic_ns()
        samples.append((after - before, now - (before + after) // 2))
    return min(samples)[1]


class KernelTrace:
    """A trace buffer of our own. Use it as a context; events() after the run."""

    def __init__(self):
        self.path = f"{TRACING}/instances/tcpladder-{os.getpid()}"

    def __enter__(self):
        os.mkdir(self.path)
        self._write("trace_clock", "mono")
        self._write("buffer_size_kb", "2048")
        for event in EVENTS:
            self._write(f"events/{event}/enable", "1")
        return self

    def __exit__(self, *_):
        os.rmdir(self.path)

    def _write(self, name, text):
        with open(f"{self.path}/{name}", "w", encoding="ascii") as file:
            file.write(text)

    def clear(self):
        """Forget what has happened so far."""
        self._write("trace", "")

    def events(self, port):
        """The events of the connections of a client's port, in order: dictionaries."""
        offset = realtime_minus_monotonic()
        with open(f"{self.path}/trace", encoding="utf-8", errors="replace") as file:
            parsed = [parse(line, offset) for line in file]
        return [e for e in parsed if e and port in (e["sport"], e["dport"])]


def parse(line, offset):
    """One line of a trace, or None for the lines between. The trace is precise to a microsecond."""
    found = LINE.search(line)
    if not found:
        return None
    seconds, micros, name, rest = found.groups()
    event = {"time": int(seconds) * 10 ** 9 + int(micros) * 1000 + offset, "event": name}
    for key, value in FIELD.findall(rest):
        event[key] = int(value) if key in ("sport", "dport") else value
    event.setdefault("sport", None)
    event.setdefault("dport", None)
    return event
