/* SPDX-License-Identifier: BSD-2-Clause
 *
 * zeek: how Zeek would log a connection: its conn_state, its history letters,
 * and which end it takes for the originator.
 *
 * People who know Zeek's conn.log must find the same words here, so this is a
 * second, independent view of the connection with Zeek's own (simpler) states.
 * It serves only the report's `zeek` object and the question who is client;
 * no verdict of tcpladder rests on it.
 *
 * Zeek ends a connection by timers and may begin another on the same four
 * addresses and ports where tcpladder, like Wireshark, sees one stream.  The
 * view then tells what Zeek's first record of the stream says, and takes no
 * notice of what came later.
 */
#ifndef TCPLADDER_ZEEK_H
#define TCPLADDER_ZEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "track/zeek_payload.h"

struct segment;

/* Letters a history may have; further ones are dropped.  Real histories have
 * a dozen; only a storm of resets or SYNs, each with another number, goes on. */
#define ZEEK_HISTORY_MAX 255
#define ZEEK_HISTORY_SIZE (ZEEK_HISTORY_MAX + 1) /* a buffer for it, with NUL */

/* Letters kept in the view itself; a longer history is moved to the heap. */
#define ZEEK_HISTORY_INLINE 22

enum zeek_counter {
	ZEEK_CHECKSUM, /* C */
	ZEEK_GAP,      /* G */
	ZEEK_REPEAT,   /* T */
	ZEEK_ZERO,     /* W */
	ZEEK_COUNTER_COUNT
};

/* One end.  "Relative" numbers count from `start`. */
struct zeek_end {
	struct zeek_payload payload;
	uint32_t start;       /* its SYN's number, or one before its first */
	uint32_t last;        /* one past the highest number it sent */
	uint32_t acked;       /* the highest acknowledgment of it */
	uint32_t fin;         /* relative: one past its latest FIN */
	uint32_t history_syn; /* relative: of the latest S or H */
	uint32_t history_fin; /* relative: end of the latest F */
	uint32_t history_rst; /* relative: of the latest R */
	uint32_t counters[ZEEK_COUNTER_COUNT];
	uint8_t state;  /* Zeek's; see zeek_step.h */
	uint8_t before; /* the state before that */
	uint8_t bits;   /* see zeek_step.h */
};

/* Fields are private to zeek*.c. */
struct zeek_view {
	int64_t start;   /* time of the first segment, nanoseconds */
	int64_t latest;  /* time of the latest that Zeek counts */
	int64_t removal; /* when Zeek forgets a closed connection; 0 unknown */
	char *long_history;      /* ZEEK_HISTORY_SIZE bytes, or NULL */
	struct zeek_end ends[2]; /* [0] sent the first segment */
	uint8_t originator;      /* index of the originator in ends */
	uint8_t seen[2];         /* letters put down once: [0] originator's */
	uint8_t bits;            /* see zeek_step.h */
	uint8_t history_len;
	char history[ZEEK_HISTORY_INLINE]; /* not terminated */
};

#define ZEEK_PACKED_MAX 2048

/* An empty view in the caller's storage; zeek_fini() frees what it grew. */
void zeek_init(struct zeek_view *view);
void zeek_fini(struct zeek_view *view);

/* Writes the view and what it grew, at most ZEEK_PACKED_MAX bytes; returns where
 * they end.  And the way back: a view that zeek_fini() frees. */
unsigned char *zeek_pack(const struct zeek_view *view, unsigned char *to);
const unsigned char *zeek_unpack(struct zeek_view *view,
                                 const unsigned char *from);

/* An empty view; the caller frees it after zeek_fini(). */
struct zeek_view *zeek_new(void);

/* Takes the connection's next segment.  `half` is 0 for the end that sent the
 * first segment, 1 for the other.  Give it every segment of the stream, those
 * with a bad checksum or a bogus header too: Zeek has an opinion on each. */
void zeek_segment(struct zeek_view *view, unsigned half,
                  const struct segment *segment);

/* Which half Zeek takes for the originator: the sender of the first segment,
 * until a SYN,ACK seen first or a well-known port says otherwise. */
unsigned zeek_originator(const struct zeek_view *view);

/* Zeek's conn_state: "SF", "S0", "RSTO", …; a constant. */
const char *zeek_conn_state(const struct zeek_view *view);

/* Writes the history, NUL-terminated, cut where size is less than
 * ZEEK_HISTORY_SIZE.  Returns its letters as written. */
size_t zeek_history(const struct zeek_view *view, char *text, size_t size);

#endif
