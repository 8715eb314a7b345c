/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The list of a connection's findings: short, grown as they come.
 */
#include "config.h"

#include <string.h>

#include "base/xalloc.h"
#include "track/connection.h"

#define FINDINGS_KEPT 64 /* a power of two */

/* The list is full: takes out the last of the least severe findings, so that no
 * crowd of notes hides an error.  False where none is less severe. */
static bool make_room(struct connection *c, enum severity severity)
{
	unsigned least = severity;
	uint32_t out = 0;

	for (uint32_t i = 0; i < c->finding_count; i++)
		if (c->findings[i].severity < severity &&
		    c->findings[i].severity <= least) {
			least = c->findings[i].severity;
			out = i + 1;
		}
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

	/* Somebody who says the same all day is not written down all day. */
	if (c->finding_count == FINDINGS_KEPT) {
		c->findings_omitted++;
		if (!make_room(c, rule_severity(rule))) /* one unheard */
			return &c->findings[FINDINGS_KEPT];
	}
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
	for (uint32_t i = 0; i < c->finding_count; i++)
		if (c->findings[i].rule == rule)
			return true;
	return false;
}
