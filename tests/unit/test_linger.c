/* SPDX-License-Identifier: BSD-2-Clause
 *
 * When a streamed connection is handed on, and in which order.
 */
#include "config.h"

#include "base/array.h"
#include "suites.h"
#include "trial.h"

START_TEST(test_a_streamed_connection_is_handed_on_once_it_has_lingered)
{
	static const char *const LINES[LINES_MAX] = {OPENING, TALK, CLOSING};
	struct trial trial;

	trial_begin(&trial, true, 120 * SECOND);
	trial_feed_all(&trial, LINES);
	trial_feed(&trial, "C>B S seq J at 120");
	ck_assert_uint_eq(trial.handed, 0);
	/* The last ACK was at 0.09: 120 seconds of silence. */
	trial_feed(&trial, "C>B S seq J at 120.0899");
	ck_assert_uint_eq(trial.handed, 0);
	trial_feed(&trial, "C>B S seq J at 120.09");
	ck_assert_uint_eq(trial.handed, 1);
	trial_end(&trial);
	ck_assert_uint_eq(trial.handed, 2);
	ck_assert_uint_eq(trial.streams[0], 0);
	ck_assert_uint_eq(trial.streams[1], 1);
	trial_drop(&trial);
}
END_TEST

START_TEST(test_an_ended_connection_that_speaks_again_lingers_anew)
{
	static const char *const LINES[LINES_MAX] = {OPENING, TALK, CLOSING};
	struct trial trial;

	trial_begin(&trial, true, 10 * SECOND);
	trial_feed_all(&trial, LINES);
	trial_feed(&trial, "B>A F. seq K+501 ack J+102 at 5");
	trial_feed(&trial, "A>B . seq J+102 ack K+502 at 5.01");
	trial_feed(&trial, "C>B S seq J at 12");
	ck_assert_uint_eq(trial.handed, 0);
	trial_feed(&trial, "C>B S seq J at 15.02");
	ck_assert_uint_eq(trial.handed, 1);
	tracker_finish(trial.tracker, trial.story.time);
	trial_drop(&trial);
}
END_TEST

/* A SYN without an answer, and a SYN,ACK, sent again: for as long as another
 * may come. */
START_TEST(test_a_handshake_that_came_to_nothing_is_handed_on)
{
	struct trial trial;

	trial_begin(&trial, true, 10 * SECOND);
	trial_feed(&trial, SYN);
	trial_feed(&trial, "A>B S seq J from 2000 at 1");
	trial_feed(&trial, "B>A S. seq K ack J+1 to 2000 at 1.1");
	trial_feed(&trial, SYN " at 64");
	trial_feed(&trial, "B>A S. seq K ack J+1 to 2000 at 65");
	trial_feed(&trial, "C>B S seq J at 243.9");
	ck_assert_uint_eq(trial.handed, 0);
	trial_feed(&trial, "C>B S seq J at 244");
	ck_assert_uint_eq(trial.handed, 1);
	ck_assert_uint_eq(trial.streams[0], 0);
	trial_feed(&trial, "C>B S seq J at 245");
	ck_assert_uint_eq(trial.handed, 2);
	ck_assert_uint_eq(trial.streams[1], 1);
	ck_assert_uint_eq(trial.evicted, 0);
	/* What is open stays. */
	trial_feed(&trial, "B>C S. seq K ack J+1 at 246");
	trial_feed(&trial, "C>B . seq J+1 ack K+1 at 247");
	trial_feed(&trial, SYN " at 1000");
	ck_assert_uint_eq(trial.handed, 2);
	trial_end(&trial);
	ck_assert_uint_eq(trial.handed, 4);
	trial_drop(&trial);
}
END_TEST

/* No sooner than what has ended. */
START_TEST(test_a_handshake_that_came_to_nothing_lingers_as_long)
{
	struct trial trial;

	trial_begin(&trial, true, 500 * SECOND);
	trial_feed(&trial, SYN);
	trial_feed(&trial, "C>B S seq J at 499");
	ck_assert_uint_eq(trial.handed, 0);
	trial_feed(&trial, "C>B S seq J at 500");
	ck_assert_uint_eq(trial.handed, 1);
	trial_end(&trial);
	trial_drop(&trial);
}
END_TEST

START_TEST(test_ports_used_again_hand_the_old_connection_on_at_once)
{
	static const char *const LINES[LINES_MAX] = {OPENING, TALK, CLOSING,
	                                             "A>B S seq 77 at 1"};
	struct trial trial;

	trial_begin(&trial, true, 120 * SECOND);
	trial_feed_all(&trial, LINES);
	ck_assert_uint_eq(trial.handed, 1);
	ck_assert_uint_eq(trial.streams[0], 0);
	trial_end(&trial);
	ck_assert_uint_eq(trial.handed, 2);
	ck_assert_uint_eq(trial.streams[1], 1);
	trial_drop(&trial);
}
END_TEST

/* What is open at the end comes in the order it began, though places were
 * given out anew. */
START_TEST(test_the_rest_is_handed_on_in_the_order_it_began)
{
	static const char *const LINES[LINES_MAX] = {
		"A>B S seq J from 1000",        "A>B S seq J from 2000",
		"A>B R seq J+1 from 1000",      "A>B S seq J from 3000 at 1",
		"A>B S seq J from 4000 at 1.1", "A>B S seq J from 5000 at 1.2"};
	static const uint32_t WANT[] = {0, 1, 2, 3, 4};
	struct trial trial;

	trial_begin(&trial, true, 0);
	trial_feed_all(&trial, LINES);
	trial_end(&trial);
	ck_assert_uint_eq(trial.handed, ARRAY_LEN(WANT));
	ck_assert_mem_eq(trial.streams, WANT, sizeof(WANT));
	trial_drop(&trial);
}
END_TEST

static void add_tests(Suite *suite, const char *name, void (*set_up)(void))
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(
		tcase,
		test_a_streamed_connection_is_handed_on_once_it_has_lingered);
	tcase_add_test(tcase,
	               test_an_ended_connection_that_speaks_again_lingers_anew);
	tcase_add_test(tcase,
	               test_a_handshake_that_came_to_nothing_is_handed_on);
	tcase_add_test(tcase,
	               test_a_handshake_that_came_to_nothing_lingers_as_long);
	tcase_add_test(
		tcase,
		test_ports_used_again_hand_the_old_connection_on_at_once);
	tcase_add_test(tcase, test_the_rest_is_handed_on_in_the_order_it_began);
	suite_add_tcase(suite, tcase);
}

Suite *linger_suite(void)
{
	Suite *suite = suite_create("linger");

	add_tests(suite, "kept", trial_keep_all);
	add_tests(suite, "lean", trial_keep_nothing);
	add_tests(suite, "shelved", trial_put_away);
	return suite;
}
