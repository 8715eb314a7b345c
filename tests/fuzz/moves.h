/* SPDX-License-Identifier: BSD-2-Clause
 *
 * moves: segments of connections as a fuzzer can change them, and the
 * captures that show them.
 *
 * A script is a row of moves of a fixed length, so that any bytes are one, and
 * any change of them is a change of a segment's numbers, flags, order or loss.
 */
#ifndef TCPLADDER_MOVES_H
#define TCPLADDER_MOVES_H

#include <stddef.h>
#include <stdint.h>

struct segment;
struct text;

/* All numbers are little-endian. */
enum {
	MOVE_WHO = 0,     /* bit 0: by the server; 1 to 3: which connection;
	                     4: a bad checksum; 5: cut in its header; 6: it is
	                     ARP, 7: UDP */
	MOVE_FLAGS = 1,   /* as in the header */
	MOVE_OPTIONS = 2, /* OPT_ bits */
	MOVE_TTL = 3,
	MOVE_SEQ = 4,
	MOVE_ACK = 8,
	MOVE_BYTES = 12, /* payload, 2 bytes */
	MOVE_WINDOW = 14,
	MOVE_TIME = 16, /* microseconds since the move before, signed */
	MOVE_IP_ID = 20,
	MOVE_SCALE = 22,
	MOVE_MSS = 23, /* times 16 */
	MOVE_TSVAL = 24,
	MOVE_TSECR = 28, /* SACK's block reaches from tsval to here */
	MOVE_LEN = 32
};
enum {
	WHO_SERVER = 1,
	WHO_CONNECTION = 14,
	WHO_BAD_CHECKSUM = 16,
	WHO_CUT = 32,
	WHO_ARP = 64,
	WHO_UDP = 128
};

#define MOVES_MAX 160

/* The two ways a script is told: the same packets, differently captured. */
enum container {
	PCAP_ETHERNET, /* pcap, microseconds, little-endian */
	PCAPNG_COOKED, /* pcapng, nanoseconds, big-endian, Linux cooked */
	CONTAINER_COUNT
};

/* Adds moves from `from` to before `to` as a file to the text.  begin is the
 * time before the first of all moves, in ns. */
void moves_write(struct text *text, enum container container,
                 const uint8_t *moves, size_t from, size_t to, int64_t begin);

/* The move that a real segment is.  connection is below 8; before is the time
 * of the move before it. */
void moves_take(const struct segment *segment, unsigned connection,
                int by_server, int64_t before, uint8_t move[MOVE_LEN]);

#endif
