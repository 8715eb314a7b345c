/* SPDX-License-Identifier: BSD-2-Clause
 *
 * half: what is known of one endpoint of a connection from what it sent.
 *
 * There are two of them in a connection, indexed by direction; nothing is
 * ever called client_x or server_x.  Names are RFC 9293 §3.3.1's where it has
 * one; what Wireshark calls the same thing stands behind it, since the marks
 * follow its definitions.
 */
#ifndef TCPLADDER_HALF_H
#define TCPLADDER_HALF_H

#include <stdbool.h>
#include <stdint.h>

#include "track/trail.h"

struct gaps;

/* Which way a segment goes, and whose half it is: DIR_0 is from the sender of
 * the first segment seen. */
enum dir { DIR_0, DIR_1, DIR_COUNT };

static inline enum dir dir_peer(enum dir dir)
{
	return dir == DIR_0 ? DIR_1 : DIR_0;
}

/* Window scaling (RFC 7323 §2.2): a shift count of 0 to 14, or: */
enum {
	SCALE_UNKNOWN = -1, /* no SYN seen */
	SCALE_NONE = -2,    /* not offered by both */
};

struct half {
	/* Facts, one bit each. */
	bool base_known : 1;
	bool syn_seen : 1;    /* iss is on the wire */
	bool sent : 1;        /* it has sent a segment with known length */
	bool acked : 1;       /* it has sent a segment with ACK */
	bool fin_seen : 1;    /* fin_seq is on the wire */
	bool fin_arrived : 1; /* the peer's state has taken our FIN in */
	bool reset_sent : 1;
	bool data_sent : 1;     /* it sent payload with its FIN not yet sent */
	bool first_ack_due : 1; /* no ACK since its SYN: windows are unscaled */
	bool options_seen : 1;  /* mss and the others are from its SYN */
	bool mss_seen : 1;
	bool scale_offered : 1;
	bool sack_permitted : 1;
	bool timestamps : 1;
	bool contiguous_known : 1;
	bool edge_known : 1;
	bool open_proved : 1;   /* it sent a segment only ESTABLISHED sends */
	bool fin_lost : 1;      /* the peer's ACK stopped short of our FIN more
	                           than a round trip after it: it never came */
	bool fin_ack_timed : 1; /* fin_ack_tsval is known */
	bool gap_told : 1;      /* the hole it leaves now has been reported */
	bool challenged : 1;    /* a challenge ACK is due from it */
	bool reset_taken : 1;   /* a reset has closed it, as far as we know */
	bool probed : 1;        /* probe_end is on the wire */
	bool has_asked : 1;     /* `asked` is on the wire */
	bool own_reset_timed : 1; /* own_reset_tsval is on the wire */
	bool reset_crossed : 1;   /* records say what its reset crossed */
	bool wait_unknown : 1;    /* there was a longer one, perhaps */
	uint8_t far_hops : 5;     /* 1 + the routers that its packets came by to
	                             another capture point, 0: see elsewhere.h */

	uint8_t state;        /* enum tcp_state */
	uint8_t before_reset; /* enum tcp_state, to be back at when a reset
	                         turns out to be ignored */
	uint8_t offered_scale;
	int8_t scale;           /* win_scale: shift, or SCALE_ */
	int16_t duplicate_acks; /* dupacknum: -1 after an unseen segment was
	                           acknowledged */
	uint16_t mss;           /* bytes; what it offered in its SYN */

	uint32_t iss;        /* J or K */
	uint32_t probe_end;  /* of its latest zero-window probe */
	uint32_t base;       /* base_seq: relative numbers count from here */
	uint32_t snd_nxt;    /* nextseq: end of the highest space it used */
	uint32_t contiguous; /* maxseqtobeacked: end of what was seen whole */
	uint32_t first_seq;  /* the lowest number seen from it */
	uint32_t last_ack;   /* lastack: of its latest segment */
	uint32_t max_ack;    /* the furthest it has acknowledged: its RCV.NXT
	                         is at least here */
	uint32_t asked;      /* what its latest duplicate ACK asked for */
	uint32_t right_edge; /* furthest last_ack + window it advertised */
	uint32_t window;     /* of its latest segment, unscaled */
	uint32_t fin_seq;    /* its FIN's own number: M or N */
	uint32_t fin_ack_tsval; /* of the segment that first acknowledged it */
	uint32_t fin_ack_seq;   /* the same segment's */
	uint32_t last_marks;    /* MARKS_ANSWERED of its latest segment */
	uint32_t segments;
	uint32_t retransmissions;
	uint64_t payload_bytes;
	uint64_t retransmitted_bytes;
	int64_t snd_nxt_time; /* when snd_nxt was reached, ns */
	int64_t last_time;    /* of its latest segment, ns */
	int64_t asked_time;   /* … and when, ns */
	int64_t fin_time;
	uint64_t fin_packet;
	uint64_t fin_ack_packet; /* the peer's, that acknowledged it */
	int64_t answer_least;    /* ns, the soonest it acknowledged all that
	                            the capture had seen sent; 0 unknown */
	uint64_t first_repeat;   /* packet: its first that sent payload again */
	int64_t longest_wait;    /* ns before payload was sent again */
	uint64_t own_reset;      /* packet of the first reset it sent */
	int64_t own_reset_time;  /* ns */
	uint32_t own_reset_tsval;
	uint16_t own_reset_id; /* IP ID */
	uint8_t own_reset_ttl; /* or hop limit */
	struct trail trail;    /* of its latest segments */
	struct making making;  /* … and of its newest */
	struct gaps *gaps; /* holes below snd_nxt; NULL until there is one */
};

/* The byte before `end` was its latest zero-window probe's, and is not sent as data
 * yet: who has room for it after all acknowledges it (RFC 9293 §3.8.6.1). */
static inline bool half_probed(const struct half *half, uint32_t end)
{
	return half->probed && half->probe_end == half->snd_nxt + 1 &&
	       half->probe_end == end;
}

#endif
