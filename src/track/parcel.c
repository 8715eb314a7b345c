/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One after the other, where they are there:
 *
 *   struct connection, its findings, each half's gaps, Zeek's view
 *
 * Its pointers tell which are, and lead nowhere until new ones are put in their
 * place.  It is for the same run of the program: nothing is said of versions or
 * the order of bytes.
 */
#include "config.h"

#include "track/parcel.h"

#include <assert.h>
#include <string.h>

#include "base/xalloc.h"
#include "track/gaps.h"

/* Both move on to where the next byte goes, or comes from. */
static void put(unsigned char **to, const void *bytes, size_t size)
{
	if (size)
		memcpy(*to, bytes, size);
	*to += size;
}

static void get(const unsigned char **from, void *bytes, size_t size)
{
	memcpy(bytes, *from, size);
	*from += size;
}

bool parcel_may_hold(const struct connection *c)
{
	return !c->records && !c->inherited;
}

size_t parcel_pack(const struct connection *c, unsigned char *bytes)
{
	unsigned char *to = bytes;

	put(&to, c, sizeof(*c));
	put(&to, c->findings, c->finding_count * sizeof(*c->findings));
	for (unsigned dir = 0; dir < DIR_COUNT; dir++)
		if (c->half[dir].gaps)
			to = gaps_pack(c->half[dir].gaps, to);
	if (c->zeek)
		to = zeek_pack(c->zeek, to);
	assert(to <= bytes + PARCEL_MAX);
	return (size_t)(to - bytes);
}

void parcel_unpack(const unsigned char *bytes, struct connection *c)
{
	const unsigned char *from = bytes;

	get(&from, c, sizeof(*c));
	c->findings = NULL;
	/* As many as its growth has room for (xgrow()). */
	for (uint32_t i = 0; i < c->finding_count; i++) {
		c->findings = xgrow(c->findings, i, sizeof(*c->findings));
		get(&from, &c->findings[i], sizeof(*c->findings));
	}
	for (unsigned dir = 0; dir < DIR_COUNT; dir++)
		if (c->half[dir].gaps)
			c->half[dir].gaps = gaps_unpack(&from);
	if (c->zeek) {
		c->zeek = zeek_new();
		(void)zeek_unpack(c->zeek, from);
	}
}
