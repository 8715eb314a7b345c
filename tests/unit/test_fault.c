/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <string.h>

#include "base/fault.h"
#include "suites.h"

START_TEST(a_new_fault_is_not_set)
{
	struct fault fault = {""};

	ck_assert(!fault_is_set(&fault));
}
END_TEST

START_TEST(the_reason_is_formatted)
{
	struct fault fault = {""};

	ck_assert_int_eq(fault_set(&fault, "%s: line %d", "file", 7), -1);
	ck_assert(fault_is_set(&fault));
	ck_assert_str_eq(fault.text, "file: line 7");
}
END_TEST

START_TEST(the_first_reason_wins)
{
	struct fault fault = {""};

	fault_set(&fault, "first");
	ck_assert_int_eq(fault_set(&fault, "second"), -1);
	ck_assert_str_eq(fault.text, "first");
}
END_TEST

START_TEST(a_long_reason_is_cut_not_overrun)
{
	struct fault fault = {""};
	char reason[2 * FAULT_TEXT_SIZE];

	memset(reason, 'x', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	fault_set(&fault, "%s", reason);
	ck_assert_uint_eq(strlen(fault.text), FAULT_TEXT_SIZE - 1);
}
END_TEST

/* With bytes that are half a character at either cut. */
START_TEST(a_long_name_leaves_the_reason)
{
	static const char reason[] = ": No such file or directory";

	for (size_t len = 2000; len < 2010; len++) {
		struct fault fault = {""};
		char name[3000] = "";

		for (size_t i = 0; i + 3 <= len; i += 3)
			strcpy(name + i, "→");
		name[0] = 'a';
		fault_set(&fault, "%s%s", name, reason);
		ck_assert_uint_lt(strlen(fault.text), FAULT_TEXT_SIZE);
		ck_assert_uint_gt(strlen(fault.text), FAULT_TEXT_SIZE - 8);
		ck_assert_str_eq(fault.text + strlen(fault.text) -
		                         strlen(reason),
		                 reason);
		ck_assert_ptr_nonnull(strstr(fault.text, "→ ... →"));
	}
}
END_TEST

START_TEST(no_fault_to_fill_is_fine)
{
	ck_assert_int_eq(fault_set(NULL, "nobody reads this"), -1);
	ck_assert(!fault_is_set(NULL));
}
END_TEST

Suite *fault_suite(void)
{
	Suite *suite = suite_create("fault");
	TCase *tcase = tcase_create("fault");

	tcase_add_test(tcase, a_new_fault_is_not_set);
	tcase_add_test(tcase, the_reason_is_formatted);
	tcase_add_test(tcase, the_first_reason_wins);
	tcase_add_test(tcase, a_long_reason_is_cut_not_overrun);
	tcase_add_test(tcase, a_long_name_leaves_the_reason);
	tcase_add_test(tcase, no_fault_to_fill_is_fine);
	suite_add_tcase(suite, tcase);
	return suite;
}
