/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Connections of two captures, held against trying each with each.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "compare/pair.h"
#include "suites.h"

#define MOST 10
#define ROUNDS 5000

static unsigned next(uint32_t *state, unsigned below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 16) % below;
}

static void make(uint32_t *state, struct trace_connection *c, size_t count)
{
	memset(c, 0, count * sizeof(*c));
	for (size_t i = 0; i < count; i++)
		for (unsigned side = 0; side < 2; side++) {
			c[i].known[side] = next(state, 3) > 0;
			c[i].iss[side] = next(state, 3);
			c[i].end[side].port = (uint16_t)next(state, 2);
		}
}

static bool is_same(const struct trace_connection *a,
                    const struct trace_connection *b)
{
	bool any = false;

	for (unsigned i = 0; i < 2; i++) {
		if (!a->known[i] || !b->known[i])
			continue;
		if (a->iss[i] != b->iss[i])
			return false;
		any = true;
	}
	return any || memcmp(a->end, b->end, sizeof(a->end)) == 0;
}

/* Those with a known J first, by it. */
static bool is_better(const struct trace_connection *a,
                      const struct trace_connection *b)
{
	if (a->known[0] != b->known[0])
		return a->known[0];
	return a->known[0] && a->iss[0] < b->iss[0];
}

static size_t best(const struct trace_connection *c,
                   const struct trace_connection *there, size_t count,
                   const bool *taken)
{
	size_t found = PAIR_NONE;

	for (size_t i = 0; i < count; i++)
		if (!taken[i] && is_same(c, &there[i]) &&
		    (found == PAIR_NONE || is_better(&there[i], &there[found])))
			found = i;
	return found;
}

START_TEST(test_each_connection_has_the_best_that_is_left)
{
	uint32_t state = (uint32_t)_i;

	for (unsigned round = 0; round < ROUNDS; round++) {
		struct trace_connection a[MOST], b[MOST];
		struct trace here = {.connections = a};
		struct trace there = {.connections = b};
		bool taken[MOST] = {false};
		size_t *pairs;

		here.count = next(&state, MOST + 1);
		there.count = next(&state, MOST + 1);
		make(&state, a, here.count);
		make(&state, b, there.count);
		pairs = pair_connections(&here, &there);
		for (size_t i = 0; i < here.count; i++) {
			size_t wanted = best(&a[i], b, there.count, taken);

			ck_assert_uint_eq(pairs[i], wanted);
			if (wanted != PAIR_NONE)
				taken[wanted] = true;
		}
		free(pairs);
	}
}
END_TEST

Suite *match_suite(void)
{
	Suite *suite = suite_create("match");
	TCase *tcase = tcase_create("match");

	tcase_add_loop_test(
		tcase, test_each_connection_has_the_best_that_is_left, 0, 8);
	suite_add_tcase(suite, tcase);
	return suite;
}
