/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <string.h>

#include "base/array.h"
#include "suites.h"
#include "track/marks.h"

/* Wireshark's flags come first, in kebab case. */
static const char *const WIRESHARK[] = {
	"retransmission",
	"fast-retransmission",
	"spurious-retransmission",
	"out-of-order",
	"previous-segment-not-captured",
	"acked-unseen-segment",
	"duplicate-ack",
	"keep-alive",
	"keep-alive-ack",
	"zero-window",
	"zero-window-probe",
	"zero-window-probe-ack",
	"window-full",
	"window-update",
	"port-reused",
};

START_TEST(test_wireshark_s_marks_keep_their_names)
{
	ck_assert_str_eq(mark_name(_i), WIRESHARK[_i]);
}
END_TEST

START_TEST(test_every_mark_has_a_kebab_name_of_its_own)
{
	const char *name = mark_name(_i);

	ck_assert_ptr_nonnull(name);
	ck_assert_uint_gt(strlen(name), 0);
	ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz-"),
	                  strlen(name));
	for (int other = 0; other < _i; other++)
		ck_assert_str_ne(name, mark_name(other));
}
END_TEST

START_TEST(test_sets_of_marks_hold_what_they_say)
{
	ck_assert_uint_eq(MARKS_RETRANSMITTED,
	                  1u << MARK_RETRANSMISSION |
	                          1u << MARK_FAST_RETRANSMISSION |
	                          1u << MARK_SPURIOUS_RETRANSMISSION);
	ck_assert_uint_eq(MARKS_RETRANSMITTED & MARKS_COPY, 0);
	ck_assert_uint_eq(MARKS_COPY, MARK_BIT(DUPLICATE_CAPTURE) |
	                                      MARK_BIT(NETWORK_DUPLICATE));
}
END_TEST

Suite *marks_suite(void)
{
	Suite *suite = suite_create("marks");
	TCase *tcase = tcase_create("marks");

	tcase_add_loop_test(tcase, test_wireshark_s_marks_keep_their_names, 0,
	                    ARRAY_LEN(WIRESHARK));
	tcase_add_loop_test(tcase, test_every_mark_has_a_kebab_name_of_its_own,
	                    0, MARK_COUNT);
	tcase_add_test(tcase, test_sets_of_marks_hold_what_they_say);
	suite_add_tcase(suite, tcase);
	return suite;
}
