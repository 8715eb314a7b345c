/* SPDX-License-Identifier: BSD-2-Clause
 *
 * census: what only shows across connections: listeners, and the crowds that
 * come to them.
 */
#ifndef TCPLADDER_CENSUS_H
#define TCPLADDER_CENSUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "track/connection.h"
#include "track/crowd.h"
#include "track/listener.h"
#include "track/roster.h"

struct census {
	struct roster listeners; /* of struct listener */
	struct roster crowds;    /* of struct crowd */
	uint64_t unlisted;       /* connections to listeners beyond the last */
};

void census_init(struct census *census);
void census_fini(struct census *census);

/* A connection begins with this segment, not yet fed to it. */
void census_begin(struct census *census, struct connection *c,
                  const struct segment *s);

/* A segment was fed to it: if that changed anything here, it is counted. */
void census_step(struct census *census, struct connection *c);

/* Another connection has taken its addresses and ports: it no longer is where
 * it was. */
void census_leave(struct census *census, struct connection *c);

/* The capture ends, and the connection is still there; before any
 * census_settle() of the end. */
void census_cut(struct census *census, struct connection *c,
                int64_t capture_end);

/* It is finished, by connection_finish(). */
void census_settle(struct census *census, const struct connection *c);

/* All are settled: finds what there is to find. */
void census_finish(struct census *census);

/* The listeners, in the order they were met; valid until the next begins. */
const struct listener *census_listeners(const struct census *census,
                                        size_t *count);

#endif
