/* SPDX-License-Identifier: BSD-2-Clause
 *
 * fit: one step of a ladder and one event, word by word.
 */
#ifndef TCPLADDER_FIT_H
#define TCPLADDER_FIT_H

#include "expect/events.h"
#include "expect/model.h"

struct text;

/* What the names of one connection stand for. */
struct values {
	const struct model *model;
	const struct connection *c;
	bool *known;
	uint32_t *value; /* by name */
};

/* J, K, M and N are known from the start.  The caller empties it. */
void values_init(struct values *values, const struct model *model,
                 const struct connection *c);
void values_fini(struct values *values);

/* True when the event is of the step's kind, way and flags. */
bool fit_kind(const struct step *step, const struct event *event);

/* True when its numbers fit too, as far as the names known say; tells the
 * first word that does not where why is not NULL. */
bool fit_words(const struct values *values, const struct step *step,
               const struct event *event, struct text *why);

/* The same, and gives names their meaning.  bytes: of the whole run. */
bool fit_names(struct values *values, const struct step *step,
               const struct event *event, uint64_t bytes, struct text *why);

/* True where an ACK without data may as well come with the event's data. */
bool fit_carried(const struct step *step, const struct event *event);

#endif
