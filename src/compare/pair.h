/* SPDX-License-Identifier: BSD-2-Clause
 *
 * pair: which connections, and which segments of them, two captures share.
 */
#ifndef TCPLADDER_PAIR_H
#define TCPLADDER_PAIR_H

#include "compare/trace.h"

#define PAIR_NONE SIZE_MAX

/* For each connection of `here` the index of the same one in `there`, or
 * PAIR_NONE.  By J and K, so that addresses may be translated between the two;
 * by addresses and ports where the opening is not captured.  The caller frees
 * it. */
size_t *pair_connections(const struct trace *here, const struct trace *there);

/* What is like a sighting without a partner. */
enum pair_again {
	PAIR_ALONE,
	PAIR_ALIKE,  /* another one with the same numbers has a partner */
	PAIR_PACKET, /* and it is the same packet, by its identification */
};

/* One connection in both captures. */
struct pairing {
	const struct trace_connection *here, *there;
	size_t *partner;              /* of each sighting here: the one there */
	size_t *partner_there;        /* and the other way */
	uint8_t *again, *again_there; /* enum pair_again */
	int nearer;          /* the client: -1 here, 1 there, 0 not known */
	bool timed[2];       /* quickest is known */
	int64_t quickest[2]; /* ns on the way, by direction, as the clocks
	                          have it */
	bool ids_kept[2];    /* IP identifications are the same in both */
	int ttl_change[2];   /* from here to there, mostly */
	size_t ttl_votes[2];
};

/* Pairs the sightings of both; the caller empties it with pairing_fini(). */
void pairing_init(struct pairing *pairing, const struct trace_connection *here,
                  const struct trace_connection *there);
void pairing_fini(struct pairing *pairing);

/* How long a segment took from the one capture to the other, ns: the clocks'
 * difference is in it. */
int64_t pairing_took(const struct pairing *pairing, const struct sighting *here,
                     const struct sighting *there);

/* The clock there less the clock here, ns, as far as can be known. */
int64_t pairing_offset(const struct pairing *pairing);

#endif
