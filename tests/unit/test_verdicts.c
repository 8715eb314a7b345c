/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Results of checks, and the order and words in which they are reported.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "report/check.h"
#include "report/ci.h"
#include "report/report.h"
#include "story.h"
#include "suites.h"

static struct verdicts verdicts;
static char *text;
static size_t size;

static void set_up(void)
{
	verdicts = (struct verdicts){.keep = true};
	verdicts.lines = open_memstream(&text, &size);
	verdicts_file(&verdicts, "a.pcap");
}

static void tear_down(void)
{
	fclose(verdicts.lines);
	verdicts_fini(&verdicts);
	free(text);
	text = NULL;
}

/* What was printed so far. */
static const char *printed(void)
{
	fflush(verdicts.lines);
	return text;
}

/* A result of the last file. */
static struct check_result result(const char *name, enum rule rule,
                                  const char *message)
{
	return (struct check_result){.file = verdicts.file_count - 1,
	                             .stream = VERDICTS_NO_STREAM,
	                             .severity = SEVERITY_WARNING,
	                             .name = name,
	                             .rule = rule,
	                             .message = message,
	                             .passed = message == NULL};
}

static void add(const char *name, enum rule rule, const char *message)
{
	struct check_result r = result(name, rule, message);

	verdicts_add(&verdicts, &r);
}

START_TEST(test_only_what_has_a_message_is_printed)
{
	add("reset", RULE_RESET, NULL);
	ck_assert_str_eq(printed(), "");
	ck_assert_uint_eq(verdicts.failed, 0);
	add("refused", RULE_REFUSED, "words");
	ck_assert_str_eq(printed(), "a.pcap: warning: words [refused]\n");
	ck_assert_uint_eq(verdicts.failed, 1);
	ck_assert_uint_eq(verdicts.result_count, 2);
}
END_TEST

START_TEST(test_a_packet_stands_behind_its_file)
{
	struct check_result r = result("refused", RULE_REFUSED, "words");

	r.packet = UINT64_MAX;
	verdicts_add(&verdicts, &r);
	ck_assert_str_eq(printed(), "a.pcap:packet 18446744073709551615: "
	                            "warning: words [refused]\n");
}
END_TEST

START_TEST(test_nothing_is_kept_unless_a_report_wants_it)
{
	verdicts.keep = false;
	add("refused", RULE_REFUSED, "words");
	ck_assert_uint_eq(verdicts.result_count, 0);
	ck_assert_uint_eq(verdicts.found[SEVERITY_WARNING], 1);
}
END_TEST

START_TEST(test_strings_are_copied_and_harmless)
{
	char name[] = "\x1b[31m\n";

	add(name, RULE_COUNT, name);
	name[0] = 'x';
	ck_assert_str_eq(printed(), "a.pcap: warning: \\x1B[31m\\x0A "
	                            "[\\x1B[31m\\x0A]\n");
	ck_assert_str_eq(verdicts.results[0].name, "\x1b[31m\n");
}
END_TEST

START_TEST(test_the_last_file_is_put_in_the_order_of_the_rules)
{
	static const char *const WANT[] = {"refused", "1", "2", "opens",
	                                   "closes"};

	add("refused", RULE_REFUSED, "words");
	verdicts_group(&verdicts);
	verdicts_file(&verdicts, "b.pcap");
	add("opens", RULE_COUNT, NULL);
	add("2", RULE_RESET, NULL);
	add("1", RULE_J_PLUS_1, "words");
	add("closes", RULE_COUNT, NULL);
	verdicts_group(&verdicts);
	ck_assert_str_eq(verdicts.results[0].name, WANT[0]);
	ck_assert_str_eq(verdicts.results[1].name, WANT[1]);
	ck_assert_str_eq(verdicts.results[2].name, WANT[2]);
	ck_assert_str_eq(verdicts.results[3].name, WANT[3]);
	ck_assert_str_eq(verdicts.results[4].name, WANT[4]);
}
END_TEST

START_TEST(test_results_of_one_name_are_one_case)
{
	size_t at = ci_first(&verdicts, 0);
	struct ci_case found;
	struct check_result mild = result("reset", RULE_RESET, "mild");

	mild.passed = true;
	verdicts_add(&verdicts, &mild);
	add("reset", RULE_RESET, "first");
	add("reset", RULE_RESET, "second");
	add("opens", RULE_COUNT, NULL);
	verdicts_file(&verdicts, "b.pcap");
	add("opens", RULE_COUNT, "words");

	ck_assert(ci_next(&verdicts, 0, &at, &found));
	ck_assert_uint_eq(found.count, 3);
	ck_assert_str_eq(found.failed->message, "first");
	ck_assert(ci_next(&verdicts, 0, &at, &found));
	ck_assert_str_eq(found.results->name, "opens");
	ck_assert_ptr_null(found.failed);
	ck_assert(!ci_next(&verdicts, 0, &at, &found));
	ck_assert_uint_eq(ci_first(&verdicts, 1), at);
	ck_assert(ci_next(&verdicts, 1, &at, &found));
	ck_assert_ptr_nonnull(found.failed);
	ck_assert(!ci_next(&verdicts, 1, &at, &found));
}
END_TEST

START_TEST(test_totals_count_by_severity)
{
	struct check_result r = result("j-plus-1", RULE_J_PLUS_1, "words");

	verdicts.files[0].connections = 2;
	r.severity = SEVERITY_ERROR;
	verdicts_add(&verdicts, &r);
	verdicts_totals(&verdicts);
	ck_assert_str_eq(strchr(printed(), '\n') + 1,
	                 "1 file, 2 connections: 1 error, 0 warnings, 0 "
	                 "notes\n");
}
END_TEST

/* An expectation's place is where GitHub shows it. */
START_TEST(test_an_expectation_is_annotated_where_it_is_written)
{
	struct check_result r = result("closes, four-way", RULE_COUNT, "100%");

	r.source = "good.ladder";
	r.line = 7;
	r.severity = SEVERITY_ERROR;
	r.packet = 3;
	verdicts_add(&verdicts, &r);
	verdicts_trouble(&verdicts, "a.pcap: damaged");
	printed();
	rewind(verdicts.lines);
	ci_write_github(&verdicts, verdicts.lines);
	ck_assert_str_eq(printed(), "::error file=a.pcap,title=readable::"
	                            "a.pcap: damaged\n"
	                            "::error file=good.ladder,line=7,"
	                            "title=closes%2C four-way::"
	                            "a.pcap:packet 3: 100%25\n");
}
END_TEST

/* Expectations in every format: none may trip over what rules always have. */
START_TEST(test_every_format_writes_expectations)
{
	static const struct {
		void (*write)(const struct verdicts *verdicts, FILE *out);
		const char *holds;
	} FORMATS[] = {
		{ci_write_tap, "not ok 2 - a.pcap: opens\n"},
		{ci_write_github, "good.ladder"},
		{ci_write_sarif, "\"expectation\": \"opens\""},
#ifdef HAVE_LIBXML2
		{ci_write_junit, "<testcase name=\"opens\""},
#endif
	};
	struct check_result r = result("opens", RULE_COUNT, "words");

	if ((size_t)_i >= ARRAY_LEN(FORMATS))
		return;
	r.source = "good.ladder";
	verdicts_add(&verdicts, &r);
	add("closes", RULE_COUNT, NULL);
	FORMATS[_i].write(&verdicts, verdicts.lines);
	ck_assert_msg(strstr(printed(), FORMATS[_i].holds) != NULL, "%s", text);
}
END_TEST

/* Feeds a story's connection to the rules' check. */
static void check(struct check_plan *plan, const char *const lines[LINES_MAX])
{
	struct story story = {.options = {.keep = KEEP_NONE}};
	struct report_facts facts = {.packets = 0};
	struct report report = {.format = &report_check,
	                        .style = {.check = plan},
	                        .facts = &facts};

	plan->verdicts = &verdicts;
	story_tell_all(&story, lines);
	story_finish(&story, 0);
	report_check.begin(&report);
	report_check.connection(&report, &story.connection);
	report_check.end(&report);
	check_settle(plan);
	story_fini(&story);
}

static void want_all(struct check_plan *plan)
{
	*plan = (struct check_plan){.threshold = SEVERITY_ERROR};
	memset(plan->rules, CHECK_WANTED, sizeof(plan->rules));
}

static const char *const WRONG_J[LINES_MAX] = {SYN, "B>A S. seq K ack J+2",
                                               "A>B R seq J+2"};

START_TEST(test_every_rule_looked_for_is_a_case)
{
	struct check_plan plan;

	want_all(&plan);
	check(&plan, (const char *const[LINES_MAX]){OPENING, TALK, CLOSING});
	ck_assert_uint_eq(verdicts.result_count, RULE_COUNT);
	ck_assert_uint_eq(verdicts.failed, 0);
	ck_assert_str_eq(printed(), "");
}
END_TEST

START_TEST(test_an_equation_is_told_by_its_numbers)
{
	struct check_plan plan;

	want_all(&plan);
	check(&plan, WRONG_J);
	ck_assert_str_eq(printed(),
	                 "a.pcap:packet 2: error: J+1: expected 4294967291, "
	                 "found 4294967292 [j-plus-1]\n");
	ck_assert_uint_eq(verdicts.failed, 1);
	ck_assert_uint_eq(verdicts.found[SEVERITY_NOTE], 1);
	ck_assert_str_eq(verdicts.results[0].name, "j-plus-1");
	ck_assert_str_eq(verdicts.results[0].expected, "4294967291");
	ck_assert_str_eq(verdicts.results[0].actual, "4294967292");
}
END_TEST

START_TEST(test_a_note_is_told_where_it_was_asked_for)
{
	struct check_plan plan;

	want_all(&plan);
	plan.rules[RULE_J_PLUS_1] = CHECK_IGNORED;
	plan.rules[RULE_ABORTED_OPEN] = CHECK_NAMED;
	check(&plan, WRONG_J);
	ck_assert_ptr_nonnull(strstr(printed(), "note: "));
	ck_assert_ptr_null(strstr(printed(), "error: "));
	ck_assert_uint_eq(verdicts.failed, 0);
	ck_assert_uint_eq(verdicts.result_count, RULE_COUNT - 1);
	plan.threshold = SEVERITY_NOTE;
	check(&plan, WRONG_J);
	ck_assert_uint_eq(verdicts.failed, 1);
}
END_TEST

Suite *verdicts_suite(void)
{
	Suite *suite = suite_create("verdicts");
	TCase *tcase = tcase_create("verdicts");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_only_what_has_a_message_is_printed);
	tcase_add_test(tcase, test_a_packet_stands_behind_its_file);
	tcase_add_test(tcase, test_nothing_is_kept_unless_a_report_wants_it);
	tcase_add_test(tcase, test_strings_are_copied_and_harmless);
	tcase_add_test(tcase,
	               test_the_last_file_is_put_in_the_order_of_the_rules);
	tcase_add_test(tcase, test_results_of_one_name_are_one_case);
	tcase_add_test(tcase, test_totals_count_by_severity);
	tcase_add_test(tcase,
	               test_an_expectation_is_annotated_where_it_is_written);
	tcase_add_loop_test(tcase, test_every_format_writes_expectations, 0, 4);
	tcase_add_test(tcase, test_every_rule_looked_for_is_a_case);
	tcase_add_test(tcase, test_an_equation_is_told_by_its_numbers);
	tcase_add_test(tcase, test_a_note_is_told_where_it_was_asked_for);
	suite_add_tcase(suite, tcase);
	return suite;
}
