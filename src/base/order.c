/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Pairs are exchanged until each is among those whose keys begin alike
 * (McIlroy, Bostic and McIlroy, "Engineering Radix Sort", 1993: American flag
 * sort), and these, few enough for the caches, are sorted as a heap (Williams
 * and Floyd, 1964).  Neither needs memory of its own.
 */
#include "config.h"

#include "base/order.h"

#define KIND_BITS 8 /* a key's beginning */
#define KINDS (1u << KIND_BITS)

static void swap(struct pair *a, struct pair *b)
{
	struct pair kept = *a;

	*a = *b;
	*b = kept;
}

/* Lets a pair sink below those of greater keys. */
static void sink(struct pair *heap, size_t at, size_t count)
{
	for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
		if (child + 1 < count && heap[child + 1].key > heap[child].key)
			child++;
		if (heap[at].key >= heap[child].key)
			return;
		swap(&heap[at], &heap[child]);
		at = child;
	}
}

static void sort_heap(struct pair *heap, size_t count)
{
	for (size_t i = count / 2; i-- > 0;)
		sink(heap, i, count);
	for (size_t left = count; left > 1; left--) {
		swap(&heap[0], &heap[left - 1]);
		sink(heap, 0, left - 1);
	}
}

/* Lower bits of a key, so that KIND_BITS are left of the greatest. */
static unsigned lower_bits(const struct pair *pairs, size_t count)
{
	uint32_t all = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < count; i++)
		all |= pairs[i].key;
	while (all >> bits >= KINDS)
		bits++;
	return bits;
}

/* Brings those of one kind together; end[] tells where each kind ends. */
static void part(struct pair *pairs, size_t count, unsigned shift,
                 size_t end[KINDS])
{
	size_t next[KINDS], sum = 0;

	for (unsigned kind = 0; kind < KINDS; kind++)
		end[kind] = 0;
	for (size_t i = 0; i < count; i++)
		end[pairs[i].key >> shift]++;
	for (unsigned kind = 0; kind < KINDS; kind++) {
		next[kind] = sum;
		sum += end[kind];
		end[kind] = sum;
	}
	for (unsigned kind = 0; kind < KINDS; kind++)
		while (next[kind] < end[kind]) {
			struct pair *here = &pairs[next[kind]];

			swap(here, &pairs[next[here->key >> shift]++]);
		}
}

void order_pairs(struct pair *pairs, size_t count)
{
	size_t end[KINDS], begin = 0;

	part(pairs, count, lower_bits(pairs, count), end);
	for (unsigned kind = 0; kind < KINDS; kind++) {
		sort_heap(pairs + begin, end[kind] - begin);
		begin = end[kind];
	}
}
