/* SPDX-License-Identifier: BSD-2-Clause
 *
 * check: what the rules find, as a list of results.
 */
#ifndef TCPLADDER_CHECK_H
#define TCPLADDER_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "report/verdicts.h"

enum check_interest {
	CHECK_IGNORED,
	CHECK_WANTED,
	CHECK_NAMED /* asked for by name: its notes are told, too */
};

/* What to look for, and where the results go. */
struct check_plan {
	uint8_t rules[RULE_COUNT]; /* enum check_interest */
	enum severity threshold;   /* what is below it passes */
	struct verdicts *verdicts; /* the results go to its last file */
};

/* True when a result of this rule is to be told, not only counted: a note
 * tells nothing wrong, unless notes were asked for. */
bool check_tells(const struct check_plan *plan, enum rule rule,
                 enum severity severity);

/* The rules that are not looked for, as bits by enum rule. */
uint64_t check_ignored(const struct check_plan *plan);

/* The rules that were looked for and found nothing in the last file have
 * passed; its results are then put in the order of the rules, expectations
 * last. */
void check_settle(const struct check_plan *plan);

#endif
