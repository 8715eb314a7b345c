/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Sorted byte by byte of the key, the highest first; by each, pairs are
 * exchanged until every one is among those of its byte (McIlroy, Bostic and
 * McIlroy, "Engineering Radix Sort", 1993: American flag sort).
 */
#include "config.h"

#include "base/order.h"

#define VALUES 256 /* of a byte */
#define FEW 16     /* that are put in order one by one */

static unsigned byte_of(struct pair pair, unsigned shift)
{
	return pair.key >> shift & 0xff;
}

static void insert_one_by_one(struct pair *pairs, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct pair next = pairs[i];
		size_t at = i;

		for (; at > 0 && pairs[at - 1].key > next.key; at--)
			pairs[at] = pairs[at - 1];
		pairs[at] = next;
	}
}

/* Where the pairs of each byte end; then, and how far they are there. */
static void order_by_byte(struct pair *pairs, size_t count, unsigned shift,
                          size_t end[VALUES])
{
	size_t next[VALUES], sum = 0;

	for (unsigned value = 0; value < VALUES; value++)
		end[value] = 0;
	for (size_t i = 0; i < count; i++)
		end[byte_of(pairs[i], shift)]++;
	for (unsigned value = 0; value < VALUES; value++) {
		next[value] = sum;
		sum += end[value];
		end[value] = sum;
	}
	for (unsigned value = 0; value < VALUES; value++) {
		while (next[value] < end[value]) {
			struct pair here = pairs[next[value]];
			unsigned belongs = byte_of(here, shift);

			pairs[next[value]] = pairs[next[belongs]];
			pairs[next[belongs]++] = here;
		}
	}
}

static void order_from(struct pair *pairs, size_t count, unsigned shift)
{
	size_t end[VALUES], begin = 0;

	if (count <= FEW) {
		insert_one_by_one(pairs, count);
		return;
	}
	order_by_byte(pairs, count, shift, end);
	for (unsigned value = 0; shift && value < VALUES; value++) {
		order_from(pairs + begin, end[value] - begin, shift - 8);
		begin = end[value];
	}
}

void order_pairs(struct pair *pairs, size_t count)
{
	order_from(pairs, count, 24);
}
