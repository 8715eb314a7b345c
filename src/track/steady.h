/* SPDX-License-Identifier: BSD-2-Clause
 *
 * steady: a connection of which nothing but the ordinary is known, in little
 * room.
 *
 * Nearly every connection opens with SYN, SYN,ACK and ACK, carries data in
 * order, and closes with two FINs or a reset.  While it does so, most of what struct
 * connection holds follows from a little: an embryo is the SYN and the SYN,ACK
 * as they were, a steady connection the numbers that predict the next segment
 * (header prediction, as Van Jacobson had receivers do it).  With the first
 * segment that was not predicted a struct connection is made of it
 * (unfold.h), exactly as if that had followed the connection from its SYN, and
 * all the rules have their say.
 *
 * DIR_0 is the client's here: an embryo begins with a SYN.
 */
#ifndef TCPLADDER_STEADY_H
#define TCPLADDER_STEADY_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/segment.h"
#include "track/half.h"
#include "track/moment.h"
#include "track/tcp_state.h"
#include "track/trail.h"

/* What both begin with. */
struct birth {
	uint16_t port[DIR_COUNT];      /* the first sender's, the other's */
	uint8_t address[DIR_COUNT][4]; /* IPv4's; IPv6's: see store.h */
	uint32_t last_packets;         /* from the SYN to the latest segment */
	uint64_t packet;               /* of the SYN */
	int64_t time;                  /* of the SYN, ns since the epoch */
};

/* Under what it is known to others. */
struct filed {
	uint32_t stream;
	uint16_t listener, crowd; /* struct counted's */
};

/* What a segment without payload may leave in a struct connection. */
struct bare {
	uint32_t seq, ack, tsval, tsecr;
	uint16_t window, flags, ip_id, mss;
	uint8_t options; /* OPT_ bits */
	uint8_t window_scale;
	uint8_t ttl;
	bool has_ip_id;
};

struct embryo {
	struct birth birth;
	struct filed filed;
	struct bare syn, answer;
	uint32_t answered; /* ns from the SYN to the answer, … */
	uint16_t answered_high;
	bool has_syn_ack; /* which is a SYN,ACK, … */
	bool refused;     /* … or a reset */
};

/* A line of the memory: what only an end's own segments ask for. */
struct steady_half {
	uint32_t last_ack, segments;
	uint32_t answer_least; /* ns; 0 unknown */
	uint32_t last_ns;      /* of its latest segment, since the SYN … */
	uint16_t last_ns_high, window;
	/* Of the latest, the newest first, which passed then; the others at
	 * these microseconds (struct passed). */
	uint32_t identity[TRAIL_RECENT];
	uint32_t us[TRAIL_RECENT - 1];
	struct making making;
};

/* What only its first segments and its last ask for. */
struct steady_end {
	uint32_t iss;
	uint32_t fin_tsval;   /* of FIN(M), ACK(M+1), or a reset */
	uint32_t fin_packets; /* of its FIN; at STAGE_RESET, that one's IP ID
	                         and, above it, TTL */
	uint16_t mss;         /* of its SYN, as the next two */
	uint8_t options;      /* OPT_ bits */
	uint8_t offered_scale;
};

/* Of its FIN. */
struct steady_fin {
	bool timed : 1;
	bool ack_timed : 1;
	bool met : 1; /* struct closing's */
};

/* How its numbers are to be read. */
struct steady_numbers {
	uint8_t shift : 4;   /* of its window */
	uint8_t iss_top : 2; /* the ISN's highest bits */
	bool edge_known : 1;
	bool third_newer : 1; /* the client's: struct opening's */
};

/* How far a steady connection has come.  The closer sent the first FIN. */
enum stage {
	STAGE_OPEN,
	STAGE_FIN,         /* FIN(M) */
	STAGE_FIN_CROSSED, /* … and what the other sent before it came */
	STAGE_HALF_CLOSED, /* … and ACK(M+1) */
	STAGE_LAST_ACK,    /* … and FIN(N) */
	STAGE_CLOSED,      /* … and ACK(N+1) */
	STAGE_RESET,       /* the closer reset it when it was open */
	STAGE_COUNT
};

/* What comes for the first time after the handshake: Zeek tells their order
 * (zeek_steady.c). */
enum first {
	FIRST_NONE,
	FIRST_DATA_0, /* DIR_0 sends payload */
	FIRST_DATA_1,
	FIRST_FIN_0,
	FIRST_FIN_1,
	FIRST_ACK_1, /* DIR_1 sends a bare ACK; DIR_0 has */
	FIRST_COUNT
};

#define FIRST_BITS 3

/* Four lines of the memory.  A segment in sequence takes the first, which is what
 * both ends' segments ask for, and its sender's; those that open and close take the
 * last as well.  Times are ns since the SYN, 48 bits of them: 78 hours.
 *
 * Of the close only what does not follow: when FIN(M) and FIN(N) passed, their
 * senders' snd_nxt_ns say; ACK(N+1) is the latest segment; and the timestamps of
 * FIN(N) and ACK(N+1) are the newest of their senders. */
struct steady {
	struct birth birth;
	uint32_t snd_nxt[DIR_COUNT], right_edge[DIR_COUNT];
	uint32_t snd_nxt_ns[DIR_COUNT];
	uint16_t snd_nxt_ns_high[DIR_COUNT];
	struct steady_numbers numbers[DIR_COUNT];
	uint8_t stage : 4;
	uint8_t closer : 1;    /* enum dir */
	uint8_t latest : 1;    /* enum dir: who sent its latest segment */
	bool fin_acks_fin : 1; /* FIN(N) came with the first ACK(M+1) */
	bool zeek : 1;         /* Zeek would find it ordinary, too */

	struct steady_half half[DIR_COUNT];

	struct filed filed;
	struct steady_end end[DIR_COUNT];
	uint32_t ack_ns; /* of the third ACK: the round trip */
	uint32_t syn_ack_ns;
	uint16_t syn_ack_packets, ack_packets;
	uint32_t fin_ack_packets; /* of ACK(M+1), … */
	uint32_t fin_ack_ns;      /* … since FIN(M) */
	uint16_t firsts; /* enum first, in order, from the lowest bits */
	struct steady_fin fin[DIR_COUNT];
};

/* Whether a connection may begin, as an embryo, with this segment. */
bool embryo_begins(const struct segment *segment);

/* An embryo of zeros becomes the SYN's. */
void embryo_begin(struct embryo *embryo, const struct segment *syn);

/* Takes the SYN,ACK in answer.  False, and nothing is changed, where the
 * segment is anything else. */
bool embryo_answer(struct embryo *embryo, enum dir dir,
                   const struct segment *segment);

/* Takes the reset by which nobody listens there.  The same. */
bool embryo_refuse(struct embryo *embryo, enum dir dir,
                   const struct segment *segment);

/* True where the segment is the ACK that completes the handshake, and nothing
 * else. */
bool embryo_completes(const struct embryo *embryo, enum dir dir,
                      const struct segment *segment);

/* Takes that ACK: makes a steady connection, of zeros, of it all.  zeek: only
 * what Zeek would find ordinary is to be predicted. */
void steady_open(struct steady *steady, const struct embryo *embryo,
                 const struct segment *segment, bool zeek);

/* The window scale that a SYN offers, or SCALE_NONE. */
int8_t steady_own_scale(const struct bare *syn);

/* An end, of zeros, as its SYN leaves it; both window scales are known once there is
 * a SYN,ACK. */
void steady_open_end(struct steady *steady, const struct embryo *embryo,
                     enum dir dir);

/* An end's window scale (half.h), once both SYNs are known. */
int8_t steady_scale(const struct steady *steady, enum dir dir);

/* The segment of an embryo's end: its SYN, or the answer, without its ends. */
struct segment embryo_segment(const struct embryo *embryo, enum dir dir);

/* Takes the segment, if it was predicted; else nothing is changed, and it is
 * false. */
bool steady_feed(struct steady *steady, enum dir dir,
                 const struct segment *segment);

/* The state of an end at a stage (RFC 9293 figure 12). */
enum tcp_state steady_state(const struct steady *steady, enum stage stage,
                            enum dir dir);

/* Which of the two FINs is this end's, if it is there by now: 0, 1, or -1. */
int steady_fin(const struct steady *steady, enum dir dir);

/* Its latest segments, as a whole connection's half has them. */
struct trail steady_ring(const struct steady *steady, enum dir dir);

/* Bytes of payload that it sent. */
uint32_t steady_payload(const struct steady *steady, enum dir dir);

#endif
