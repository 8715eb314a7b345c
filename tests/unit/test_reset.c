/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The rules on resets: each shows, and nearly shows.
 */
#include "config.h"

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/outcome.h"
#include "track/tcp_state.h"

#define BEFORE OPENING, TALK

static const struct telling TELLINGS[] = {
	{"the client resets",
         {BEFORE, "A>B R seq J+101"},
         "reset-instead-of-close@7 reset@7"},
	{"the server resets",
         {BEFORE, "B>A R. seq K+501 ack J+101"},
         "reset-instead-of-close@7 reset@7"},
	{"a reset from CLOSE-WAIT",
         {BEFORE, FIN_A, ACK_B, "B>A R seq K+501"},
         "reset-instead-of-close@9 reset@9"},
	{"a reset by who had closed",
         {BEFORE, FIN_A, ACK_B, "B>A P. seq K+501 ack J+102 len 10",
          "A>B R seq J+102"},
         "half-close@9 reset@10"},
	{"resets after both closed are answers to strays",
         {BEFORE, CLOSING, "B>A R seq K+502 at 70"},
         "time-wait-assassinated@11"},

	{"a reset in the window, elsewhere: challenged",
         {BEFORE, "A>B R seq J+102", "B>A . seq K+501 ack J+101"},
         "reset-ignored@7"},
	{"a reset behind a hole, both ways",
         {BEFORE, "A>B R. seq J+2501 ack K+3001"},
         "reset-instead-of-close@7 reset@7"},
	{"a reset behind a hole one way: it may be a guess",
         {BEFORE, "A>B R. seq J+2501 ack K+501", "B>A . seq K+501 ack J+101"},
         "reset-ignored@7"},
	{"it has closed altogether, and answers what crossed its FIN",
         {BEFORE, FIN_A, "B>A P. seq K+501 ack J+101 len 10",
          "B>A . seq K+511 ack J+102", "A>B R seq J+101"},
         "close-wait-lingering@9 reset-ignored@10"},
	{"… with an ACK of all that was sent (lwIP)",
         {BEFORE, FIN_A, "B>A P. seq K+501 ack J+101 len 10",
          "B>A . seq K+511 ack J+102", "A>B R. seq J+101 ack K+511"},
         "close-wait-lingering@9 reset-ignored@10"},
	{"a reset that came by other routers is somebody else's",
         {BEFORE, "B>A R. seq K+501 ack J+101 ttl 61"},
         "reset@7"},
	{"by nearly as many",
         {BEFORE, "B>A R. seq K+501 ack J+101 ttl 62"},
         "reset-instead-of-close@7 reset@7"},
	{"by as many, from another beginning",
         {BEFORE, "B>A R. seq K+501 ack J+101 ttl 255"},
         "reset-instead-of-close@7 reset@7"},
	{"by so many that nobody knows",
         {BEFORE, "B>A R. seq K+501 ack J+101 ttl 33"},
         "reset-instead-of-close@7 reset@7"},
	{"a reset outside the window: dropped",
         {BEFORE, "A>B R seq J-1000"},
         "reset-ignored@7"},
	{"one byte before RCV.NXT",
         {BEFORE, "A>B R seq J+100"},
         "reset-ignored@7"},

	{"it goes on after its reset",
         {BEFORE, "A>B R seq J+101", "A>B P. seq J+101 ack K+501 len 10 at 1"},
         "reset-instead-of-close@7 reset@7 segment-after-reset@8"},
	{"what was sent before and comes late is no going on",
         {BEFORE, "A>B P. seq J+201 ack K+501 len 10 at 0.06",
          "A>B R seq J+211 at 0.061",
          "A>B P. seq J+101 ack K+501 len 100 at 0.065"},
         "reset-instead-of-close@8 reset@8"},
	{"overtaken by its reset, for half a round trip",
         {BEFORE, "A>B R seq J+101", "A>B P. seq J+101 ack K+501 len 10"},
         "reset-instead-of-close@7 reset@7"},
	{"overtaken by its reset: an ACK that had been passed",
         {BEFORE, "A>B R seq J+101", "A>B . seq J+101 ack K+1 at 1"},
         "reset-instead-of-close@7 reset@7"},
	{"a second reset is no going on",
         {BEFORE, "A>B R seq J+101", "A>B R seq J+101 at 1"},
         "reset-instead-of-close@7 reset@7"},
	{"its peer goes on: that is under way",
         {BEFORE, "A>B R seq J+101", "B>A P. seq K+501 ack J+101 len 10"},
         "reset-instead-of-close@7 reset@7"},
	{"after a reset that was ignored, its sender may go on",
         {BEFORE, "A>B R seq J+102", "A>B P. seq J+101 ack K+501 len 10"},
         "reset-ignored@7"},
};

START_TEST(test_the_rules_on_resets_show_and_nearly_show)
{
	story_expect(&TELLINGS[_i]);
}
END_TEST

START_TEST(test_a_reset_is_told_with_the_state_that_it_met)
{
	static const char *const LINES[LINES_MAX] = {BEFORE, FIN_A, ACK_B,
	                                             "A>B R seq J+102"};
	struct story story = {0};
	const struct finding *f;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	f = story_finding(&story, RULE_RESET);
	ck_assert_int_eq(f->amount, TCP_CLOSE_WAIT);
	ck_assert_uint_eq(f->from, DIR_0);
	ck_assert_int_eq(connection_outcome(&story.connection), OUTCOME_RESET);
	ck_assert_int_eq(connection_close(&story.connection), CLOSE_RESET);
	ck_assert(story.connection.ended);
	story_fini(&story);
}
END_TEST

/* The reset that ends these lines left so many bytes unread. */
static void check_left_unread(const char *const *lines, int64_t bytes)
{
	struct story story = {0};

	story_tell_all(&story, lines);
	story_finish(&story, 0);
	ck_assert_int_eq(
		story_finding(&story, RULE_RESET_INSTEAD_OF_CLOSE)->amount,
		bytes);
	story_fini(&story);
}

/* 500 bytes came, 200 of them acknowledged. */
START_TEST(test_what_was_left_unread_is_what_was_not_acknowledged)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING, ASK, ANSWER, "A>B . seq J+101 ack K+201",
		"A>B R seq J+101"};

	check_left_unread(LINES, 300);
}
END_TEST

START_TEST(test_a_fin_left_unread_is_no_byte)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING,
		ASK,
		ANSWER,
		"A>B . seq J+101 ack K+201",
		"B>A F. seq K+501 ack J+101",
		"A>B R seq J+101"};

	check_left_unread(LINES, 300);
}
END_TEST

START_TEST(test_an_ignored_reset_says_where_it_should_have_been)
{
	static const char *const LINES[LINES_MAX] = {BEFORE, "B>A R seq K+900"};
	struct story story = {0};
	const struct finding *f;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	f = story_finding(&story, RULE_RESET_IGNORED);
	ck_assert_uint_eq(f->expected, STORY_K + 501);
	ck_assert_uint_eq(f->actual, STORY_K + 900);
	ck_assert_uint_eq(f->from, DIR_1);
	ck_assert(!story.connection.ended);
	ck_assert_uint_eq(story.connection.closing.reset.packet, 0);
	story_fini(&story);
}
END_TEST

/* A flood of blind resets must not grow without bound. */
START_TEST(test_of_many_ignored_resets_only_some_are_told)
{
	static const char *const LINES[LINES_MAX] = {BEFORE};
	struct story story = {0};

	story_tell_all(&story, LINES);
	for (unsigned i = 0; i < 5000; i++)
		story_tell(&story, "A>B R seq J+150");
	story_finish(&story, 0);
	ck_assert_uint_ge(story.connection.finding_count, 1);
	ck_assert_uint_le(story.connection.finding_count, 16);
	story_fini(&story);
}
END_TEST

Suite *reset_suite(void)
{
	Suite *suite = suite_create("reset");
	TCase *rules = tcase_create("rules");

	tcase_add_loop_test(rules,
	                    test_the_rules_on_resets_show_and_nearly_show, 0,
	                    ARRAY_LEN(TELLINGS));
	tcase_add_test(rules, test_a_reset_is_told_with_the_state_that_it_met);
	tcase_add_test(rules,
	               test_what_was_left_unread_is_what_was_not_acknowledged);
	tcase_add_test(rules, test_a_fin_left_unread_is_no_byte);
	tcase_add_test(rules,
	               test_an_ignored_reset_says_where_it_should_have_been);
	tcase_add_test(rules, test_of_many_ignored_resets_only_some_are_told);
	suite_add_tcase(suite, rules);
	return suite;
}
