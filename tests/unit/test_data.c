/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The rules between opening and closing: each shows, and nearly shows.
 */
#include "config.h"

#include <stdio.h>

#include "base/array.h"
#include "story.h"
#include "suites.h"

#define PROBE(when) "A>B . seq J+100 ack K+501 at " when
#define ALIVE(when) "B>A . seq K+501 ack J+101 at " when

static const struct telling TELLINGS[] = {
	{"sound", {OPENING, TALK}, ""},

	{"SYN and FIN", {"A>B SF seq J"}, "illegal-flags@1 syn-unanswered@1"},
	{"no flag at all",
         {OPENING, TALK, "A>B - seq J+101"},
         "illegal-flags@7"},
	{"FIN without ACK",
         {OPENING, TALK, "A>B F seq J+101"},
         "illegal-flags@7"},
	{"FIN, PSH, URG: a Christmas tree",
         {OPENING, TALK, "A>B FPU seq J+101"},
         "illegal-flags@7"},
	{"SYN and RST", {OPENING, TALK, "A>B SR seq J+101"}, "illegal-flags@7"},
	{"every combination that a sound TCP sends",
         {"A>B SEW seq J", "B>A S.E seq K ack J+1", THIRD,
          "A>B P.U seq J+1 ack K+1 len 100", ANSWER,
          "A>B .E seq J+101 ack K+501", "A>B FP. seq J+101 ack K+501", ACK_B,
          FIN_B, LAST},
         ""},
	{"no ACK in the open connection",
         {OPENING, TALK, "A>B P seq J+101 len 10"},
         "ack-missing@7"},
	{"a reset needs none",
         {OPENING, TALK, "A>B R seq J+101"},
         "reset-instead-of-close@7 reset@7"},

	{"an ACK of what was never sent, and the peer goes on below",
         {OPENING, TALK, "B>A . seq K+501 ack J+201",
          "A>B . seq J+101 ack K+501"},
         "ack-of-unsent@7"},
	{"an ACK of one number more at the end: a FIN, that the capture lacks",
         {OPENING, TALK, FIN_A, "A>B . seq J+102 ack K+502"},
         "capture-gap@8"},
	{"an ACK of more than there is, with which the capture ends",
         {OPENING, TALK, "B>A . seq K+501 ack J+201"},
         "capture-gap@7"},
	{"… and the peer says nothing for a second",
         {OPENING, TALK, "B>A . seq K+501 ack J+201",
          "B>A . seq K+501 ack J+201 at 1.08"},
         "capture-gap@7"},
	{"… and the peer never speaks again",
         {OPENING, TALK, "B>A . seq K+501 ack J+201",
          "B>A . seq K+501 ack J+201 at 1.1"},
         "ack-of-unsent@7"},
	{"… but it had sent what is echoed",
         {SYN " ts 10 0", SYN_ACK " ts 50 10", THIRD " ts 12 50",
          "B>A . seq K+1 ack J+101 ts 60 20 at 0.06",
          "B>A . seq K+1 ack J+101 ts 1060 20 at 1.2"},
         "capture-gap@4"},
	{"… which had not shown that it is open",
         {SYN, SYN_ACK, "B>A . seq K+1 ack J+46",
          "B>A . seq K+1 ack J+46 at 1.2"},
         "capture-gap@3"},
	{"… where the capture began late",
         {"A>B P. seq J+1 ack K+1 len 100", "B>A . seq K+1 ack J+101",
          "B>A . seq K+1 ack J+901", "B>A . seq K+1 ack J+901 at 1.2"},
         "capture-gap@3"},
	{"… of one more, which may be its FIN",
         {OPENING, TALK, "B>A . seq K+501 ack J+102",
          "B>A . seq K+501 ack J+102 at 1.2"},
         "capture-gap@7"},
	{"a bare ACK denies one more, where the capture began late",
         {"A>B P. seq J+1 ack K+1 len 100", "B>A . seq K+1 ack J+102",
          "A>B . seq J+101 ack K+1"},
         ""},
	{"… but the capture has lost something else",
         {OPENING, TALK, "A>B P. seq J+201 ack K+501 len 50",
          "B>A . seq K+501 ack J+301", "B>A . seq K+501 ack J+301 at 1.2"},
         "capture-gap@8"},
	{"an ACK of one more than the peer's FIN, which is the last there is",
         {OPENING, TALK, CLOSING, "B>A . seq K+502 ack J+103"},
         "ack-of-unsent@11"},
	{"a keep-alive behind what the capture lacks, answered and sent again",
         {OPENING, TALK, "A>B . seq J+400 ack K+501 at 1",
          "B>A . seq K+501 ack J+401 at 1.02", "A>B . seq J+400 ack K+501 at 2",
          "B>A . seq K+501 ack J+401 at 2.02"},
         "capture-gap@8"},
	{"a bare ACK denies it, but was late: what follows leaves a hole",
         {OPENING, TALK, "B>A . seq K+501 ack J+201",
          "A>B . seq J+101 ack K+501",
          "A>B P. seq J+201 ack K+501 len 10 at 0.09"},
         "capture-gap@7"},
	{"a bare ACK with the number before the one that was acknowledged",
         {OPENING, TALK, "B>A . seq K+501 ack J+102",
          "A>B . seq J+101 ack K+501"},
         "ack-of-unsent@7"},
	{"an ACK of what the capture lost: the peer goes on above",
         {OPENING, TALK, "B>A . seq K+501 ack J+201",
          "A>B P. seq J+201 ack K+501 len 10", "B>A . seq K+501 ack J+211"},
         "capture-gap@7"},
	{"an ACK captured before some of it, and a reset where that ends",
         {SYN, SYN_ACK, TALK, "B>A . seq K+501 ack J+301 at 0.1",
          "A>B . seq J+101 ack K+501 len 100 at 0.10001",
          "A>B R seq J+201 at 0.2"},
         "data-before-third-ack@3 ack-of-unsent@6 "
         "reset-instead-of-close@8 reset@8"},
	{"an ACK of what was never sent, and the peer's next ends elsewhere",
         {OPENING, TALK, "B>A . seq K+501 ack J+151",
          "A>B P. seq J+101 ack K+501 len 100"},
         "ack-of-unsent@7"},
	{"the answer to a keep-alive, where the capture began late",
         {"A>B . seq J+100 ack K+501", "B>A . seq K+501 ack J+101",
          "A>B . seq J+100 ack K+501 at 75", "B>A . seq K+501 ack J+101"},
         ""},
	{"an ACK of what came before the capture began",
         {"A>B P. seq J+1 ack K+1 len 100", "B>A . seq K+1 ack J+901"},
         "capture-gap@2"},
	{"the peer resets with the number that was acknowledged",
         {OPENING, TALK, "B>A . seq K+501 ack J+201", "A>B R. seq J+201"},
         "capture-gap@7 reset-instead-of-close@8 reset@8"},
	{"the byte of a zero-window probe is taken",
         {OPENING, ASK, "B>A . seq K+1 ack J+101 win 0",
          "A>B . seq J+101 ack K+1 len 1 at 1",
          "B>A . seq K+1 ack J+102 win 9999 at 1.02",
          "A>B P. seq J+102 ack K+1 len 10 at 1.03", "B>A . seq K+1 ack J+112"},
         "zero-window-stall@5 window-shrunk@5"},
	{"… where the capture lacks the probe",
         {OPENING, ASK, "B>A . seq K+1 ack J+101 win 0",
          "B>A . seq K+1 ack J+102 win 9999 at 1.02",
          "A>B P. seq J+101 ack K+1 len 10 at 1.03", "B>A . seq K+1 ack J+111"},
         "zero-window-stall@5 window-shrunk@5"},
	{"one byte more is no probe's where nothing tells of a window",
         {"A>B S seq J", "A>B . seq J+1 ack K+1", "B>A . seq K+1 ack J+2",
          "A>B P. seq J+1 ack K+1 len 10"},
         "ack-of-unsent@3"},
	{"… and more that nobody has sent",
         {OPENING, ASK, "B>A . seq K+1 ack J+101 win 0",
          "A>B . seq J+101 ack K+1 len 1 at 1",
          "B>A . seq K+1 ack J+150 win 9999 at 1.02",
          "A>B P. seq J+101 ack K+1 len 10 at 1.03", "B>A . seq K+1 ack J+111"},
         "zero-window-stall@5 window-shrunk@5 ack-of-unsent@7"},
	{"… and later a byte that nobody has sent",
         {OPENING, ASK, "B>A . seq K+1 ack J+101 win 0",
          "A>B . seq J+101 ack K+1 len 1 at 1",
          "B>A . seq K+1 ack J+102 win 9999 at 1.02",
          "A>B P. seq J+102 ack K+1 len 10 at 1.03",
          "B>A . seq K+1 ack J+113 at 1.05", "A>B . seq J+112 ack K+1"},
         "zero-window-stall@5 window-shrunk@5 ack-of-unsent@9"},
	{"… and the sender goes on with it all the same",
         {OPENING, ASK, "B>A . seq K+1 ack J+101 win 0",
          "A>B . seq J+101 ack K+1 len 1 at 1",
          "B>A . seq K+1 ack J+102 win 9999 at 1.02",
          "A>B P. seq J+101 ack K+1 len 10 at 1.021",
          "B>A . seq K+1 ack J+111"},
         "zero-window-stall@5 window-shrunk@5"},
	{"an ACK of all that was sent", {OPENING, TALK, ALIVE("1")}, ""},
	{"an ACK of a hole that nothing fills",
         {OPENING, TALK, "A>B P. seq J+201 ack K+501 len 10",
          "B>A . seq K+501 ack J+211"},
         "capture-gap@8"},

	{"the window's right edge is passed",
         {SYN, "B>A S. seq K ack J+1 win 99", THIRD, ASK},
         "window-exceeded@4"},
	{"up to the edge",
         {SYN, "B>A S. seq K ack J+1 win 100", THIRD, ASK},
         ""},
	{"the edge stays where an older ACK put it",
         {SYN, "B>A S. seq K ack J+1 win 300", THIRD,
          "A>B P. seq J+1 ack K+1 len 200", "B>A . seq K+1 ack J+201 win 100",
          "A>B P. seq J+201 ack K+1 len 100"},
         ""},

	{"the right edge moves left",
         {OPENING, TALK, "B>A . seq K+501 ack J+101 win 1000"},
         "window-shrunk@7"},
	{"the window gets smaller by what it took",
         {OPENING, ASK, "B>A . seq K+1 ack J+101 win 65435"},
         ""},
	{"by a byte more",
         {OPENING, ASK, "B>A . seq K+1 ack J+101 win 65434"},
         "window-shrunk@5"},
	{"one SYN alone does not tell whether windows are scaled",
         {"A>B S seq J wscale 8", "A>B . seq J+1 ack K+1 win 64240",
          "B>A P. seq K+1 ack J+1 len 1341",
          "A>B . seq J+1 ack K+1342 win 62899"},
         ""},

	{"the window is shut",
         {SYN, "B>A S. seq K ack J+1 win 100", THIRD, ASK,
          "B>A . seq K+1 ack J+101 win 0 at 1", "B>A . seq K+1 ack J+101 at 3"},
         "zero-window-stall@5"},
	{"it never was open, and nobody asks",
         {"A>B S seq J win 0", "B>A S. seq K ack J+1 win 0",
          "A>B . seq J+1 ack K+1 win 0",
          "B>A P. seq K+1 ack J+1 len 10 win 0 at 1",
          "A>B . seq J+1 ack K+11 win 0 at 1.01"},
         "window-exceeded@4"},
	{"it never was open, and its peer asks",
         {"A>B S seq J", "B>A S. seq K ack J+1 win 0", THIRD,
          "A>B . seq J+1 ack K+1 len 1 at 1",
          "B>A . seq K+1 ack J+1 win 0 at 1.01", "B>A . seq K+1 ack J+1 at 3"},
         "zero-window-stall@5"},
	{"the window is never shut",
         {SYN, "B>A S. seq K ack J+1 win 100", THIRD, ASK,
          "B>A . seq K+1 ack J+101 win 1 at 1", "B>A . seq K+1 ack J+101 at 3"},
         ""},

	{"three probes unanswered",
         {OPENING, TALK, PROBE("10"), PROBE("20"), PROBE("30")},
         "keep-alive-unanswered@7"},
	{"two are not enough", {OPENING, TALK, PROBE("10"), PROBE("20")}, ""},
	{"a byte that is not acknowledged is no probe",
         {OPENING, TALK, "A>B P. seq J+101 ack K+501 len 1",
          "A>B P. seq J+101 ack K+501 len 1 at 1",
          "A>B P. seq J+101 ack K+501 len 1 at 3",
          "A>B P. seq J+101 ack K+501 len 1 at 7"},
         ""},
	{"answered at last",
         {OPENING, TALK, PROBE("10"), PROBE("20"), PROBE("30"), ALIVE("30.1")},
         ""},
	{"three, but not in a row",
         {OPENING, TALK, PROBE("10"), PROBE("20"), ALIVE("20.1"), PROBE("30")},
         ""},

	{"data sent again",
         {OPENING, ASK, "A>B P. seq J+1 ack K+1 len 100 at 1",
          "B>A . seq K+1 ack J+101 at 1.01"},
         "retransmissions@5"},
	{"late is not again",
         {OPENING, "A>B P. seq J+101 ack K+1 len 100",
          "A>B P. seq J+1 ack K+1 len 100", "B>A . seq K+1 ack J+201"},
         ""},

	{"captured twice",
         {"A>B S seq J id 7", SYN_ACK, "A>B . seq J+1 ack K+1 id 8",
          "A>B P. seq J+1 ack K+1 len 100 id 9 at 0.03",
          "A>B P. seq J+1 ack K+1 len 100 id 9 at 0.0301",
          "B>A . seq K+1 ack J+101"},
         "duplicate-capture@5"},
};

START_TEST(test_the_rules_on_data_show_and_nearly_show)
{
	story_expect(&TELLINGS[_i]);
}
END_TEST

/* More than 1 % is a warning: of `sent` segments of 100 bytes one is sent
 * again. */
static const struct {
	unsigned sent;
	enum severity severity;
} SHARES[] = {
	{98, SEVERITY_WARNING}, /* 100 of 9,900 */
	{99, SEVERITY_NOTE},    /* 100 of 10,000: 1 % to the byte */
	{200, SEVERITY_NOTE},
};

START_TEST(test_retransmissions_over_one_percent_are_a_warning)
{
	static const char *const LINES[LINES_MAX] = {OPENING};
	struct story story = {0};
	const struct finding *f;
	char line[80];

	story_tell_all(&story, LINES);
	for (unsigned i = 0; i < SHARES[_i].sent; i++) {
		snprintf(line, sizeof(line), "A>B P. seq J+%u ack K+1 len 100",
		         1 + 100 * i);
		story_tell(&story, line);
	}
	story_tell(&story, "A>B P. seq J+1 ack K+1 len 100 at 60");
	story_finish(&story, 0);
	f = story_finding(&story, RULE_RETRANSMISSIONS);
	ck_assert_int_eq(f->severity, SHARES[_i].severity);
	ck_assert_int_eq(f->amount, 1);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_stall_is_timed_in_sum_and_to_the_end)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING,
		ASK,
		"B>A . seq K+1 ack J+101 win 0 at 1",
		"B>A . seq K+1 ack J+101 win 0 at 2",
		"B>A . seq K+1 ack J+101 at 3",
		"B>A . seq K+1 ack J+101 win 0 at 5",
		"A>B . seq J+101 ack K+1 at 9",
	};
	struct story story = {0};
	const struct finding *f;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	f = story_finding(&story, RULE_ZERO_WINDOW_STALL);
	ck_assert_int_eq(f->amount, 2);
	ck_assert_int_eq(f->duration, INT64_C(6000000000));
	ck_assert_uint_eq(f->from, DIR_1);
	story_fini(&story);
}
END_TEST

START_TEST(test_an_ack_of_unsent_is_told_with_both_numbers)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING, TALK, "B>A . seq K+501 ack J+201",
		"A>B . seq J+101 ack K+501"};
	struct story story = {0};
	const struct finding *f;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	f = story_finding(&story, RULE_ACK_OF_UNSENT);
	ck_assert_uint_eq(f->expected, STORY_J + 101);
	ck_assert_uint_eq(f->actual, STORY_J + 201);
	ck_assert_uint_eq(f->from, DIR_1);
	ck_assert_int_eq(f->severity, SEVERITY_ERROR);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_scaled_window_is_exceeded_beyond_its_scaled_edge)
{
	static const char *const LINES[LINES_MAX] = {
		"A>B S seq J wscale 7",
		"B>A S. seq K ack J+1 wscale 7 win 1000",
		THIRD,
		ASK,
		"B>A . seq K+1 ack J+101 win 10",
		"A>B P. seq J+101 ack K+1 len 1280",
	};
	struct story story = {0};

	const struct finding *f;

	story_tell_all(&story, LINES);
	story_tell(&story, "A>B P. seq J+1381 ack K+1 len 2");
	story_finish(&story, 0);
	f = story_finding(&story, RULE_WINDOW_EXCEEDED);
	ck_assert_uint_eq(f->packet, 7);
	ck_assert_uint_eq(f->expected, STORY_J + 1381);
	ck_assert_uint_eq(f->actual, STORY_J + 1383);
	story_fini(&story);
}
END_TEST

/* Memory that a capture can make us hold is bounded, however much is wrong:
 * the same over and over is told some times, not every time. */
static const char *const OVER_AND_OVER[][2] = {
	{"B>A . seq K+501 ack J+201", "A>B . seq J+101 ack K+501"},
	{"A>B F. seq J+201 ack K+501", "A>B F. seq J+301 ack K+501"},
	{"A>B - seq J+101", "A>B P seq J+101 len 10"},
	{"A>B R seq J+150", "B>A R seq K+550"},
	{"A>B S seq J", "B>A S. seq K ack J+1"},
	{"B>A . seq K+501 ack J+101 win 0", "B>A . seq K+501 ack J+101 win 9"},
};

START_TEST(test_the_same_over_and_over_is_not_told_every_time)
{
	static const char *const LINES[LINES_MAX] = {OPENING, TALK};
	struct story story = {0};

	story_tell_all(&story, LINES);
	for (unsigned i = 0; i < 2000; i++)
		story_tell(&story, OVER_AND_OVER[_i][i % 2]);
	story_finish(&story, 0);
	ck_assert_uint_ge(story.connection.finding_count, 1);
	ck_assert_uint_le(story.connection.finding_count, 100);
	story_fini(&story);
}
END_TEST

Suite *data_suite(void)
{
	Suite *suite = suite_create("data");
	TCase *rules = tcase_create("rules");

	tcase_add_loop_test(rules, test_the_rules_on_data_show_and_nearly_show,
	                    0, ARRAY_LEN(TELLINGS));
	tcase_add_loop_test(rules,
	                    test_retransmissions_over_one_percent_are_a_warning,
	                    0, ARRAY_LEN(SHARES));
	tcase_add_loop_test(rules,
	                    test_the_same_over_and_over_is_not_told_every_time,
	                    0, ARRAY_LEN(OVER_AND_OVER));
	tcase_add_test(rules, test_a_stall_is_timed_in_sum_and_to_the_end);
	tcase_add_test(rules, test_an_ack_of_unsent_is_told_with_both_numbers);
	tcase_add_test(rules,
	               test_a_scaled_window_is_exceeded_beyond_its_scaled_edge);
	suite_add_tcase(suite, rules);
	return suite;
}
