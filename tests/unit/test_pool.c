/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Records are zeros when they are given out, and keep what is written to them,
 * over many pieces, asked for one by one and together, in large pages too.
 */
#include "config.h"

#include "base/array.h"
#include "base/pages.h"
#include "base/pool.h"
#include "base/xalloc.h"
#include "suites.h"

#include <string.h>

/* More than large pages are asked for at once. */
#define MANY (5u * POOL_PIECES << POOL_PIECE_BITS)

struct record {
	uint32_t number[301];
};

/* Never, as soon as may be, and somewhere between. */
static const size_t LARGE[] = {SIZE_MAX, 0, 20 << 20};

/* The words of a record that are looked at. */
static const unsigned WORDS[] = {0, 1, 150, 300};

START_TEST(test_each_record_has_memory_of_its_own)
{
	struct pages pages = {0};
	struct pool pool;

	pool_init(&pool, sizeof(struct record), LARGE[_i], &pages);
	for (uint32_t i = 0; i < MANY + 5; i++) {
		struct record *record;

		ck_assert_uint_eq(pool_take(&pool), i);
		record = pool_at(&pool, i);
		for (unsigned j = 0; j < ARRAY_LEN(WORDS); j++) {
			ck_assert_uint_eq(record->number[WORDS[j]], 0);
			record->number[WORDS[j]] = i * 4 + j;
		}
	}
	for (uint32_t i = 0; i < MANY + 5; i++) {
		const struct record *record = pool_at(&pool, i);

		for (unsigned j = 0; j < ARRAY_LEN(WORDS); j++)
			ck_assert_uint_eq(record->number[WORDS[j]], i * 4 + j);
	}
	pool_fini(&pool);
	pages_fini(&pages);
}
END_TEST

START_TEST(test_what_is_given_back_is_given_out_again_as_zeros)
{
	static const struct record zeros;
	static const uint32_t back[] = {3, 511, 512, 8191, 8192, 20000};
	struct pages pages = {0};
	struct pool pool;

	pool_init(&pool, sizeof(struct record), LARGE[_i], &pages);
	for (uint32_t i = 0; i < MANY; i++)
		memset(pool_at(&pool, pool_take(&pool)), 0xa5,
		       sizeof(struct record));
	for (unsigned i = 0; i < ARRAY_LEN(back); i++)
		pool_give(&pool, back[i]);
	for (unsigned i = ARRAY_LEN(back); i-- > 0;) {
		uint32_t index = pool_take(&pool);

		ck_assert_uint_eq(index, back[i]);
		ck_assert_mem_eq(pool_at(&pool, index), &zeros, sizeof(zeros));
	}
	ck_assert_uint_eq(pool_take(&pool), MANY);
	pool_fini(&pool);
	pages_fini(&pages);
}
END_TEST

START_TEST(test_records_of_whole_lines_begin_with_a_line)
{
	struct pages pages = {0};
	struct pool pool;

	pool_init(&pool, 4 * XALLOC_LINE, LARGE[_i], &pages);
	for (uint32_t i = 0; i < MANY; i++)
		ck_assert_uint_eq((uintptr_t)pool_at(&pool, pool_take(&pool)) %
		                          XALLOC_LINE,
		                  0);
	pool_fini(&pool);
	pages_fini(&pages);
}
END_TEST

/* Once one has become large, so that of their large pages only one is half used. */
START_TEST(test_pools_share_large_pages)
{
	struct pages pages = {0};
	struct pool large, small;
	size_t left;

	pool_init(&large, sizeof(struct record), 0, &pages);
	pool_init(&small, 4 * XALLOC_LINE, SIZE_MAX, &pages);
	(void)pool_take(&small);
	ck_assert_uint_eq(small.own, 1);
	for (uint32_t i = 0; i < MANY; i++)
		memset(pool_at(&large, pool_take(&large)), 0xa5,
		       sizeof(struct record));
	ck_assert_uint_eq(large.own, POOL_PIECES);
	left = pages.left;
	for (uint32_t i = 1; i < 3u << POOL_PIECE_BITS; i++) {
		const unsigned char *record =
			pool_at(&small, pool_take(&small));

		for (size_t j = 0; j < 4 * XALLOC_LINE; j++)
			ck_assert_uint_eq(record[j], 0);
	}
	ck_assert_uint_eq(small.own, 1);
	ck_assert_uint_eq(left - pages.left,
	                  (2u << POOL_PIECE_BITS) * 4 * XALLOC_LINE);
	pool_fini(&large);
	pool_fini(&small);
	pages_fini(&pages);
}
END_TEST

Suite *pool_suite(void)
{
	Suite *suite = suite_create("pool");
	TCase *tcase = tcase_create("pool");

	tcase_add_test(tcase, test_pools_share_large_pages);
	tcase_add_loop_test(tcase, test_each_record_has_memory_of_its_own, 0,
	                    (int)ARRAY_LEN(LARGE));
	tcase_add_loop_test(tcase,
	                    test_what_is_given_back_is_given_out_again_as_zeros,
	                    0, (int)ARRAY_LEN(LARGE));
	tcase_add_loop_test(tcase,
	                    test_records_of_whole_lines_begin_with_a_line, 0,
	                    (int)ARRAY_LEN(LARGE));
	suite_add_tcase(suite, tcase);
	return suite;
}
