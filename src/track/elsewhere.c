/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/elsewhere.h"

#include "decode/segment.h"
#include "track/connection.h"
#include "track/evidence.h"

/* ns that a packet may be on its way: sooner than a SYN is sent again (RFC 6298
 * §2.1). */
#define ON_ITS_WAY INT64_C(1000000000)

/* One more than what trail_hops() says, where that is a number. */
static unsigned hops_of(const struct segment *s)
{
	unsigned hops = trail_hops(s->ttl);

	return hops < HOPS_MOST ? hops + 1 : 0;
}

static bool is_other_point(const struct half *from, const struct segment *s)
{
	return from->far_hops && from->far_hops == hops_of(s);
}

bool elsewhere_is(const struct half *from, const struct segment *s)
{
	int64_t age;

	if (!from->sent || !hops_of(s))
		return false;
	if (is_other_point(from, s) && evidence_nothing_new(from, s))
		return true;
	if (from->making.hops == HOPS_MOST ||
	    hops_of(s) == from->making.hops + 1u)
		return false;
	age = evidence_age(from, s);
	return age >= 0 && age < ON_ITS_WAY;
}

void elsewhere_note(struct connection *c, const struct segment *s, enum dir dir)
{
	int64_t age = evidence_age(&c->half[dir], s);

	c->half[dir].far_hops = hops_of(s) & HOPS_MOST;
	if (age > 0 && (!c->apart[dir] || age < c->apart[dir]))
		c->apart[dir] = age;
}

bool elsewhere_made(const struct half *from, const struct segment *s)
{
	return trail_hops_differ(from->making.hops, trail_hops(s->ttl)) &&
	       !is_other_point(from, s);
}
