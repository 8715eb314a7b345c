/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The first addresses are remembered by their hashes, in a small table, and
 * counted one by one.
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

#include "base/array.h"
#include "base/hash.h"
#include "base/xalloc.h"

#define REGISTERS 256 /* a power of two; the error is 1.04 / 16 */
#define REGISTER_BITS 8

union sketch {
	uint32_t hashes[SOURCES_EXACT]; /* open addressing; 0: empty */
	uint8_t registers[REGISTERS];
};

uint32_t sources_hash(const struct endpoint *end)
{
	static const struct hash_line_key open = {
		.by = {UINT64_C(0x9E3779B97F4A7C15),
	               UINT64_C(0xC2B2AE3D27D4EB4F),
	               UINT64_C(0x165667B19E3779F9),
	               UINT64_C(0xD6E8FEB86659FD93),
	               UINT64_C(0xA0761D6478BD642F)},
	};
	uint32_t words[5] = {0, 0, 0, 0, end->family}, hash;

	memcpy(words, end->address, sizeof(end->address));
	hash = hash_line(&open, words, ARRAY_LEN(words));
	return hash ? hash : 1;
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

/* One too many to remember: from a table to a sketch. */
static void begin_estimate(union sketch *sketch)
{
	union sketch table = *sketch;

	memset(sketch, 0, sizeof(*sketch));
	for (unsigned i = 0; i < SOURCES_EXACT; i++)
		if (table.hashes[i])
			note(sketch, table.hashes[i]);
}

/* The slot that holds the hash, or the empty one where it belongs; NULL where it
 * is not there, and none is empty. */
static uint32_t *slot_of(union sketch *sketch, uint32_t hash)
{
	for (uint32_t i = 0; i < SOURCES_EXACT; i++) {
		uint32_t *slot = &sketch->hashes[(hash + i) % SOURCES_EXACT];

		if (!*slot || *slot == hash)
			return slot;
	}
	return NULL;
}

/* While they are counted one by one. */
static void add_exactly(struct sources *s, uint32_t hash)
{
	uint32_t *slot = slot_of(s->sketch, hash);

	if (slot && *slot == hash)
		return;
	s->count++;
	if (slot) {
		*slot = hash;
		return;
	}
	begin_estimate(s->sketch);
	note(s->sketch, hash);
}

void sources_add(struct sources *s, uint32_t hash)
{
	if (s->count == 0) {
		s->only = hash;
		s->count = 1;
		return;
	}
	if (!s->sketch) {
		if (hash == s->only)
			return;
		s->sketch = xzalloc(sizeof(*s->sketch));
		s->sketch->hashes[s->only % SOURCES_EXACT] = s->only;
	}
	if (sources_exact(s))
		add_exactly(s, hash);
	else
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
