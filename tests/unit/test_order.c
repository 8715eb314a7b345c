/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Pairs are sorted, none is lost, and each keeps its value.
 */
#include "config.h"

#include "base/array.h"
#include "base/order.h"
#include "base/xalloc.h"
#include "suites.h"

#include <stdlib.h>

static const size_t COUNTS[] = {0, 1, 2, 15, 16, 17, 300, 70000};

/* Keys of so many bits; the value says which key it belongs to. */
static struct pair *make(size_t count, unsigned bits, uint64_t *sum)
{
	struct pair *pairs = xcalloc(count + 1, sizeof(*pairs));
	uint64_t random = bits;

	*sum = 0;
	for (size_t i = 0; i < count; i++) {
		random = random * UINT64_C(6364136223846793005) +
		         UINT64_C(1442695040888963407);
		pairs[i].key = (uint32_t)(random >> 32) >> (32 - bits);
		pairs[i].value = pairs[i].key ^ UINT32_C(0x55aa55aa);
		*sum += pairs[i].key;
	}
	return pairs;
}

START_TEST(test_pairs_come_in_order)
{
	static const unsigned bits[] = {32, 17, 8, 3};
	uint64_t before, after = 0;
	size_t count = COUNTS[_i];

	for (unsigned b = 0; b < ARRAY_LEN(bits); b++) {
		struct pair *pairs = make(count, bits[b], &before);

		order_pairs(pairs, count);
		after = 0;
		for (size_t i = 0; i < count; i++) {
			ck_assert(i == 0 || pairs[i - 1].key <= pairs[i].key);
			ck_assert_uint_eq(pairs[i].value,
			                  pairs[i].key ^ UINT32_C(0x55aa55aa));
			after += pairs[i].key;
		}
		ck_assert_uint_eq(after, before);
		free(pairs);
	}
}
END_TEST

Suite *order_suite(void)
{
	Suite *suite = suite_create("order");
	TCase *tcase = tcase_create("order");

	tcase_add_loop_test(tcase, test_pairs_come_in_order, 0,
	                    ARRAY_LEN(COUNTS));
	suite_add_tcase(suite, tcase);
	return suite;
}
