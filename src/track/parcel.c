/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One after the other, where they are there:
 *
 *   struct connection, its findings, each half's gaps, Zeek's view
 *
 * Most of the first is zeros: of each 64 words those that are not are put down,
 * behind 64 bits that say which they are.
 *
 * Its pointers tell which are, and lead nowhere until new ones are put in their
 * place.  It is for the same run of the program: nothing is said of versions or
 * the order of bytes.
 */
#include "config.h"

#include "track/parcel.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/xalloc.h"
#include "track/gaps.h"

#define WORD sizeof(uint64_t)

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

/* Each word is written; the next takes its place where it was zero. */
static void squeeze(unsigned char **to, const struct connection *c)
{
	const unsigned char *from = (const unsigned char *)c;
	unsigned char *at = *to;

	_Static_assert(sizeof(*c) % WORD == 0, "it is words");
	for (size_t done = 0; done < sizeof(*c);) {
		unsigned char *front = at;
		uint64_t which = 0, word;

		at += WORD;
		for (unsigned bit = 0; bit < 64 && done < sizeof(*c);
		     bit++, done += WORD) {
			memcpy(&word, from + done, WORD);
			memcpy(at, &word, WORD);
			at += word ? WORD : 0;
			which |= (uint64_t)(word != 0) << bit;
		}
		memcpy(front, &which, WORD);
	}
	*to = at;
}

static void expand(const unsigned char **from, struct connection *c)
{
	unsigned char *to = (unsigned char *)c;

	memset(c, 0, sizeof(*c));
	for (size_t done = 0; done < sizeof(*c); done += 64 * WORD) {
		uint64_t which;

		get(from, &which, WORD);
		for (; which; which &= which - 1)
			get(from,
			    to + done + (size_t)__builtin_ctzll(which) * WORD,
			    WORD);
	}
}

bool parcel_may_hold(const struct connection *c)
{
	return !c->records && !c->inherited;
}

size_t parcel_pack(const struct connection *c, unsigned char *bytes)
{
	unsigned char *to = bytes;

	squeeze(&to, c);
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

	expand(&from, c);
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
