/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "report/explain.h"
#include "suites.h"
#include "track/explain.h"

#define PARTS 4
#define SENTENCES_MAX 4
#define PART_MAX 480 /* bytes: six lines of a terminal */

static const char *part(int rule, int index)
{
	struct explanation e = explain_rule((enum rule)rule);
	const char *const parts[PARTS] = {e.what, e.why, e.causes, e.remedy};

	return parts[index];
}

START_TEST(test_every_rule_has_four_short_parts)
{
	for (int i = 0; i < PARTS; i++) {
		const char *text = part(_i, i);
		int sentences = 0;

		ck_assert_msg(text && *text, "%s", rule_slug(_i));
		for (const char *c = text; *c; c++)
			sentences += strchr(".?!", *c) &&
			             (!c[1] || (c[1] == ' ' && !islower(c[2])));
		ck_assert_msg(sentences >= 1 && sentences <= SENTENCES_MAX,
		              "%s: %d sentences: %s", rule_slug(_i), sentences,
		              text);
		ck_assert_msg(strlen(text) <= PART_MAX, "%s: %zu bytes: %s",
		              rule_slug(_i), strlen(text), text);
	}
}
END_TEST

/* What wrapping and the dump rely on. */
START_TEST(test_every_part_is_one_line_of_whole_sentences_in_ascii)
{
	for (int i = 0; i < PARTS; i++) {
		const char *text = part(_i, i);
		size_t len = strlen(text);

		for (size_t at = 0; at < len; at++)
			ck_assert_msg(text[at] >= ' ' && text[at] <= '~',
			              "%s: byte %zu of: %s", rule_slug(_i), at,
			              text);
		ck_assert_msg(!strstr(text, "  "), "%s: two spaces: %s",
		              rule_slug(_i), text);
		ck_assert_msg(isupper((unsigned char)text[0]) ||
		                      strncmp(text, "close()", 7) == 0 ||
		                      strncmp(text, "tcpdump", 7) == 0,
		              "%s: %s", rule_slug(_i), text);
		ck_assert_msg(text[len - 1] == '.' || (text[len - 1] == ')' &&
		                                       text[len - 2] == '.'),
		              "%s: %s", rule_slug(_i), text);
	}
}
END_TEST

START_TEST(test_a_rule_is_found_by_its_slug_and_only_by_that)
{
	ck_assert_int_eq(explain_find(rule_slug(_i)), _i);
	ck_assert_int_eq(explain_nearest(rule_slug(_i)), _i);
	ck_assert_int_eq(explain_find(""), RULE_COUNT);
	ck_assert_int_eq(explain_find("close-wait"), RULE_COUNT);
}
END_TEST

static const struct {
	const char *text;
	enum rule meant;
} SLIPS[] = {
	{"close-wait", RULE_CLOSE_WAIT_PILE},
	{"clos-wait", RULE_CLOSE_WAIT_PILE},
	{"closewait-linger", RULE_CLOSE_WAIT_LINGERING},
	{"stale_syn", RULE_STALE_SYN},
	{"zero-window", RULE_ZERO_WINDOW_STALL},
	{"keepalive", RULE_KEEP_ALIVE_UNANSWERED},
	{"halfopen", RULE_HALF_OPEN},
	{"j+1", RULE_J_PLUS_1},
	{"n+1", RULE_N_PLUS_1},
	{"retransmission", RULE_RETRANSMISSIONS},
	{"REFUSED", RULE_REFUSED},
	{"unanswered", RULE_SYN_UNANSWERED},
	{"rst", RULE_RESET},
};

START_TEST(test_a_slip_is_told_the_rule_that_was_meant)
{
	enum rule nearest = explain_nearest(SLIPS[_i].text);

	ck_assert_msg(nearest == SLIPS[_i].meant, "%s: %s", SLIPS[_i].text,
	              rule_slug(nearest));
}
END_TEST

static char *written(const char *const *slugs, size_t count, size_t width,
                     bool ascii)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	explain_write(out, slugs, count, width, ascii);
	fclose(out);
	return text;
}

static const size_t WIDTHS[] = {60, 80, 133};

START_TEST(test_no_line_is_wider_than_asked)
{
	for (int rule = -1; rule < RULE_COUNT; rule++) {
		const char *slug = rule < 0 ? "" : rule_slug((enum rule)rule);
		char *text =
			written(&slug, rule < 0 ? 0 : 1, WIDTHS[_i], false);

		for (char *line = strtok(text, "\n"); line;
		     line = strtok(NULL, "\n"))
			ck_assert_msg(text_width(line) <= WIDTHS[_i], "%s",
			              line);
		free(text);
	}
}
END_TEST

START_TEST(test_ascii_writes_the_section_sign_in_letters)
{
	const char *slug = "stale-syn";
	char *text = written(&slug, 1, 80, true);

	ck_assert_ptr_nonnull(strstr(text, "RFC 9293 section 3.5"));
	for (const char *c = text; *c; c++)
		ck_assert_int_lt((unsigned char)*c, 0x80);
	free(text);
}
END_TEST

START_TEST(test_several_rules_follow_in_the_order_asked)
{
	const char *const slugs[] = {"reset", "half-open"};
	char *text = written(slugs, ARRAY_LEN(slugs), 80, false);
	const char *reset = strstr(text, "reset (warning)\n");
	const char *half_open = strstr(text, "\nhalf-open (warning)\n");

	ck_assert_ptr_eq(reset, text);
	ck_assert_ptr_nonnull(half_open);
	free(text);
}
END_TEST

Suite *explain_suite(void)
{
	Suite *suite = suite_create("explain");
	TCase *words = tcase_create("words");
	TCase *page = tcase_create("page");

	tcase_add_loop_test(words, test_every_rule_has_four_short_parts, 0,
	                    RULE_COUNT);
	tcase_add_loop_test(
		words, test_every_part_is_one_line_of_whole_sentences_in_ascii,
		0, RULE_COUNT);
	tcase_add_loop_test(words,
	                    test_a_rule_is_found_by_its_slug_and_only_by_that,
	                    0, RULE_COUNT);
	tcase_add_loop_test(words, test_a_slip_is_told_the_rule_that_was_meant,
	                    0, ARRAY_LEN(SLIPS));
	suite_add_tcase(suite, words);
	tcase_add_loop_test(page, test_no_line_is_wider_than_asked, 0,
	                    ARRAY_LEN(WIDTHS));
	tcase_add_test(page, test_ascii_writes_the_section_sign_in_letters);
	tcase_add_test(page, test_several_rules_follow_in_the_order_asked);
	suite_add_tcase(suite, page);
	return suite;
}
