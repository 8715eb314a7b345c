/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The first addresses are remembered by their hashes and counted one by one.
 * When those are too many, the same memory becomes a HyperLogLog sketch
 * (Flajolet, Fusy, Gandouet and Meunier, 2007): each hash picks a register by
 * its low bits, which keeps the longest run of zeros seen in the others.  Who
 * sees a run of n zeros has seen some 2^n hashes.
 *
 * The hash has no secret: the same capture must give the same numbers.  Who
 * forges addresses with it in mind can spoil this one estimate, no more.
 */
#include "config.h"

#include "track/sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/xalloc.h"

#define REGISTERS 256 /* a power of two; the error is 1.04 / 16 */
#define REGISTER_BITS 8

union sketch {
	uint32_t hashes[SOURCES_EXACT];
	uint8_t registers[REGISTERS];
};

static uint32_t hash_address(const struct endpoint *end)
{
	static const struct hash_key open = {0, 0};
	uint64_t words[3] = {0, 0, end->family};

	memcpy(words, end->address, sizeof(end->address));
	return (uint32_t)hash_words(&open, words, 3);
}

static void note(union sketch *sketch, uint32_t hash)
{
	uint8_t *kept = &sketch->registers[hash % REGISTERS];
	uint8_t rank = 1;

	for (uint32_t rest = hash >> REGISTER_BITS;
	     !(rest & 1) && rank <= 32 - REGISTER_BITS; rest >>= 1)
		rank++;
	if (rank > *kept)
		*kept = rank;
}

/* One too many to remember: from a list to a sketch. */
static void begin_estimate(union sketch *sketch)
{
	union sketch list = *sketch;

	memset(sketch, 0, sizeof(*sketch));
	for (unsigned i = 0; i < SOURCES_EXACT; i++)
		note(sketch, list.hashes[i]);
}

void sources_add(struct sources *s, const struct endpoint *end)
{
	uint32_t hash = hash_address(end);

	if (s->count == 0) {
		s->only = hash;
		s->count = 1;
		return;
	}
	if (!s->sketch) {
		if (hash == s->only)
			return;
		s->sketch = xzalloc(sizeof(*s->sketch));
		s->sketch->hashes[0] = s->only;
	}
	for (uint32_t i = 0; sources_exact(s) && i < s->count; i++)
		if (s->sketch->hashes[i] == hash)
			return;
	if (s->count < SOURCES_EXACT) {
		s->sketch->hashes[s->count++] = hash;
		return;
	}
	if (sources_exact(s)) {
		begin_estimate(s->sketch);
		s->count++;
	}
	note(s->sketch, hash);
}

bool sources_exact(const struct sources *s)
{
	return s->count <= SOURCES_EXACT;
}

/* While many registers are empty, their number tells more: how many hashes it
 * takes, on average, to leave no more than these (m/m + m/(m-1) + ...). */
static uint64_t few(unsigned empty)
{
	double count = 0.5;

	for (unsigned left = REGISTERS; left > empty; left--)
		count += (double)REGISTERS / left;
	return (uint64_t)count;
}

uint64_t sources_count(const struct sources *s)
{
	const double m = REGISTERS, alpha = 0.7213 / (1 + 1.079 / m);
	double sum = 0, estimate;
	unsigned empty = 0;

	if (sources_exact(s))
		return s->count;
	for (unsigned i = 0; i < REGISTERS; i++) {
		sum += 1.0 / (double)(1ULL << s->sketch->registers[i]);
		empty += s->sketch->registers[i] == 0;
	}
	estimate = alpha * m * m / sum;
	if (estimate <= 2.5 * m && empty)
		return few(empty);
	return (uint64_t)(estimate + 0.5);
}

void sources_fini(struct sources *s)
{
	free(s->sketch);
}
