/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The list of a connection's findings: short, grown as they come.
 */
#include "config.h"

#include <string.h>

#include "base/xalloc.h"
#include "track/connection.h"

#define FINDINGS_KEPT 64 /* a power of two */

_Static_assert(RULE_COUNT <= 64, "a set of rules is a uint64_t");

static bool is_ignored(const struct connection *c, unsigned rule)
{
	return c->ignored >> rule & 1;
}

/* What is ignored gives way to any note; but not what census.c counts, of which
 * a connection has one at most. */
static int gravity(const struct connection *c, unsigned rule, unsigned severity)
{
	return is_ignored(c, rule) && rule != RULE_CLOSE_WAIT_LINGERING
	               ? -1
	               : (int)severity;
}

/* The one to go: of the least grave, the last of those that say the same most
 * often. */
static const struct finding *find_spare(const struct connection *c,
                                        uint8_t said[RULE_COUNT])
{
	const struct finding *spare = &c->findings[0];
	int least = gravity(c, spare->rule, spare->severity);

	for (uint32_t i = 0; i < c->finding_count; i++)
		said[c->findings[i].rule]++;
	for (uint32_t i = 1; i < c->finding_count; i++) {
		const struct finding *f = &c->findings[i];
		int this = gravity(c, f->rule, f->severity);

		if (this > least ||
		    (this == least && said[f->rule] < said[spare->rule]))
			continue;
		least = this;
		spare = f;
	}
	return spare;
}

/* The list is full: takes one out, so that no crowd of notes hides an error,
 * and nothing that is said again and again what is said once.  False where what
 * is to come is the one that nobody will miss. */
static bool make_room(struct connection *c, enum rule rule)
{
	uint8_t said[RULE_COUNT] = {0};
	const struct finding *spare = find_spare(c, said);
	int to_come = gravity(c, rule, rule_severity(rule));
	int least = gravity(c, spare->rule, spare->severity);
	uint32_t out = (uint32_t)(spare - c->findings);
	bool goes = least < to_come ||
	            (least == to_come && !said[rule] && said[spare->rule] > 1);

	if (!is_ignored(c, goes ? spare->rule : (unsigned)rule))
		c->findings_omitted++;
	if (!goes)
		return false;
	memmove(&c->findings[out], &c->findings[out + 1],
	        (c->finding_count - out - 1) * sizeof(*c->findings));
	c->finding_count--;
	return true;
}

struct finding *connection_find(struct connection *c, enum rule rule,
                                enum dir from, uint64_t packet)
{
	struct finding *f;

	c->found |= UINT64_C(1) << rule;
	/* Somebody who says the same all day is not written down all day. */
	if (c->finding_count == FINDINGS_KEPT && !make_room(c, rule))
		return &c->findings[FINDINGS_KEPT]; /* one unheard */
	/* Powers of two: grow when the count reaches one. */
	if ((c->finding_count & (c->finding_count - 1)) == 0)
		c->findings = xreallocarray(
			c->findings,
			c->finding_count ? 2 * (size_t)c->finding_count + 1 : 2,
			sizeof(*c->findings));
	f = &c->findings[c->finding_count++];
	*f = (struct finding){
		.rule = (uint8_t)rule,
		.severity = (uint8_t)rule_severity(rule),
		.from = (uint8_t)from,
		.packet = packet,
	};
	return f;
}

struct finding *connection_find_numbers(struct connection *c, enum rule rule,
                                        enum dir from, uint64_t packet,
                                        uint32_t expected, uint32_t actual)
{
	struct finding *f = connection_find(c, rule, from, packet);

	f->numbered = true;
	f->expected = expected;
	f->actual = actual;
	return f;
}

bool connection_has(const struct connection *c, enum rule rule)
{
	return c->found >> rule & 1;
}
