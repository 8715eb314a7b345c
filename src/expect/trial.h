/* SPDX-License-Identifier: BSD-2-Clause
 *
 * trial: a block of expectations held against the connections of a capture.
 */
#ifndef TCPLADDER_TRIAL_H
#define TCPLADDER_TRIAL_H

#include "base/text.h"
#include "expect/model.h"

/* One connection that does not meet a block. */
struct departure {
	const struct connection *c;
	const struct line *line; /* that is not met */
	uint64_t packet;         /* where it shows, or 0 */
	size_t score;            /* lines that were met */
	struct text why;         /* what is there instead */
};

#define DEPARTURES_MAX 3 /* of an "every" block, shown in full */

/* What became of a block. */
struct trial {
	const struct block *block;
	bool met;
	uint64_t chosen;          /* connections it is about */
	uint64_t meeting;         /* of those, that meet its lines */
	const struct line *count; /* its count line, or NULL */
	bool counted;             /* the count is as it must be */
	size_t departure_count;   /* below */
	struct departure departures[DEPARTURES_MAX]; /* the nearest, or the
	                                                first of every */
};

/* What addresses and ports the names of a file stand for so far. */
struct bindings {
	struct {
		bool known;
		struct endpoint address;
		uint16_t port;
	} * at; /* by name */
};

/* Holds a block against all connections, in their order.  The caller empties
 * the trial with trial_fini(). */
void trial_run(struct trial *trial, const struct model *model,
               const struct block *block, struct bindings *bindings,
               const struct connection *const *connections, size_t count);
void trial_fini(struct trial *trial);

/* True when the connection meets every line of a block; else *departure is the
 * first it does not, in the file's order.  The caller empties its text. */
bool trial_meets(const struct model *model, const struct block *block,
                 const struct connection *c, struct departure *departure);

/* For the names of a model; the caller empties them. */
void bindings_init(struct bindings *bindings, const struct model *model);
void bindings_fini(struct bindings *bindings);

#endif
