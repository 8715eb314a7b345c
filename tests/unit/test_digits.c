/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "suites.h"

static void same(uint64_t number)
{
	char have[DIGITS_MAX + 1], want[DIGITS_MAX + 1];

	*digits_put(have, number) = '\0';
	snprintf(want, sizeof(want), "%" PRIu64, number);
	if (strcmp(have, want) != 0)
		ck_abort_msg("%s, not %s", have, want);
}

START_TEST(test_numbers_are_printf_s)
{
	uint64_t power = 1;

	for (uint64_t number = 0; number < 20000; number++)
		same(number);
	for (unsigned i = 0; i < DIGITS_MAX; i++, power *= 10)
		for (uint64_t by = 0; by < 3; by++) {
			same(power - 1 + by);
			same(power * 7 + by);
		}
	same(UINT64_MAX);
}
END_TEST

START_TEST(test_digits_are_as_many_as_asked)
{
	char have[32] = "";

	*digits_fill(have, 7, 6) = '\0';
	ck_assert_str_eq(have, "000007");
	*digits_fill(have, 1234567, 3) = '\0';
	ck_assert_str_eq(have, "567");
	for (unsigned count = 1; count <= DIGITS_MAX; count++) {
		char want[32];

		snprintf(want, sizeof(want), "%020" PRIu64, UINT64_MAX - 9);
		*digits_fill(have, UINT64_MAX - 9, count) = '\0';
		ck_assert_str_eq(have, want + DIGITS_MAX - count);
	}
	digits_fill(have, 1234567, 3);
	have[3] = '\0';
	ck_assert_ptr_eq(digits_fill(have, 5, 0), have);
	ck_assert_str_eq(have, "567");
}
END_TEST

Suite *digits_suite(void)
{
	Suite *suite = suite_create("digits");
	TCase *tcase = tcase_create("digits");

	tcase_add_test(tcase, test_numbers_are_printf_s);
	tcase_add_test(tcase, test_digits_are_as_many_as_asked);
	suite_add_tcase(suite, tcase);
	return suite;
}
