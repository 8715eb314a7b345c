/* SPDX-License-Identifier: BSD-2-Clause
 *
 * zeek_step: one segment on its way through Zeek's view.  For zeek*.c only.
 */
#ifndef TCPLADDER_ZEEK_STEP_H
#define TCPLADDER_ZEEK_STEP_H

#include "decode/segment.h"
#include "track/zeek.h"

/* Zeek's defaults, ns. */
#define ZEEK_SECOND INT64_C(1000000000)
#define ZEEK_ATTEMPT_DELAY (5 * ZEEK_SECOND) /* a SYN without answer */
#define ZEEK_CLOSE_DELAY (5 * ZEEK_SECOND)   /* both ends closed, or a RST */
#define ZEEK_INACTIVITY (300 * ZEEK_SECOND)

/* Ordered as a connection's life goes; before ZEEK_PARTIAL is opening. */
enum zeek_state {
	ZEEK_INACTIVE,     /* it has sent nothing */
	ZEEK_SYN_SENT,     /* SYN, not answered */
	ZEEK_SYN_ACK_SENT, /* SYN,ACK, and no SYN before it */
	ZEEK_PARTIAL,      /* traffic without a SYN */
	ZEEK_ESTABLISHED,
	ZEEK_CLOSED, /* it sent a FIN */
	ZEEK_RESET,  /* it sent a RST */
};

/* zeek_end.bits */
enum {
	END_FIN = 0x01,    /* a FIN was seen */
	END_CLOSED = 0x02, /* Zeek has noted its close */
	END_EOF = 0x04,    /* all its payload up to the close is whole */
	END_FAR = 0x08,    /* more than 2 GB beyond its start */
};

/* zeek_view.bits */
enum {
	VIEW_BEGUN = 0x01,
	VIEW_OVER = 0x02,        /* later segments are another connection */
	VIEW_PARTIAL = 0x04,     /* its beginning was missed */
	VIEW_SEEN_ORIG = 0x08,   /* the originator has sent something */
	VIEW_SEEN_RESP = 0x10,   /* the responder has */
	VIEW_CLOSE_LATER = 0x20, /* a close waits for payload */
};

/* One segment on its way through the functions below. */
struct step {
	struct zeek_view *view;
	struct zeek_end *end, *peer; /* its sender, and the other */
	const struct segment *segment;
	bool from_originator; /* when it came: it may flip the roles */
	bool close;           /* it may have closed its sender */
	bool below_start;     /* its number is before the sender's first */
	uint32_t past;        /* one past its last number */
	uint32_t relative;    /* of its first number */
	uint32_t ack;         /* relative; 0 where it says nothing */
};

static inline bool is_originator(const struct zeek_view *view,
                                 const struct zeek_end *end)
{
	return end == &view->ends[view->originator];
}

/* The originator becomes the responder, and the other way round. */
void zeek_flip_roles(struct zeek_view *view);

/* Puts down the letters of the segment's flags. */
void zeek_note_flags(struct step *step);

/* Counts an event of an end: the first is put down, the tenth, the hundredth,
 * and so on. */
void zeek_note_count(struct zeek_view *view, struct zeek_end *end,
                     enum zeek_counter counter);

/* Puts down an end's letter D, A or F, of which the history has none. */
void zeek_recall(struct zeek_view *view, const struct zeek_end *end,
                 char letter);

/* Moves the sender's state, and the peer's where that follows; sets
 * step->close. */
void zeek_move(struct step *step);

#endif
