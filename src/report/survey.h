/* SPDX-License-Identifier: BSD-2-Clause
 *
 * survey: which connections are to be shown, found by a first reading.
 *
 * That a connection has a problem may show in its last segment, and all before
 * are to be shown with it.  Where a capture can be read twice, the first
 * reading keeps none of them, and the second keeps those of the connections
 * that the first has found.
 */
#ifndef TCPLADDER_SURVEY_H
#define TCPLADDER_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "track/connection.h"

/* All zero: none found. */
struct survey {
	uint64_t *begins; /* the packets that they begin with, ascending once
	                     survey_close() was called */
	size_t count;
	uint64_t packets; /* of the capture, that were read */
};

/* Takes a connection that is to be shown. */
void survey_add(struct survey *survey, const struct connection *connection);

/* The first reading is over, and had so many packets. */
void survey_close(struct survey *survey, uint64_t packets);

/* Whether to show what begins with this packet. */
bool survey_has(const struct survey *survey, uint64_t packet);

void survey_fini(struct survey *survey);

#endif
