/* SPDX-License-Identifier: BSD-2-Clause
 *
 * record: what is kept of the segments of a connection, for the ladder.
 *
 * A connection's own numbers do not need its segments; only a report that
 * shows them has them kept.  With KEEP_KEY, stretches of ordinary data are
 * folded into one record as they come, so that memory follows what happened,
 * not how many bytes were sent.  Past a limit, the rest is only counted.
 */
#ifndef TCPLADDER_RECORD_H
#define TCPLADDER_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "track/half.h"

struct connection;
struct connection_options;
struct segment;

enum keep {
	KEEP_NONE, /* no records at all */
	KEEP_KEY,  /* handshake, close, marks, findings; the rest as runs */
	KEEP_ALL,  /* one record a segment */
};

/* The part a segment plays in opening and closing. */
enum label {
	LABEL_NONE,
	LABEL_SYN,       /* SYN(J) */
	LABEL_SYN_ACK,   /* SYN(K),ACK(J+1) */
	LABEL_SYN_K,     /* SYN(K): figure 7's, or its ACK is another's */
	LABEL_SYN_J_ACK, /* SYN(J),ACK(K+1): figure 7's */
	LABEL_ACK_K,     /* ACK(K+1) */
	LABEL_FIN_M,     /* FIN(M) */
	LABEL_ACK_M,     /* ACK(M+1) */
	LABEL_FIN_N,     /* FIN(N) */
	LABEL_FIN_N_ACK, /* FIN(N),ACK(M+1) */
	LABEL_ACK_N,     /* ACK(N+1) */
	LABEL_COUNT
};

/* One segment, or a run of ordinary ones. */
struct record {
	uint64_t packet;      /* its number; of a run, the lowest */
	uint64_t last_packet; /* of a run, the highest; else the same */
	int64_t time;         /* ns since the epoch */
	uint64_t bytes;       /* payload; of a run, in sum */
	uint64_t crossed_by;  /* the receiver's FIN or reset that was under
	                         way, or 0; crossing.h */
	uint32_t segments;    /* with payload */
	uint32_t seq, ack;    /* as on the wire */
	uint32_t rel_seq, rel_ack;
	uint32_t tsval; /* where it is timed */
	uint32_t marks; /* MARK_BIT()s */
	uint16_t flags, window;
	uint8_t dir;           /* enum dir */
	uint8_t label;         /* enum label */
	uint8_t state[2];      /* enum tcp_state, by enum dir, after it */
	uint8_t crossed_state; /* its receiver's in truth; see crossed_by */
	uint8_t check;         /* 1 + enum equation it decided, or 0 */
	uint8_t second_check;  /* another one, or 0 */
	uint8_t late_state;    /* the same where it is waiting for an ACK of
	                          its FIN that was under way, or UNKNOWN */
	uint8_t fin_state[2];  /* in truth, by enum dir, where it had sent a FIN
	                          that came here later, or UNKNOWN */
	bool run;              /* more than one segment, or one folded */
	bool key;
	bool timed;     /* tsval is on the wire */
	bool pin;       /* never folded, whatever its marks */
	uint8_t copies; /* further sights of it that the capture holds */
};

/* What connection_feed() found out about a segment, for its record. */
struct sight {
	uint32_t marks;
	uint8_t label;
	uint8_t check, second_check;
	bool key; /* a state changed, or something is to be said of it */
	bool pin; /* and it is not to be folded with its like */
};

/* Keeps the segment, or counts it where no more are kept. */
void record_segment(struct connection *c, const struct segment *segment,
                    const struct sight *sight,
                    const struct connection_options *wanted);

/* A run takes in these packets: its own, or another's. */
void record_widen(struct record *run, uint64_t first, uint64_t last);

/* The capture holds a packet recorded lately once more. */
void record_copy(struct connection *c, const struct segment *segment);

/* A packet recorded before turns out to have decided a check. */
void record_check(struct connection *c, uint64_t packet, unsigned equation);

/* … or to be a copy of one that was still to come. */
void record_disown(struct connection *c, uint64_t packet);

/* What bore the label SYN(K) turns out to play no such part. */
void record_unlabel_syn_k(struct connection *c);

/* This end's FIN, with this number, is seen now, and what begins behind it was
 * recorded before: that was sent after the FIN, which the capture lacks.  crossed:
 * it had been sent before the peer's came. */
void record_fin_was_sent(struct connection *c, enum dir dir, uint32_t fin,
                         bool crossed);

/* The state an end is in after the segment: what later segments show counts. */
uint8_t record_state(const struct record *record, enum dir dir);

/* The label as the JSON says it, "SYN(J)"; NULL for LABEL_NONE. */
const char *label_name(enum label label);

#endif
