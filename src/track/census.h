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

#include "track/brief.h"
#include "track/connection.h"
#include "track/crowd.h"
#include "track/listener.h"
#include "track/roster.h"

#define CROWD_BUSY UINT8_MAX

/* ns.  A handshake that others completed in half the time may yet be completed
 * when the capture ends; after so long its SYN would have come again. */
#define CENSUS_PATIENCE INT64_C(1000000000)

struct census {
	struct roster listeners; /* of struct listener */
	struct roster crowds;    /* of struct crowd */
	/* Of each crowd how many connections it had, up to CROWD_BUSY - 1, or
	 * CROWD_BUSY while it is not over: to find one that can go without
	 * touching them. */
	uint8_t busy[CROWDS_MAX];
	size_t hand;       /* where the search for one that is over goes on */
	uint64_t unlisted; /* connections to listeners beyond the last */
};

void census_init(struct census *census);
void census_fini(struct census *census);

/* What of a connection decides as what it is counted. */
struct standing {
	uint8_t state[DIR_COUNT]; /* enum tcp_state */
	uint8_t client;           /* enum dir */
	bool reset, closing, opened;
	bool tried_again; /* its SYN was sent more than once */
};

/* What else is asked of it when that has changed. */
struct subject {
	struct endpoint client;
	struct moment last;              /* its latest segment */
	struct moment ack;               /* completed its handshake */
	int64_t syn_time, last_syn_time; /* ns since the epoch, where there */
	bool has_syn;                    /* was a SYN */
	bool talked;                     /* payload went both ways */
};

/* A connection begins with a SYN or SYN,ACK at this time; of its handshake it is
 * counted at once as what struct counted says. */
void census_begin(struct census *census, struct counted *counted,
                  const struct endpoint *server, int64_t time);

/* As what a connection of this standing is counted. */
uint16_t census_as(const struct standing *standing);

/* It is counted as this from now on, instead of what struct counted says. */
void census_move(struct census *census, struct counted *counted, uint16_t as,
                 const struct subject *subject);

/* True where it is no longer counted by the same facts: then census_step() is
 * to be told. */
bool census_news(const struct counted *counted, const struct standing *now);
void census_step(struct census *census, struct counted *counted,
                 const struct standing *now, const struct subject *subject);

/* Another connection has taken its addresses and ports: it no longer is where
 * it was. */
void census_leave(struct census *census, struct counted *counted,
                  const struct subject *subject);

/* The capture ends, and the connection, which began at this time, is still
 * there; before any census_settle() of the end.  Nothing happens where that is
 * CENSUS_PATIENCE ago. */
void census_cut(struct census *census, const struct counted *counted,
                int64_t began, int64_t capture_end);

/* A connection's standing, and the rest. */
struct standing census_standing(const struct connection *c);
struct subject census_subject(const struct connection *c);

/* Sets what it was counted as when census_step() last saw it, where only that
 * is not known. */
void census_recall(struct counted *counted, const struct standing *now);

/* It is finished, by connection_finish(). */
void census_settle(struct census *census, const struct connection *c);

/* The same of one that left nothing more behind at this listener (struct counted)
 * than what its brief says. */
void census_settle_brief(struct census *census, uint32_t listener,
                         const struct brief *brief);

/* All are settled: finds what there is to find. */
void census_finish(struct census *census);

/* The listeners, in the order they were met; valid until the next begins. */
const struct listener *census_listeners(const struct census *census,
                                        size_t *count);

#endif
