/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One line a connection.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "report/report.h"
#include "story.h"
#include "suites.h"

static struct tracker_totals totals;
static struct report_facts facts;
static char *text;

static void tear_down(void)
{
	free(text);
	text = NULL;
}

/* Lists the stories' connections, one line each after the head. */
static void list(const char *const (*stories)[LINES_MAX], size_t count,
                 struct report_style style)
{
	struct report report = {.format = &report_list, .facts = &facts};
	size_t size;

	style.out = open_memstream(&text, &size);
	style.quiet = true;
	facts.totals = &totals;
	report.style = style;
	report_list.begin(&report);
	for (size_t i = 0; i < count; i++) {
		struct story story = {.options = {.keep = KEEP_NONE}};

		story_tell_all(&story, stories[i]);
		story_finish(&story, 0);
		story.connection.stream = (uint32_t)i;
		facts.start = story.connection.first.time;
		report_list.connection(&report, &story.connection);
		report.written++;
		story_fini(&story);
	}
	report_list.end(&report);
	fclose(style.out);
}

static char *line_at(size_t index)
{
	char *line = text;

	while (index--)
		line = strchr(line, '\n') + 1;
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static const char *const STORIES[][LINES_MAX] = {
	{OPENING, TALK, CLOSING},
	{SYN, "A>B S seq J at 1", "A>B S seq J at 3"},
	{SYN, "B>A S. seq K ack J+2", "A>B R seq J+2"},
	{ASK, ANSWER},
};

/* Words of a line, by blanks: nothing in a cell has one but durations. */
START_TEST(test_a_sound_connection_is_one_line_of_words)
{
	static const char *const WANT[] = {"0",
	                                   "0.000000",
	                                   "0.090000",
	                                   "192.0.2.10:51734",
	                                   "198.51.100.5:80",
	                                   "closed",
	                                   "20.0",
	                                   "ms",
	                                   "client",
	                                   "ok",
	                                   "ok",
	                                   "ok",
	                                   "ok",
	                                   "0"};
	struct report_style style = {.width = 80, .ascii = true};
	char *rest;

	list(STORIES, 1, style);
	rest = line_at(1);
	for (size_t i = 0; i < ARRAY_LEN(WANT); i++) {
		rest += strspn(rest, " ");
		ck_assert_str_eq(strsep(&rest, " "), WANT[i]);
	}
	ck_assert_ptr_null(rest);
}
END_TEST

START_TEST(test_what_is_wrong_stands_at_the_end_the_worst_first)
{
	struct report_style style = {.width = 80};
	const char *line;

	list(STORIES, 3, style);
	line = line_at(3);
	ck_assert_msg(strstr(line, "j-plus-1 aborted-open") != NULL, "%s",
	              line);
	ck_assert_ptr_nonnull(strstr(line, "✗"));
	tear_down();
	list(STORIES, 3, style);
	ck_assert_ptr_nonnull(strstr(line_at(2), "unanswered"));
}
END_TEST

/* Each head begins, or ends, where its column does. */
START_TEST(test_columns_stand_under_each_other)
{
	static const char *const LEFT[] = {"client", "server", "outcome",
	                                   "closed by", "J+1"};
	struct report_style style = {.width = 80, .ascii = true};

	list(STORIES, 4, style);
	for (size_t i = 0; i < ARRAY_LEN(LEFT); i++) {
		const char *head = strstr(text, LEFT[i]);
		size_t column = (size_t)(head - text);
		const char *line = text;

		for (size_t row = 0; row < 5; row++) {
			ck_assert_int_ne(line[column], ' ');
			ck_assert_int_eq(line[column - 1], ' ');
			line = strchr(line, '\n') + 1;
		}
	}
}
END_TEST

START_TEST(test_plain_lines_are_ascii_and_end_in_no_blank)
{
	struct report_style style = {.width = 80, .ascii = _i};

	list(STORIES, ARRAY_LEN(STORIES), style);
	for (const char *c = text; *c; c++) {
		ck_assert(!_i || (unsigned char)*c < 0x80);
		ck_assert(*c != '\n' || c == text || c[-1] != ' ');
		ck_assert_int_ne(*c, '\033');
	}
}
END_TEST

START_TEST(test_nothing_is_the_head_alone)
{
	struct report_style style = {.width = 80};

	list(STORIES, 0, style);
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	ck_assert_ptr_nonnull(strstr(text, "stream"));
}
END_TEST

START_TEST(test_the_list_needs_no_segments_kept)
{
	struct report_style style = {.all = true, .segments = KEEP_ALL};

	ck_assert_int_eq(report_keep(&report_list, &style), KEEP_NONE);
	ck_assert_int_eq(report_keep(&report_ladder, &style), KEEP_ALL);
	style.all = false;
	ck_assert_int_eq(report_keep(&report_ladder, &style), KEEP_KEY);
	ck_assert_int_eq(report_keep(&report_json, &style), KEEP_ALL);
	style.segments = KEEP_NONE;
	ck_assert_int_eq(report_keep(&report_ndjson, &style), KEEP_NONE);
}
END_TEST

Suite *list_suite(void)
{
	Suite *suite = suite_create("list");
	TCase *tcase = tcase_create("list");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, test_a_sound_connection_is_one_line_of_words);
	tcase_add_test(tcase,
	               test_what_is_wrong_stands_at_the_end_the_worst_first);
	tcase_add_test(tcase, test_columns_stand_under_each_other);
	tcase_add_loop_test(
		tcase, test_plain_lines_are_ascii_and_end_in_no_blank, 0, 2);
	tcase_add_test(tcase, test_nothing_is_the_head_alone);
	tcase_add_test(tcase, test_the_list_needs_no_segments_kept);
	suite_add_tcase(suite, tcase);
	return suite;
}
