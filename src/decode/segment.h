/* SPDX-License-Identifier: BSD-2-Clause
 *
 * segment: one TCP segment as the capture shows it, all in host order.
 */
#ifndef TCPLADDER_SEGMENT_H
#define TCPLADDER_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

/* Control bits (RFC 9293 §3.1), numbered as on the wire; AE is RFC 9768. */
enum {
	SEG_FIN = 0x001,
	SEG_SYN = 0x002,
	SEG_RST = 0x004,
	SEG_PSH = 0x008,
	SEG_ACK = 0x010,
	SEG_URG = 0x020,
	SEG_ECE = 0x040,
	SEG_CWR = 0x080,
	SEG_AE = 0x100,
};

/* One end of a connection.  Equal ends are equal bytes. */
struct endpoint {
	uint8_t address[16]; /* IPv4 in the first four, the rest zero */
	uint16_t port;
	uint8_t family; /* 4 or 6 */
	uint8_t zero;   /* so that the whole struct can be compared */
};

/* Which options stood in the header, in `struct tcp_options.seen`. */
enum {
	OPT_MSS = 0x01,
	OPT_WINDOW_SCALE = 0x02,
	OPT_SACK_PERMITTED = 0x04,
	OPT_SACK = 0x08,
	OPT_TIMESTAMPS = 0x10,
	OPT_FAST_OPEN = 0x20,
	OPT_MPTCP = 0x40,
	OPT_MALFORMED = 0x80, /* a length that cannot be: that option, or all
	                         that follows, is unread */
};

#define SACK_BLOCKS_MAX 4 /* what 40 bytes of options can hold (RFC 2018 §3) */

struct tcp_options {
	uint8_t seen;         /* OPT_ bits */
	uint8_t window_scale; /* shift, as sent (RFC 7323 §2.3 caps it at 14) */
	uint16_t mss;         /* bytes */
	uint8_t sack_count;   /* blocks below */
	uint8_t fast_open_cookie; /* bytes of cookie; 0 asks for one */
	uint32_t tsval, tsecr;    /* RFC 7323 §3.2 */
	struct {
		uint32_t left, right; /* RFC 2018: [left, right) */
	} sack[SACK_BLOCKS_MAX];
};

enum checksum_verdict {
	CHECKSUM_UNVERIFIED, /* not asked for, or not all bytes captured */
	CHECKSUM_GOOD,
	CHECKSUM_BAD,
};

struct segment {
	uint64_t packet; /* its number in the capture, from 1 */
	int64_t time;    /* nanoseconds since the epoch */
	struct endpoint source, destination;
	uint32_t seq, ack; /* as on the wire */
	uint16_t flags;    /* SEG_ bits */
	uint16_t window;   /* as sent, unscaled */
	uint32_t len;      /* payload bytes, from the IP header's length */
	uint8_t ttl;       /* IPv4 TTL or IPv6 hop limit */
	bool has_ip_id;    /* IPv4 */
	uint16_t ip_id;
	uint8_t checksum;  /* enum checksum_verdict */
	bool len_known;    /* false: the length could not be worked out
	                             (first fragment alone): no arithmetic */
	bool header_bogus; /* data offset below 5 words, or beyond the
	                             segment: options unread */
	struct tcp_options options;
	const uint8_t *tcp;    /* the TCP header; valid until the next frame */
	uint32_t tcp_captured; /* bytes at tcp, header and payload */
	uint32_t header_len; /* bytes of TCP header, as its data offset says */
};

/* The sequence space a segment takes (RFC 9293 §3.4): SYN and FIN count 1. */
static inline uint32_t segment_space(const struct segment *s)
{
	return s->len + ((s->flags & SEG_SYN) ? 1 : 0) +
	       ((s->flags & SEG_FIN) ? 1 : 0);
}

#endif
