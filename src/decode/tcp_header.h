/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tcp_header: what a TCP header says, but for its options.
 *
 * For tcp.c and for plain.c, which reach it on different ways.
 */
#ifndef TCPLADDER_TCP_HEADER_H
#define TCPLADDER_TCP_HEADER_H

#include <string.h>

#include "capture/capture.h"
#include "decode/walk.h"

enum {
	TCP_TOLD = 16,       /* bytes that make a segment of it */
	TCP_HEADER_MIN = 20, /* five words */
	TCP_FLAGS = 0x1ff,
	PROTOCOL_TCP = 6,
};

/* Field by field: what is written in parts and read whole makes the processor
 * wait. */
__attribute__((always_inline)) static inline void tcp_header_ends(
	struct segment *s, const struct datagram *ip, uint16_t source_port,
	uint16_t destination_port)
{
	if (ip->family == 4) {
		memset(s->source.address, 0, sizeof(s->source.address));
		memset(s->destination.address, 0,
		       sizeof(s->destination.address));
		memcpy(s->source.address, ip->source, 4);
		memcpy(s->destination.address, ip->destination, 4);
	} else {
		memcpy(s->source.address, ip->source, 16);
		memcpy(s->destination.address, ip->destination, 16);
	}
	s->source.family = s->destination.family = ip->family;
	s->source.zero = s->destination.zero = 0;
	s->source.port = source_port;
	s->destination.port = destination_port;
}

/* Bytes of it, as its data offset says. */
static inline uint32_t tcp_header_len(const uint8_t *at)
{
	return (at[12] >> 4) * 4u;
}

/* Sets all of the segment but its options and the verdict of its checksum.
 * TCP_TOLD bytes are there.  fits: as much as the header says that it has is there, or
 * was on the wire.  Made anew for each caller, who mostly knows the family. */
__attribute__((always_inline)) static inline void tcp_header_tell(
	struct segment *s, const struct frame *frame, const struct datagram *ip,
	struct view view, bool fits)
{
	const uint8_t *at = view.at;
	uint32_t word = load_be16(at + 12);
	uint32_t header_len = tcp_header_len(at);

	s->packet = frame->number;
	s->time = frame->time;
	tcp_header_ends(s, ip, load_be16(at), load_be16(at + 2));
	s->seq = load_be32(at + 4);
	s->ack = load_be32(at + 8);
	s->flags = word & TCP_FLAGS;
	s->window = load_be16(at + 14);
	s->ttl = ip->ttl;
	s->has_ip_id = ip->family == 4;
	s->ip_id = ip->id;
	s->len_known = fits && !ip->partial;
	s->len = s->len_known ? view.wire - header_len : 0;
	s->header_bogus = !fits || header_len < TCP_HEADER_MIN;
	s->tcp = at;
	s->tcp_captured = view.captured;
	s->header_len = header_len;
}

#endif
