/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "base/array.h"
#include "suites.h"
#include "track/rules.h"

START_TEST(test_every_rule_has_a_kebab_slug_of_its_own)
{
	const char *slug = rule_slug(_i);

	ck_assert_ptr_nonnull(slug);
	ck_assert_uint_gt(strlen(slug), 2);
	ck_assert_uint_eq(strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-"),
	                  strlen(slug));
	for (int other = 0; other < _i; other++)
		ck_assert_str_ne(slug, rule_slug(other));
}
END_TEST

START_TEST(test_every_rule_says_where_it_is_written)
{
	const char *source = rule_source(_i);

	ck_assert_msg(strncmp(source, "RFC ", 4) == 0 ||
	                      strcmp(source, "observation") == 0,
	              "%s: %s", rule_slug(_i), source);
}
END_TEST

START_TEST(test_every_title_is_half_a_sentence)
{
	const char *title = rule_title(_i);
	size_t length = strlen(title);

	ck_assert_uint_gt(length, 8);
	ck_assert_uint_le(length, 72);
	ck_assert_msg(title[length - 1] != '.', "%s", title);
	ck_assert_msg(title[0] < 'A' || title[0] > 'Z' ||
	                      strncmp(title, "SYN", 3) == 0,
	              "%s", title);
}
END_TEST

/* The arithmetic is an error, always; nothing else is. */
START_TEST(test_only_the_arithmetic_is_an_error)
{
	static const char *const ERRORS[] = {
		"j-plus-1",
		"k-plus-1",
		"third-ack-sequence",
		"m-plus-1",
		"n-plus-1",
		"ack-of-unsent",
		"data-after-fin",
		"fin-moved",
		"illegal-flags",
		"ack-missing",
		"segment-after-reset",
	};
	bool error = false;

	for (size_t i = 0; i < ARRAY_LEN(ERRORS); i++)
		error |= strcmp(ERRORS[i], rule_slug(_i)) == 0;
	ck_assert_msg((rule_severity(_i) == SEVERITY_ERROR) == error, "%s",
	              rule_slug(_i));
}
END_TEST

START_TEST(test_severities_have_their_names_and_order)
{
	ck_assert_str_eq(severity_name(SEVERITY_NOTE), "note");
	ck_assert_str_eq(severity_name(SEVERITY_WARNING), "warning");
	ck_assert_str_eq(severity_name(SEVERITY_ERROR), "error");
	ck_assert_int_lt(SEVERITY_NOTE, SEVERITY_WARNING);
	ck_assert_int_lt(SEVERITY_WARNING, SEVERITY_ERROR);
}
END_TEST

/* The severities of the catalogue that are neither obvious nor errors. */
static const struct {
	const char *slug;
	enum severity severity;
} SEVERITIES[] = {
	{"syn-unanswered", SEVERITY_WARNING},
	{"refused", SEVERITY_WARNING},
	{"half-open", SEVERITY_WARNING},
	{"aborted-open", SEVERITY_NOTE},
	{"syn-retransmitted", SEVERITY_NOTE},
	{"syn-ack-retransmitted", SEVERITY_NOTE},
	{"syn-ack-changed", SEVERITY_WARNING},
	{"syn-changed", SEVERITY_WARNING},
	{"syn-flood", SEVERITY_WARNING},
	{"close-wait-pile", SEVERITY_WARNING},
	{"time-wait-pile", SEVERITY_NOTE},
	{"many-short-connections", SEVERITY_NOTE},
	{"stale-syn", SEVERITY_NOTE},
	{"syn-challenged", SEVERITY_WARNING},
	{"simultaneous-open", SEVERITY_NOTE},
	{"syn-on-open", SEVERITY_WARNING},
	{"fast-open", SEVERITY_NOTE},
	{"data-before-third-ack", SEVERITY_NOTE},
	{"half-close", SEVERITY_NOTE},
	{"fin-retransmitted", SEVERITY_NOTE},
	{"time-wait-reack", SEVERITY_NOTE},
	{"last-ack-lost", SEVERITY_WARNING},
	{"close-wait-lingering", SEVERITY_WARNING},
	{"fin-not-captured", SEVERITY_NOTE},
	{"fin-wait-2-lingering", SEVERITY_NOTE},
	{"reset-instead-of-close", SEVERITY_NOTE},
	{"time-wait-assassinated", SEVERITY_WARNING},
	{"port-reused", SEVERITY_NOTE},
	{"reset", SEVERITY_WARNING},
	{"reset-ignored", SEVERITY_WARNING},
	{"retransmissions", SEVERITY_NOTE},
	{"zero-window-stall", SEVERITY_WARNING},
	{"window-exceeded", SEVERITY_WARNING},
	{"window-shrunk", SEVERITY_NOTE},
	{"keep-alive-unanswered", SEVERITY_WARNING},
	{"capture-gap", SEVERITY_NOTE},
	{"capture-order", SEVERITY_NOTE},
	{"duplicate-capture", SEVERITY_NOTE},
};

START_TEST(test_a_rule_is_as_severe_as_the_catalogue_says)
{
	for (int rule = 0; rule < RULE_COUNT; rule++) {
		if (strcmp(rule_slug(rule), SEVERITIES[_i].slug) != 0)
			continue;
		ck_assert_int_eq(rule_severity(rule), SEVERITIES[_i].severity);
		return;
	}
	ck_abort_msg("no rule %s", SEVERITIES[_i].slug);
}
END_TEST

Suite *rules_suite(void)
{
	Suite *suite = suite_create("rules");
	TCase *tcase = tcase_create("catalogue");

	tcase_add_loop_test(tcase, test_every_rule_has_a_kebab_slug_of_its_own,
	                    0, RULE_COUNT);
	tcase_add_loop_test(tcase, test_every_rule_says_where_it_is_written, 0,
	                    RULE_COUNT);
	tcase_add_loop_test(tcase, test_every_title_is_half_a_sentence, 0,
	                    RULE_COUNT);
	tcase_add_loop_test(tcase, test_only_the_arithmetic_is_an_error, 0,
	                    RULE_COUNT);
	tcase_add_test(tcase, test_severities_have_their_names_and_order);
	tcase_add_loop_test(tcase,
	                    test_a_rule_is_as_severe_as_the_catalogue_says, 0,
	                    ARRAY_LEN(SEVERITIES));
	suite_add_tcase(suite, tcase);
	return suite;
}
