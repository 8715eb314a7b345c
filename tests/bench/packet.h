/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A TCP packet of the made-up network, before it has bytes.  Its numbers count
 * from its sender's SYN, which is 0, and never wrap: the first byte of data is
 * 1.  The initial sequence number is added when it is written.
 */
#ifndef TCPLADDER_BENCH_PACKET_H
#define TCPLADDER_BENCH_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#define SACK_BLOCKS 3

enum {
	FLAG_FIN = 0x01,
	FLAG_SYN = 0x02,
	FLAG_RST = 0x04,
	FLAG_PSH = 0x08,
	FLAG_ACK = 0x10
};

enum side { CLIENT, SERVER, SIDES };

static inline enum side other(enum side side)
{
	return side == CLIENT ? SERVER : CLIENT;
}

struct range {
	uint64_t begin, end; /* end is the first number beyond */
};

struct packet {
	uint64_t seq, ack;
	uint32_t len;          /* payload */
	uint32_t tsval, tsecr; /* timestamps, where the sender uses them */
	uint16_t window;       /* as on the wire */
	uint16_t id;           /* of the IPv4 header */
	uint8_t flags;
	uint8_t sacks;   /* how many of `sack` */
	bool unnumbered; /* the sequence number is 0 on the wire */
	struct range sack[SACK_BLOCKS];
};

/* The first number after it: FIN and SYN count one each. */
static inline uint64_t packet_end(const struct packet *packet)
{
	return packet->seq + packet->len +
	       ((packet->flags & FLAG_SYN) ? 1 : 0) +
	       ((packet->flags & FLAG_FIN) ? 1 : 0);
}

#endif
