/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which segments are one connection, and who makes room for others; when they
 * are handed on is in test_linger.c.
 */
#include "config.h"

#include "base/array.h"
#include "seg.h"
#include "story.h"
#include "suites.h"
#include "track/marks.h"
#include "track/tcp_state.h"
#include "track/tracker.h"
#include "trial.h"

/* How many streams Wireshark 4.0 makes of these (peers' notes, B3). */
static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	size_t streams;
} STREAMS[] = {
	{"one connection", {OPENING, TALK, CLOSING}, 1},
	{"two clients", {SYN, "C>B S seq J"}, 2},
	{"two ports", {SYN, "A>B S seq J from 51735"}, 2},
	{"a SYN again", {SYN, "A>B S seq J at 1"}, 1},
	{"the same SYN after a clean close",
         {OPENING, TALK, CLOSING, "A>B S seq J at 1"},
         1},
	{"another SYN after a clean close",
         {OPENING, TALK, CLOSING, "A>B S seq 77 at 1"},
         2},
	{"another SYN without an answer to the first",
         {SYN, "A>B S seq 77 at 1"},
         2},
	{"another SYN in the middle", {OPENING, TALK, "A>B S seq 77 at 1"}, 2},
	{"a SYN from the server, with another number",
         {OPENING, TALK, "B>A S seq 77 at 1"},
         2},
	{"a SYN from the server, with its own",
         {OPENING, TALK, "B>A S seq K at 1"},
         1},
	{"both open at once", {SYN, "B>A S seq K"}, 1},
	{"a SYN,ACK with another number is none",
         {SYN, SYN_ACK, "B>A S. seq 77 ack J+1 at 1"},
         1},
	{"a SYN after traffic that had none",
         {ASK, ANSWER, "A>B S seq 77 at 1"},
         2},
};

START_TEST(test_streams_are_those_of_wireshark)
{
	struct trial trial;

	trial_begin(&trial, false, 0);
	trial_feed_all(&trial, STREAMS[_i].lines);
	trial_end(&trial);
	ck_assert_msg(tracker_totals(trial.tracker)->connections ==
	                      STREAMS[_i].streams,
	              "%s: %zu", STREAMS[_i].what,
	              (size_t)tracker_totals(trial.tracker)->connections);
	for (size_t i = 0; i < STREAMS[_i].streams; i++)
		ck_assert_uint_eq(trial_at(&trial, i)->stream, i);
	ck_assert_ptr_null(trial_at(&trial, STREAMS[_i].streams));
	trial_drop(&trial);
}
END_TEST

static bool found(const struct connection *c, enum rule rule)
{
	return connection_has(c, rule);
}

START_TEST(test_a_port_used_again_says_after_what_and_how_long_after)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING, TALK, CLOSING, "A>B S seq 77 at 30.09",
		"B>A S. seq 99 ack 78 at 30.1"};
	struct trial trial;
	const struct connection *c;
	const struct finding *f = NULL;

	trial_begin(&trial, false, 0);
	trial_feed_all(&trial, LINES);
	trial_end(&trial);
	c = trial_at(&trial, 1);
	if (trial_keeps() == KEEP_ALL) {
		ck_assert(c->records[0].marks & MARK_BIT(PORT_REUSED));
		ck_assert(!(c->records[1].marks & MARK_BIT(PORT_REUSED)));
	}
	ck_assert(!found(trial_at(&trial, 0), RULE_PORT_REUSED));
	c = trial_at(&trial, 1);
	for (uint32_t i = 0; i < c->finding_count; i++)
		if (c->findings[i].rule == RULE_PORT_REUSED)
			f = &c->findings[i];
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(f->amount, 0);
	ck_assert_int_eq(f->duration, 30 * SECOND);
	ck_assert(c->earlier.known);
	ck_assert_int_eq(c->earlier.state[0], TCP_TIME_WAIT);
	ck_assert_int_eq(c->earlier.state[1], TCP_CLOSED);
	trial_drop(&trial);
}
END_TEST

START_TEST(test_a_syn_that_changed_before_any_answer_is_told_as_that)
{
	struct trial trial;

	trial_begin(&trial, false, 0);
	trial_feed(&trial, SYN);
	trial_feed(&trial, "A>B S seq 77 at 1");
	trial_end(&trial);
	ck_assert(found(trial_at(&trial, 1), RULE_SYN_CHANGED));
	ck_assert(!found(trial_at(&trial, 1), RULE_PORT_REUSED));
	trial_drop(&trial);
}
END_TEST

START_TEST(test_a_syn_after_a_refusal_is_a_port_used_again)
{
	struct trial trial;

	trial_begin(&trial, false, 0);
	trial_feed(&trial, SYN);
	trial_feed(&trial, "B>A R. ack J+1");
	trial_feed(&trial, "A>B S seq 77 at 1");
	trial_end(&trial);
	ck_assert(found(trial_at(&trial, 1), RULE_PORT_REUSED));
	ck_assert(!found(trial_at(&trial, 1), RULE_SYN_CHANGED));
	trial_drop(&trial);
}
END_TEST

/* RFC 5961 §4: it is met by a challenge ACK, and all goes on. */
START_TEST(test_a_syn_that_opens_nothing_is_told_where_all_goes_on)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING,
		TALK,
		"A>B S seq 77 at 1",
		"B>A . seq K+501 ack J+101 at 1.01",
		"A>B P. seq J+101 ack K+501 len 10 at 1.02",
		"B>A . seq K+501 ack J+111 at 1.03"};
	struct trial trial;
	const struct connection *c;

	trial_begin(&trial, false, 0);
	trial_feed_all(&trial, LINES);
	trial_end(&trial);
	c = trial_at(&trial, 1);
	ck_assert(found(c, RULE_SYN_ON_OPEN));
	ck_assert(!found(c, RULE_PORT_REUSED));
	ck_assert_int_eq(c->half[0].state, TCP_ESTABLISHED);
	ck_assert_int_eq(c->half[1].state, TCP_ESTABLISHED);
	trial_drop(&trial);
}
END_TEST

/* The SYN,ACK is not in the capture, but what follows is not of the old one:
 * one of its two numbers, or both, are elsewhere. */
static const char *const ELSEWHERE[] = {
	"A>B . seq 500000001 ack 600000001 at 1.02",
	"A>B . seq 500000001 ack K+501 at 1.02",
	"A>B . seq J+101 ack 600000001 at 1.02",
};

START_TEST(test_a_syn_whose_connection_goes_on_has_opened_it)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING, TALK, "A>B S seq 500000000 at 1"};
	struct trial trial;
	const struct connection *c;

	trial_begin(&trial, false, 0);
	trial_feed_all(&trial, LINES);
	trial_feed(&trial, ELSEWHERE[_i]);
	trial_end(&trial);
	c = trial_at(&trial, 1);
	ck_assert(!found(c, RULE_SYN_ON_OPEN));
	ck_assert(found(c, RULE_PORT_REUSED));
	ck_assert_uint_eq(c->half[0].iss, 500000000);
	trial_drop(&trial);
}
END_TEST

/* A FIN beyond a hole had not arrived, and has not when its ports are used
 * again. */
START_TEST(test_an_earlier_connection_keeps_its_holes)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING, "A>B F. seq J+101 ack K+1", "A>B S seq 77 at 1",
		"B>A S. seq 99 ack 78 at 1.1"};
	struct trial trial;

	trial_begin(&trial, false, 0);
	trial_feed_all(&trial, LINES);
	trial_end(&trial);
	ck_assert_int_eq(trial_at(&trial, 0)->half[0].state, TCP_FIN_WAIT_1);
	ck_assert_int_eq(trial_at(&trial, 0)->half[1].state, TCP_ESTABLISHED);
	trial_drop(&trial);
}
END_TEST

START_TEST(test_totals_are_the_sums_over_all_connections)
{
	struct trial trial;
	const struct tracker_totals *totals;

	trial_begin(&trial, false, 0);
	trial_feed(&trial, SYN);
	trial_feed(&trial, "C>B S seq J at 0.1");
	trial_feed(&trial, "B>C R. ack J+1 at 0.2");
	trial_feed(&trial, "C>A S seq J at 1.3");
	trial_end(&trial);
	totals = tracker_totals(trial.tracker);
	ck_assert_uint_eq(totals->connections, 3);
	ck_assert_uint_eq(totals->outcomes[OUTCOME_UNANSWERED], 2);
	ck_assert_uint_eq(totals->outcomes[OUTCOME_REFUSED], 1);
	/* The last SYN could not have been answered yet. */
	ck_assert_uint_eq(totals->findings[SEVERITY_NOTE], 1);
	ck_assert_uint_eq(totals->findings[SEVERITY_WARNING], 2);
	ck_assert_uint_eq(totals->findings[SEVERITY_ERROR], 0);
	trial_drop(&trial);
}
END_TEST

START_TEST(test_half_open_connections_are_counted_at_their_listener)
{
	static const char *const LINES[LINES_MAX] = {
		"A>B S seq J from 1000 at 0",
		"B>A S. seq K ack J+1 to 1000 at 0.1",
		"A>B S seq J from 1001 at 0.2",
		"B>A S. seq K ack J+1 to 1001 at 0.3",
		"A>B . seq J+1 ack K+1 from 1000 at 0.4",
		"A>B S seq J from 1002 at 0.5",
		"B>A S. seq K ack J+1 to 1002 at 0.6",
		"A>B R seq J+1 from 1001 at 0.7",
		"A>B S seq J from 1003 at 0.8",
		"B>A R. ack J+1 to 1003 at 0.9",
	};
	struct trial trial;
	const struct listener *listeners;
	size_t count;

	trial_begin(&trial, false, 0);
	trial_feed_all(&trial, LINES);
	listeners = tracker_listeners(trial.tracker, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(listeners[0].connections, 4);
	ck_assert_uint_eq(listeners[0].half_open.most, 2);
	ck_assert_int_eq(listeners[0].half_open.time % SECOND, 300000000);
	ck_assert_uint_eq(listeners[0].half_open.now, 1);
	ck_assert_uint_eq(listeners[0].end.port, 80);
	trial_end(&trial);
	trial_drop(&trial);
}
END_TEST

/* Met in the middle: who listens there, nobody knows. */
START_TEST(test_only_a_syn_shows_a_listener)
{
	struct trial trial;
	size_t count;

	trial_begin(&trial, false, 0);
	trial_feed(&trial, ASK);
	tracker_listeners(trial.tracker, &count);
	ck_assert_uint_eq(count, 0);
	trial_feed(&trial, "C>B S. seq 7 ack 9");
	tracker_listeners(trial.tracker, &count);
	ck_assert_uint_eq(count, 1);
	trial_end(&trial);
	trial_drop(&trial);
}
END_TEST

START_TEST(test_nothing_at_all_is_no_connection)
{
	struct trial trial;

	trial_begin(&trial, _i, 0);
	tracker_finish(trial.tracker, 0);
	ck_assert_uint_eq(tracker_totals(trial.tracker)->connections, 0);
	ck_assert_uint_eq(trial.handed, 0);
	trial_drop(&trial);
	tracker_free(NULL);
}
END_TEST

/* Three connections where two may be; as whole ones, each counts four times,
 * and its segments besides. */
START_TEST(test_the_idlest_makes_room)
{
	static const char *const lines[LINES_MAX] = {
		SYN, SYN_ACK, "C>B S seq J", "B>C S. seq K ack J+1",
		/* The first speaks again, so that the second is idle. */
		THIRD, "A>C S seq J", "C>A S. seq K ack J+1",
		/* What comes of the second is another connection. */
		"C>B . seq J+1 ack K+1"};
	struct trial trial;

	trial_begin_crowded(&trial, _i, trial_keeps() == KEEP_NONE ? 2 : 10);
	trial_feed_all(&trial, lines);
	ck_assert_uint_ge(trial.handed, 1);
	ck_assert_uint_eq(trial.streams[0], 1);
	trial_end(&trial);
	ck_assert_uint_eq(trial.handed, 4);
	ck_assert_uint_eq(tracker_totals(trial.tracker)->connections, 4);
	ck_assert_uint_eq(tracker_totals(trial.tracker)->evicted,
	                  trial.evicted);
	ck_assert_uint_ge(trial.evicted, 1);
	trial_drop(&trial);
}
END_TEST

/* Both ways to feed it lead to the same. */
START_TEST(test_many_at_once_are_as_one_by_one)
{
	static const char *const lines[LINES_MAX] = {OPENING,
	                                             TALK,
	                                             CLOSING,
	                                             "C>B S seq J",
	                                             "B>C S. seq K ack J+1",
	                                             "A>B S seq 77"};
	struct segment segments[TRACKER_BATCH];
	struct trial one, many;
	size_t count = 0;

	trial_begin(&one, false, 0);
	trial_begin(&many, false, 0);
	for (; lines[count]; count++) {
		segments[count] = story_segment(&one.story, lines[count]);
		tracker_feed(one.tracker, &segments[count]);
	}
	many.story = one.story;
	tracker_feed_all(many.tracker, segments, count);
	trial_end(&one);
	trial_end(&many);
	for (size_t i = 0; i < 3; i++)
		for (enum dir dir = DIR_0; dir < DIR_COUNT; dir++) {
			const struct half *a = &trial_at(&one, i)->half[dir];
			const struct half *b = &trial_at(&many, i)->half[dir];

			ck_assert_uint_eq(a->segments, b->segments);
			ck_assert_uint_eq(a->snd_nxt, b->snd_nxt);
			ck_assert_uint_eq(a->state, b->state);
		}
	ck_assert_ptr_null(trial_at(&many, 3));
	trial_drop(&one);
	trial_drop(&many);
}
END_TEST

static void add_tests(Suite *suite, const char *streams_name,
                      const char *sink_name, void set_up(void))
{
	TCase *streams = tcase_create(streams_name);
	TCase *sink = tcase_create(sink_name);

	tcase_add_checked_fixture(streams, set_up, NULL);
	tcase_add_checked_fixture(sink, set_up, NULL);
	tcase_add_loop_test(streams, test_streams_are_those_of_wireshark, 0,
	                    ARRAY_LEN(STREAMS));
	tcase_add_test(
		streams,
		test_a_port_used_again_says_after_what_and_how_long_after);
	tcase_add_test(
		streams,
		test_a_syn_that_changed_before_any_answer_is_told_as_that);
	tcase_add_test(streams,
	               test_a_syn_after_a_refusal_is_a_port_used_again);
	tcase_add_test(streams,
	               test_a_syn_that_opens_nothing_is_told_where_all_goes_on);
	tcase_add_loop_test(streams,
	                    test_a_syn_whose_connection_goes_on_has_opened_it,
	                    0, ARRAY_LEN(ELSEWHERE));
	tcase_add_test(streams, test_an_earlier_connection_keeps_its_holes);
	tcase_add_test(streams, test_totals_are_the_sums_over_all_connections);
	tcase_add_test(
		streams,
		test_half_open_connections_are_counted_at_their_listener);
	tcase_add_test(streams, test_only_a_syn_shows_a_listener);
	tcase_add_loop_test(sink, test_nothing_at_all_is_no_connection, 0, 2);
	tcase_add_test(streams, test_many_at_once_are_as_one_by_one);
	tcase_add_loop_test(sink, test_the_idlest_makes_room, 0, 2);
	suite_add_tcase(suite, streams);
	suite_add_tcase(suite, sink);
}

Suite *tracker_suite(void)
{
	Suite *suite = suite_create("tracker");

	add_tests(suite, "streams", "sink", trial_keep_all);
	add_tests(suite, "lean streams", "lean sink", trial_keep_nothing);
	add_tests(suite, "shelved streams", "shelved sink", trial_put_away);
	return suite;
}
