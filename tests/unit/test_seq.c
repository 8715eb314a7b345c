/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/array.h"
#include "suites.h"
#include "track/seq.h"

#define HALF_CIRCLE UINT32_C(0x80000000)

static const struct {
	uint32_t a, b;
	int32_t ahead; /* a of b */
} PAIRS[] = {
	{0, 0, 0},
	{UINT32_MAX, UINT32_MAX, 0},
	{1, 0, 1},
	{0, UINT32_MAX, 1},
	{UINT32_MAX, 0, -1},
	{5, UINT32_MAX - 4, 10},
	{4294967290, 94, -100},
	{0x7FFFFFFF, 0, INT32_MAX},
	{0, 0x7FFFFFFF, -INT32_MAX},
	{0x7FFFFFF0, 0xFFFFFFF1, INT32_MAX},
	{HALF_CIRCLE, 0, INT32_MIN},
	{0, HALF_CIRCLE, INT32_MIN},
};

START_TEST(test_seq_diff_goes_the_shorter_way_round)
{
	ck_assert_int_eq(seq_diff(PAIRS[_i].a, PAIRS[_i].b), PAIRS[_i].ahead);
}
END_TEST

START_TEST(test_seq_comparisons_agree_with_the_difference)
{
	uint32_t a = PAIRS[_i].a, b = PAIRS[_i].b;
	int32_t ahead = PAIRS[_i].ahead;

	ck_assert(seq_lt(a, b) == (ahead < 0));
	ck_assert(seq_le(a, b) == (ahead <= 0));
	ck_assert(seq_gt(a, b) == (ahead > 0));
	ck_assert(seq_ge(a, b) == (ahead >= 0));
}
END_TEST

START_TEST(test_seq_max_and_min_pick_the_two_ends)
{
	uint32_t a = PAIRS[_i].a, b = PAIRS[_i].b;
	bool further = PAIRS[_i].ahead > 0;

	if (PAIRS[_i].ahead == INT32_MIN)
		return; /* half the circle apart, neither is further on */
	ck_assert_uint_eq(seq_max(a, b), further ? a : b);
	ck_assert_uint_eq(seq_max(b, a), further ? a : b);
	ck_assert_uint_eq(seq_min(a, b), further ? b : a);
	ck_assert_uint_eq(seq_min(b, a), further ? b : a);
}
END_TEST

START_TEST(test_seq_lt_wraps_at_2_32)
{
	for (uint32_t i = 0; i < 1000; i++) {
		uint32_t here = UINT32_MAX - 500 + i;

		ck_assert(seq_lt(here, here + 1));
		ck_assert(!seq_lt(here + 1, here));
		ck_assert(!seq_lt(here, here));
	}
}
END_TEST

Suite *seq_suite(void)
{
	Suite *suite = suite_create("seq");
	TCase *tcase = tcase_create("seq");

	tcase_add_loop_test(tcase, test_seq_diff_goes_the_shorter_way_round, 0,
	                    ARRAY_LEN(PAIRS));
	tcase_add_loop_test(tcase,
	                    test_seq_comparisons_agree_with_the_difference, 0,
	                    ARRAY_LEN(PAIRS));
	tcase_add_loop_test(tcase, test_seq_max_and_min_pick_the_two_ends, 0,
	                    ARRAY_LEN(PAIRS));
	tcase_add_test(tcase, test_seq_lt_wraps_at_2_32);
	suite_add_tcase(suite, tcase);
	return suite;
}
