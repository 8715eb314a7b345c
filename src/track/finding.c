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

/* The list is full: takes out the last of the least grave findings, so that no
 * crowd of notes hides an error.  False where none is less grave than what is
 * to come. */
static bool make_room(struct connection *c, enum rule rule)
{
	int most = gravity(c, rule, rule_severity(rule)), least = most;
	unsigned gone = rule;
	uint32_t out = 0;

	for (uint32_t i = 0; i < c->finding_count; i++) {
		const struct finding *f = &c->findings[i];
		int this = gravity(c, f->rule, f->severity);

		if (this < most && this <= least) {
			least = this;
			gone = f->rule;
			out = i + 1;
		}
	}
	if (!is_ignored(c, gone))
		c->findings_omitted++;
	if (!out)
		return false;
	memmove(&c->findings[out - 1], &c->findings[out],
	        (c->finding_count - out) * sizeof(*c->findings));
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
