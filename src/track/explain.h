/* SPDX-License-Identifier: BSD-2-Clause
 *
 * explain: what a rule is about, for someone who learns TCP; from explain.def.
 */
#ifndef TCPLADDER_EXPLAIN_H
#define TCPLADDER_EXPLAIN_H

#include "track/rules.h"

/* Each a paragraph of whole sentences on one line, in English and ASCII, as
 * _() takes it. */
struct explanation {
	const char *what;   /* it is */
	const char *why;    /* TCP is so */
	const char *causes; /* the usual ones */
	const char *remedy; /* what to do, and the setting that matters */
};

/* Every rule has one; constants. */
struct explanation explain_rule(enum rule rule);

/* The rule of this slug, or RULE_COUNT. */
enum rule explain_find(const char *slug);

/* The rule whose slug is most like this text. */
enum rule explain_nearest(const char *slug);

#endif
