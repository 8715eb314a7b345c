/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Partners of segments that are alike, held against trying each with each.
 */
#include "config.h"

#include <stdlib.h>

#include "base/array.h"
#include "compare/alike.h"
#include "suites.h"

#define MOST 12
#define ROUNDS 2000
#define SECOND INT64_C(1000000000)

/* The same numbers for the same test. */
static unsigned next(uint32_t *state, unsigned below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 16) % below;
}

static int64_t cost(const struct way *way, const struct sighting *here,
                    const struct sighting *there)
{
	int64_t took = there->time - here->time;

	if (way->ids_kept && here->ip_id != there->ip_id)
		return INT64_MAX;
	took = (way->forward ? took : -took) - way->quickest;
	return took >= 0 ? took : 1000 * SECOND - took;
}

/* The first of the cheapest that are free. */
static const struct key *cheapest(const struct way *way, const struct key *here,
                                  const struct key *there, size_t count,
                                  const bool *taken)
{
	const struct key *best = NULL;
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < count; i++)
		if (!taken[i] && cost(way, here->s, there[i].s) < least) {
			least = cost(way, here->s, there[i].s);
			best = &there[i];
		}
	return best;
}

static size_t crowd(uint32_t *state, struct sighting *s, struct key *keys)
{
	size_t count = 1 + next(state, MOST);
	/* Now and then further apart than anything takes. */
	int64_t unit = next(state, 4) ? 1 : 300 * SECOND;

	for (size_t i = 0; i < count; i++) {
		s[i] = (struct sighting){.time = unit * next(state, 10),
		                         .ip_id = (uint16_t)next(state, 3)};
		keys[i] = (struct key){&s[i], 3 * i};
	}
	return count;
}

START_TEST(test_each_has_the_best_that_is_left)
{
	uint32_t state = (uint32_t)_i;

	for (unsigned round = 0; round < ROUNDS; round++) {
		struct sighting s[2][MOST];
		struct key here[MOST], there[MOST];
		const struct key *partners[MOST];
		bool taken[MOST] = {false};
		struct way way = {next(&state, 2), next(&state, 2),
		                  (int64_t)next(&state, 5) - 2};
		size_t n = crowd(&state, s[0], here);
		size_t m = crowd(&state, s[1], there);

		alike_join(&way, here, n, there, m, partners);
		for (size_t i = 0; i < n; i++) {
			const struct key *best =
				cheapest(&way, &here[i], there, m, taken);

			ck_assert_ptr_eq(partners[i], best);
			if (best)
				taken[best - there] = true;
		}
	}
}
END_TEST

Suite *alike_suite(void)
{
	Suite *suite = suite_create("alike");
	TCase *tcase = tcase_create("alike");

	tcase_add_loop_test(tcase, test_each_has_the_best_that_is_left, 0, 8);
	suite_add_tcase(suite, tcase);
	return suite;
}
