/* SPDX-License-Identifier: BSD-2-Clause
 *
 * difference: what one capture saw of a connection and the other did not, or
 * saw otherwise.
 */
#ifndef TCPLADDER_DIFFERENCE_H
#define TCPLADDER_DIFFERENCE_H

#include "base/text.h"
#include "compare/pair.h"

enum difference_kind {
	DIFFERENCE_NONE,     /* both saw it, alike */
	DIFFERENCE_LOST,     /* on the way: only the sender's side saw it */
	DIFFERENCE_UNSEEN,   /* only the receiver's side saw it */
	DIFFERENCE_MISSING,  /* one saw it; who is nearer is not known */
	DIFFERENCE_REPEATED, /* one saw it once more than the other */
	DIFFERENCE_DIVIDED,  /* the same bytes in other segments */
	DIFFERENCE_ORDER,    /* one saw it before, the other after another */
	DIFFERENCE_DELAYED,
	DIFFERENCE_CHANGED, /* a field of its header */
	DIFFERENCE_COUNT
};

/* One segment, or the absence of one: index or PAIR_NONE on either side. */
struct difference {
	size_t here, there;
	enum difference_kind kind;
	int64_t time; /* ns since the first packet here */
	size_t words; /* what differs: an offset into store; 0: nothing */
};

struct differences {
	struct difference *at; /* every segment, in order of time */
	size_t count;
	struct text store;
};

/* Lists the segments of a pairing.  The caller empties it. */
void differences_init(struct differences *differences,
                      const struct pairing *pairing);
void differences_fini(struct differences *differences);

/* Adds "3 lost on the way", as the summary counts them. */
void difference_count(struct text *text, enum difference_kind kind,
                      uint64_t count);

#endif
