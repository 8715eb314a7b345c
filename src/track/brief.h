/* SPDX-License-Identifier: BSD-2-Clause
 *
 * brief: a connection that is over, in the few words of a list.
 */
#ifndef TCPLADDER_BRIEF_H
#define TCPLADDER_BRIEF_H

#include <stdbool.h>
#include <stdint.h>

#include "track/connection.h"
#include "track/outcome.h"
#include "track/steady.h"

#define BRIEF_NOT_OPENED INT64_MIN /* one of the two was not seen */

enum brief_closer { BRIEF_NOBODY, BRIEF_CLIENT, BRIEF_SERVER };

struct brief {
	struct endpoint ends[2]; /* the client's, the server's */
	uint32_t stream;
	uint32_t retransmissions;         /* both ends' */
	int64_t first, last;              /* segment, ns since the epoch */
	int64_t opened;                   /* ns from SYN to ACK, or that */
	uint8_t outcome;                  /* enum outcome */
	uint8_t closer;                   /* enum brief_closer */
	uint8_t verdicts[EQUATION_COUNT]; /* enum verdict */
	bool evicted;
	unsigned rule_count;
	uint8_t rules[RULE_COUNT]; /* enum rule: what was found, each once, the
	                              worst first, … */
	uint8_t severities[RULE_COUNT]; /* … and enum severity: how bad it is */
};

/* Of a connection after connection_finish(). */
void brief_of(struct brief *brief, const struct connection *c);

/* Of an embryo, all but its ends: what its rules would find follows from what it is,
 * and from how long the capture goes on behind it. */
void brief_of_embryo(struct brief *brief, const struct embryo *embryo,
                     int64_t capture_end);

/* The same of a steady connection; false, and nothing is set, where the rules
 * have to be asked. */
bool brief_of_steady(struct brief *brief, const struct steady *steady);

#endif
