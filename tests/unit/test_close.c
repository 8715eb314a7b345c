/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The closing's rules: each shows, and nearly shows.
 */
#include "config.h"

#include <string.h>

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/outcome.h"

#define BEFORE OPENING, TALK
#define SECOND INT64_C(1000000000) /* ns */

static const struct telling TELLINGS[] = {
	{"four steps", {BEFORE, CLOSING}, ""},
	{"three segments", {BEFORE, FIN_A, FIN_B, LAST}, ""},
	{"at once",
         {BEFORE, FIN_A, "B>A F. seq K+501 ack J+101",
          "A>B . seq J+102 ack K+502", "B>A . seq K+502 ack J+102"},
         ""},
	{"at once: BSD's FIN stands in the ACK, a handshake's round trip later",
         {SYN " at 0", SYN_ACK " at 0.03", THIRD " at 0.0301", ASK " at 0.0302",
          ANSWER " at 0.05", GOT_IT " at 0.0501", FIN_A " at 0.06",
          "B>A F. seq K+501 ack J+101 at 0.085",
          "A>B F. seq J+101 ack K+502 at 0.0851",
          "B>A . seq K+502 ack J+102 at 0.11"},
         ""},
	{"a FIN with data: M stands after it",
         {OPENING, "A>B FP. seq J+1 ack K+1 len 100", "B>A . seq K+1 ack J+102",
          "B>A F. seq K+1 ack J+102", "A>B . seq J+102 ack K+2"},
         ""},

	{"M+2",
         {BEFORE, FIN_A, "B>A . seq K+501 ack J+103", FIN_B, LAST},
         "m-plus-1@8"},
	{"M+2 on a FIN with data",
         {OPENING, "A>B FP. seq J+1 ack K+1 len 100",
          "B>A . seq K+1 ack J+103"},
         "m-plus-1@5"},
	{"M only, where all before it was acknowledged",
         {BEFORE, FIN_A, "B>A . seq K+501 ack J+101 at 1"},
         "m-plus-1@8"},
	{"M only, in answer to a reset: the FIN may be lost, and comes no more",
         {BEFORE, FIN_A, "A>B R. seq J+102 ack K+501 at 0.9",
          "B>A . seq K+501 ack J+101 at 1"},
         "reset@8"},
	{"M only, for it may have been under way",
         {OPENING, ASK, "A>B F. seq J+101 ack K+1", "B>A . seq K+1 ack J+101"},
         ""},
	{"M only, sooner than it can answer: that was under way",
         {BEFORE, FIN_A, "B>A . seq K+501 ack J+101 at 0.062",
          "B>A F. seq K+501 ack J+102 at 0.08", LAST},
         ""},
	{"M only, but what it echoes is older than the FIN",
         {BEFORE, FIN_A " ts 900 7", "B>A . seq K+501 ack J+101 ts 8 800 at 1",
          "B>A F. seq K+501 ack J+102 ts 9 900 at 1.1", LAST},
         ""},
	{"M only, late: it had acknowledged the FIN before",
         {BEFORE, FIN_A, ACK_B, "B>A . seq K+501 ack J+101 at 1",
          "B>A F. seq K+501 ack J+102", LAST},
         ""},
	{"M only, to tell another window",
         {BEFORE, FIN_A, "B>A . seq K+501 ack J+101 win 60000 at 1"},
         ""},
	{"M only, to tell of old data that came again (RFC 2883)",
         {BEFORE, FIN_A, "B>A . seq K+501 ack J+101 sack 0-95 at 1"},
         ""},
	{"M only, but the FIN was lost and came again",
         {BEFORE, FIN_A, "B>A P. seq K+501 ack J+101 len 9 at 0.5",
          "A>B F. seq J+101 ack K+510 at 1",
          "B>A . seq K+510 ack J+102 at 1.01"},
         "fin-retransmitted@9 close-wait-lingering@10 "
         "fin-wait-2-lingering@10"},
	{"N+2",
         {BEFORE, FIN_A, ACK_B, FIN_B, "A>B . seq J+102 ack K+503"},
         "n-plus-1@10"},
	{"N only",
         {BEFORE, FIN_A, ACK_B, FIN_B, "A>B . seq J+102 ack K+501 at 1"},
         "n-plus-1@10"},

	{"data after the FIN",
         {BEFORE, FIN_A, ACK_B, "A>B P. seq J+102 ack K+501 len 10", FIN_B,
          LAST},
         "data-after-fin@9"},
	{"old data after the FIN",
         {BEFORE, FIN_A, "A>B P. seq J+1 ack K+501 len 100 at 1",
          "B>A . seq K+501 ack J+102 at 1.01", FIN_B, LAST},
         "retransmissions@8"},
	{"the FIN moves",
         {BEFORE, FIN_A, "A>B F. seq J+110 ack K+501 at 1"},
         "fin-moved@8"},
	{"the FIN again, with the data before it",
         {BEFORE, FIN_A, "A>B FP. seq J+51 ack K+501 len 50 at 1",
          "B>A . seq K+501 ack J+102 at 1.01", FIN_B, LAST},
         "fin-retransmitted@8 retransmissions@8"},

	{"data goes on the other way",
         {BEFORE, FIN_A, ACK_B, "B>A P. seq K+501 ack J+102 len 50",
          "A>B . seq J+102 ack K+551", "B>A F. seq K+551 ack J+102",
          "A>B . seq J+102 ack K+552"},
         "half-close@9"},
	{"a keep-alive brings no data",
         {BEFORE, FIN_A, ACK_B, "B>A . seq K+500 ack J+102 len 1 at 45",
          "A>B . seq J+102 ack K+501", FIN_B, LAST},
         ""},
	{"data that knew nothing of the FIN",
         {BEFORE, FIN_A, "B>A P. seq K+501 ack J+101 len 50",
          "B>A F. seq K+551 ack J+102", "A>B . seq J+102 ack K+552"},
         ""},

	{"a FIN again",
         {BEFORE, FIN_A, "A>B F. seq J+101 ack K+501 at 1",
          "B>A F. seq K+501 ack J+102 at 1.01",
          "A>B . seq J+102 ack K+502 at 1.02"},
         "fin-retransmitted@8"},

	{"the last ACK again, from TIME-WAIT",
         {BEFORE, CLOSING, "B>A F. seq K+501 ack J+102 at 1",
          "A>B . seq J+102 ack K+502 at 1.01"},
         "fin-retransmitted@11 time-wait-reack@12"},
	{"the last ACK never arrives",
         {BEFORE, CLOSING, "B>A F. seq K+501 ack J+102 at 1",
          "B>A F. seq K+501 ack J+102 at 3"},
         "fin-retransmitted@12 last-ack-lost@12"},

	{"a FIN that crossed the last ACK is no sign of its loss",
         {BEFORE, CLOSING, "B>A F. seq K+501 ack J+102 at 0.105"},
         "fin-retransmitted@11"},

	{"a side does not close",
         {BEFORE, FIN_A, ACK_B},
         "close-wait-lingering@8 fin-wait-2-lingering@8"},
	{"a side takes 61 seconds",
         {BEFORE, FIN_A, ACK_B, "B>A F. seq K+501 ack J+102 at 61.2",
          "A>B . seq J+102 ack K+502 at 61.3"},
         "close-wait-lingering@8 fin-wait-2-lingering@8"},
	{"a side takes 59 seconds",
         {BEFORE, FIN_A, ACK_B, "B>A F. seq K+501 ack J+102 at 59",
          "A>B . seq J+102 ack K+502 at 59.1"},
         ""},
	{"a FIN nobody answered lets nobody linger", {BEFORE, FIN_A}, ""},

	{"TIME-WAIT is reset",
         {BEFORE, CLOSING, "B>A R seq K+502 at 1"},
         "time-wait-assassinated@11"},
};

START_TEST(test_the_closing_s_rules_show_and_nearly_show)
{
	story_expect(&TELLINGS[_i]);
}
END_TEST

static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	uint32_t m, n; /* from J, from K */
	enum close_kind kind;
	enum dir first;
} CLOSES[] = {
	{"four steps", {BEFORE, CLOSING}, 102, 502, CLOSE_FOUR_WAY, DIR_0},
	{"three segments",
         {BEFORE, FIN_A, FIN_B, LAST},
         102,
         502,
         CLOSE_THREE_SEGMENT,
         DIR_0},
	{"by the server",
         {BEFORE, "B>A F. seq K+501 ack J+101", "A>B . seq J+101 ack K+502",
          "A>B F. seq J+101 ack K+502", "B>A . seq K+502 ack J+102"},
         502,
         102,
         CLOSE_FOUR_WAY,
         DIR_1},
	{"at once",
         {BEFORE, FIN_A, "B>A F. seq K+501 ack J+101",
          "A>B . seq J+102 ack K+502", "B>A . seq K+502 ack J+102"},
         102,
         502,
         CLOSE_SIMULTANEOUS,
         DIR_0},
	{"with data on both",
         {OPENING, "A>B F. seq J+1 ack K+1 len 7",
          "B>A F. seq K+1 ack J+9 len 3", "A>B . seq J+9 ack K+5"},
         9,
         5,
         CLOSE_THREE_SEGMENT,
         DIR_0},
};

START_TEST(test_both_fins_are_proved_by_the_number_after_them)
{
	struct story story = {0};
	const struct connection *c = &story.connection;
	const struct check *m = &c->checks[EQUATION_M];
	const struct check *n = &c->checks[EQUATION_N];
	bool server = CLOSES[_i].first == DIR_1;

	story_tell_all(&story, CLOSES[_i].lines);
	story_finish(&story, 0);
	ck_assert_int_eq(m->verdict, VERDICT_PASS);
	ck_assert_uint_eq(m->actual,
	                  (server ? STORY_K : STORY_J) + CLOSES[_i].m);
	ck_assert_uint_eq(m->expected, m->actual);
	ck_assert_int_eq(n->verdict, VERDICT_PASS);
	ck_assert_uint_eq(n->actual,
	                  (server ? STORY_J : STORY_K) + CLOSES[_i].n);
	ck_assert_uint_eq(n->expected, n->actual);
	ck_assert_int_eq(connection_close(c), CLOSES[_i].kind);
	ck_assert_int_eq(c->closing.first, CLOSES[_i].first);
	ck_assert_int_eq(connection_outcome(c), OUTCOME_CLOSED);
	ck_assert(c->ended);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_wrong_m_is_told_with_both_numbers_and_whose_it_is)
{
	static const char *const LINES[LINES_MAX] = {
		BEFORE, FIN_A, "B>A . seq K+501 ack J+103"};
	struct story story = {0};
	const struct finding *f;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	f = story_finding(&story, RULE_M_PLUS_1);
	ck_assert_uint_eq(f->expected, STORY_J + 102);
	ck_assert_uint_eq(f->actual, STORY_J + 103);
	ck_assert_uint_eq(f->from, DIR_1);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_fin_without_answer_is_not_seen_but_expected)
{
	static const char *const LINES[LINES_MAX] = {BEFORE, FIN_A};
	struct story story = {0};
	const struct check *m = &story.connection.checks[EQUATION_M];

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	ck_assert_int_eq(m->verdict, VERDICT_NOT_SEEN);
	ck_assert(m->expected_known);
	ck_assert_uint_eq(m->expected, STORY_J + 102);
	ck_assert(!story.connection.checks[EQUATION_N].expected_known);
	story_fini(&story);
}
END_TEST

START_TEST(test_lingering_is_timed_to_the_end_of_the_capture)
{
	static const char *const LINES[LINES_MAX] = {
		BEFORE, FIN_A, "B>A . seq K+501 ack J+102 at 1"};
	struct story story = {0};
	const struct finding *f;

	story_tell_all(&story, LINES);
	story_finish(&story, 90 * SECOND);
	f = story_finding(&story, RULE_CLOSE_WAIT_LINGERING);
	ck_assert_int_eq(f->duration, 90 * SECOND);
	ck_assert_uint_eq(f->from, DIR_1);
	f = story_finding(&story, RULE_FIN_WAIT_2_LINGERING);
	ck_assert_int_eq(f->duration, 90 * SECOND);
	ck_assert_uint_eq(f->from, DIR_0);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_half_close_counts_what_came_after_the_fin_once)
{
	static const char *const LINES[LINES_MAX] = {
		BEFORE,
		FIN_A,
		ACK_B,
		"B>A P. seq K+501 ack J+102 len 50 at 1",
		"A>B . seq J+102 ack K+501 at 1.1",
		"B>A P. seq K+501 ack J+102 len 50 at 2",
		"A>B . seq J+102 ack K+551 at 2.1",
		"B>A F. seq K+551 ack J+102 len 5 at 3",
		"A>B . seq J+102 ack K+557 at 3.1",
	};
	struct story story = {0};
	const struct finding *f;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	f = story_finding(&story, RULE_HALF_CLOSE);
	ck_assert_int_eq(f->amount, 55);
	ck_assert_uint_eq(f->from, DIR_1);
	story_fini(&story);
}
END_TEST

Suite *close_suite(void)
{
	Suite *suite = suite_create("close");
	TCase *rules = tcase_create("rules");
	TCase *numbers = tcase_create("numbers");

	tcase_add_loop_test(rules,
	                    test_the_closing_s_rules_show_and_nearly_show, 0,
	                    ARRAY_LEN(TELLINGS));
	tcase_add_loop_test(numbers,
	                    test_both_fins_are_proved_by_the_number_after_them,
	                    0, ARRAY_LEN(CLOSES));
	tcase_add_test(
		numbers,
		test_a_wrong_m_is_told_with_both_numbers_and_whose_it_is);
	tcase_add_test(numbers,
	               test_a_fin_without_answer_is_not_seen_but_expected);
	tcase_add_test(numbers,
	               test_lingering_is_timed_to_the_end_of_the_capture);
	tcase_add_test(numbers,
	               test_a_half_close_counts_what_came_after_the_fin_once);
	suite_add_tcase(suite, rules);
	suite_add_tcase(suite, numbers);
	return suite;
}
