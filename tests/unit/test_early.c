/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the capture has before what it acknowledges is judged after it; what only
 * looks so is judged where it stands.  The order is that of the ladder.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "suites.h"
#include "track/early.h"
#include "track/marks.h"
#include "track/tcp_state.h"
#include "trial.h"

#define TIMED_OPENING                                           \
	"A>B S seq J ts 10 0", "B>A S. seq K ack J+1 ts 50 10", \
		"A>B . seq J+1 ack K+1 ts 12 50"
#define IN_ORDER "1 2 3 4 5 6"

static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	const char *findings;
	const char *order;
} ROWS[] = {
	{"an ACK before the data",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 100 at 0.022",
          "A>B P. seq J+101 ack K+1 len 50"},
         "capture-order@4",
         "1 2 3 5 4 6"},
	{"before two segments",
         {OPENING, "B>A . seq K+1 ack J+201 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 100 at 0.022",
          "A>B P. seq J+101 ack K+1 len 100 at 0.022"},
         "capture-order@4",
         "1 2 3 5 6 4"},
	{"two ACKs, each before its segment",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "B>A . seq K+1 ack J+201 at 0.0212",
          "A>B P. seq J+1 ack K+1 len 100 at 0.022",
          "A>B P. seq J+101 ack K+1 len 100 at 0.022"},
         "capture-order@4",
         "1 2 3 6 4 7 5"},
	{"an answer, and the ACK of that",
         {OPENING, "B>A P. seq K+1 ack J+101 len 500 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 100 at 0.022",
          "A>B . seq J+101 ack K+501 at 0.022"},
         "capture-order@4",
         "1 2 3 5 4 6"},
	{"the byte of a zero-window probe has been here",
         {OPENING, ASK " at 0.03", "B>A . seq K+1 ack J+101 win 0 at 0.04",
          "A>B . seq J+101 ack K+1 len 1 at 1",
          "B>A . seq K+1 ack J+102 win 9999 at 1.02",
          "A>B P. seq J+101 ack K+1 len 10 at 1.0201",
          "B>A . seq K+1 ack J+111"},
         "zero-window-stall@5 window-shrunk@5",
         "1 2 3 4 5 6 7 8 9"},
	{"a reset acknowledges what it answers, behind a hole",
         {OPENING, "B>A P. seq K+1 ack J+1 len 100 at 0.03",
          "A>B R. seq J+1 ack K+101 at 0.0301",
          "B>A P. seq K+201 ack J+1 len 100 at 0.031",
          "A>B R. seq J+1 ack K+301 at 0.0311",
          "B>A P. seq K+101 ack J+1 len 100 at 0.032"},
         "reset-instead-of-close@5 reset@5",
         "1 2 3 4 5 6 7 8"},
	{"no more than a round trip before",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0411",
          "A>B P. seq J+101 ack K+1 len 50"},
         "capture-order@4",
         "1 2 3 5 4 6"},
	{"more than a round trip before",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0412",
          "A>B P. seq J+101 ack K+1 len 50"},
         "capture-gap@4",
         IN_ORDER},
	{"10 ms before, where a round trip takes less",
         {SYN " at 0", SYN_ACK " at 0.0002", THIRD " at 0.0004",
          "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0311",
          "A>B P. seq J+101 ack K+1 len 50"},
         "capture-order@4",
         "1 2 3 5 4 6"},
	{"more than that",
         {SYN " at 0", SYN_ACK " at 0.0002", THIRD " at 0.0004",
          "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0312",
          "A>B P. seq J+101 ack K+1 len 50"},
         "capture-gap@4",
         IN_ORDER},
	{"as late as twice what it has been, and later",
         {"B>A S. seq K ack J+1", "A>B S seq J at 0.03",
          "A>B . seq J+1 ack K+1 at 0.0301", "B>A . seq K+1 ack J+101 at 0.1",
          "A>B P. seq J+1 ack K+1 len 100 at 0.1599",
          "B>A . seq K+1 ack J+201 at 0.2",
          "A>B P. seq J+101 ack K+1 len 100 at 0.3201",
          "A>B P. seq J+201 ack K+1 len 50"},
         "capture-order@1 capture-gap@6",
         "2 1 3 5 4 6 7 8"},
	{"before data that ends elsewhere, at once",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 300 at 0.0212",
          "A>B P. seq J+301 ack K+1 len 50"},
         "capture-order@4",
         "1 2 3 5 4 6"},
	{"the same, later",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 300 at 0.022",
          "A>B P. seq J+301 ack K+1 len 50"},
         "ack-of-unsent@4",
         IN_ORDER},
	{"an ACK of what is never sent",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B . seq J+1 ack K+1 at 0.0212",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0213"},
         "ack-of-unsent@4",
         IN_ORDER},
	{"a timestamp that is met only then",
         {TIMED_OPENING, "B>A . seq K+1 ack J+101 ts 90 40 at 0.1",
          "A>B P. seq J+1 ack K+1 len 100 ts 40 50 at 0.29",
          "A>B P. seq J+101 ack K+1 len 50 ts 41 50"},
         "capture-order@4",
         "1 2 3 5 4 6"},
	{"the same, 200 ms later",
         {TIMED_OPENING, "B>A . seq K+1 ack J+101 ts 90 40 at 0.1",
          "A>B P. seq J+1 ack K+1 len 100 ts 40 50 at 0.301",
          "A>B P. seq J+101 ack K+1 len 50 ts 41 50"},
         "capture-gap@4",
         IN_ORDER},
	{"data made after the ACK",
         {TIMED_OPENING, "B>A . seq K+1 ack J+101 ts 90 12 at 0.1",
          "A>B P. seq J+1 ack K+1 len 100 ts 13 50 at 0.1001",
          "A>B P. seq J+101 ack K+1 len 50 ts 41 50"},
         "capture-gap@4",
         IN_ORDER},
	{"a hole filled after it was acknowledged",
         {OPENING, "A>B P. seq J+101 ack K+1 len 100 at 0.03",
          "B>A . seq K+1 ack J+201 at 0.0301",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0302"},
         "capture-order@5",
         "1 2 3 4 6 5"},
	{"what was waited for in vain, acknowledged again",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "B>A P. seq K+1 ack J+101 len 10 at 0.0411",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0412"},
         "capture-gap@4",
         IN_ORDER},
	{"a hole filled later, which is no longer than a round trip",
         {OPENING, "A>B P. seq J+101 ack K+1 len 100 at 0.03",
          "B>A . seq K+1 ack J+201 at 0.0301",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0402"},
         "capture-gap@5 retransmissions@6",
         IN_ORDER},
	{"one that nothing fills",
         {OPENING, "A>B P. seq J+101 ack K+1 len 100 at 0.03",
          "B>A . seq K+1 ack J+201 at 0.0301",
          "A>B P. seq J+201 ack K+1 len 100 at 0.0302"},
         "capture-gap@5",
         IN_ORDER},
	{"behind more, before anybody could answer",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+101 ack K+1 len 100 at 0.0212",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0213"},
         "capture-order@4",
         "1 2 3 5 6 4"},
	{"behind more, when who is near could have answered",
         {SYN " at 0", SYN_ACK " at 0.0002", THIRD " at 0.0004",
          "B>A . seq K+1 ack J+101 at 0.0011",
          "A>B P. seq J+101 ack K+1 len 100 at 0.0012",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0014"},
         "capture-gap@4 retransmissions@6",
         IN_ORDER},
	{"behind more, and it was asked for",
         {OPENING, ASK, "B>A . seq K+1 ack J+101",
          "A>B P. seq J+201 ack K+1 len 100", "B>A . seq K+1 ack J+101 at 0.06",
          "B>A . seq K+1 ack J+301 at 0.0601",
          "A>B P. seq J+401 ack K+1 len 100 at 0.0602",
          "A>B P. seq J+101 ack K+1 len 100 at 0.0603"},
         "capture-gap@8 retransmissions@10",
         "1 2 3 4 5 6 7 8 9 10"},
	{"what was sent again after the ACK, behind more",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+101 ack K+1 len 100 at 0.0212",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0222"},
         "capture-gap@4 retransmissions@6",
         IN_ORDER},
	{"a FIN after its ACK",
         {OPENING, TALK, "B>A . seq K+501 ack J+102 at 0.0601",
          "A>B F. seq J+101 ack K+501 at 0.0602", FIN_B, LAST},
         "capture-order@7",
         "1 2 3 4 5 6 8 7 9 10"},
	{"a FIN whose timestamp its ACK does not echo",
         {TIMED_OPENING, "A>B F. seq J+1 ack K+1 ts 40 50",
          "B>A . seq K+1 ack J+2 ts 80 40", "A>B . seq J+2 ack K+2 ts 90 80",
          "B>A F. seq K+1 ack J+2 ts 85 40 at 0.051"},
         "capture-order@6",
         "1 2 3 4 5 7 6"},
	{"data after the reset that answers it",
         {OPENING, "B>A R. seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0212"},
         "reset-instead-of-close@4 reset@4 capture-order@4",
         "1 2 3 5 4"},
	{"a SYN after its answer",
         {"B>A S. seq K ack J+1", "A>B S seq J at 0.001",
          "A>B . seq J+1 ack K+1 at 0.02"},
         "capture-order@1",
         "2 1 3"},
	{"another SYN after a SYN,ACK",
         {"B>A S. seq K ack J+1", "A>B S seq J+77 at 0.001",
          "A>B . seq J+78 ack K+1 at 0.02"},
         NULL,
         "1"},
	{"a SYN,ACK after its ACK",
         {SYN, "A>B . seq J+1 ack K+1 at 0.02",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0201",
          "B>A S. seq K ack J+1 at 0.021"},
         "capture-order@2",
         "1 4 2 3"},
	{"no SYN,ACK",
         {SYN, "A>B . seq J+1 ack K+1 at 0.02",
          "A>B P. seq J+1 ack K+1 len 100 at 0.0201",
          "B>A . seq K+1 ack J+101 at 0.021"},
         "",
         "1 2 3 4"},
	{"once it has shown that its order is not theirs, nobody is accused",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "A>B P. seq J+1 ack K+1 len 100 at 0.022",
          "B>A . seq K+1 ack J+201 at 0.0311",
          "A>B . seq J+101 ack K+1 at 0.0312"},
         "capture-order@4",
         "1 2 3 5 4 6 7"},
	{"nor after a SYN that opened nothing",
         {OPENING, TALK, "B>A . seq K+501 ack J+201 at 0.0701",
          "A>B P. seq J+101 ack K+501 len 100 at 0.0702",
          "A>B S seq J+9000 at 0.2", "B>A . seq K+501 ack J+201 at 0.21"},
         "capture-order@7",
         "1 2 3 4 5 6 8 7"},
	{"the capture ends before it comes",
         {OPENING, "B>A . seq K+1 ack J+101 at 0.0211",
          "B>A P. seq K+1 ack J+101 len 10 at 0.0212"},
         "capture-gap@4",
         "1 2 3 4 5"},
};

static char *order_of(const struct connection *c)
{
	struct text order = {0};

	text_add(&order, "");
	for (uint32_t i = 0; i < c->record_count; i++)
		text_printf(&order, "%s%" PRIu64, i ? " " : "",
		            c->records[i].packet);
	return order.at;
}

START_TEST(test_what_comes_after_it_was_before)
{
	const struct connection *c;
	struct trial trial;
	char *findings, *order;

	trial_begin(&trial, false, 0);
	trial_feed_all(&trial, ROWS[_i].lines);
	trial_end(&trial);
	c = trial_at(&trial, 0);
	findings = story_findings_of(c);
	order = order_of(c);
	if (ROWS[_i].findings)
		ck_assert_msg(strcmp(findings, ROWS[_i].findings) == 0,
		              "%s: found \"%s\"", ROWS[_i].what, findings);
	if (trial_keeps() == KEEP_ALL)
		ck_assert_msg(strcmp(order, ROWS[_i].order) == 0, "%s: %s",
		              ROWS[_i].what, order);
	free(findings);
	free(order);
	trial_drop(&trial);
}
END_TEST

START_TEST(test_both_ends_stand_as_if_they_had_passed_so)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING,
		TALK,
		"B>A . seq K+501 ack J+102 at 0.0601",
		"B>A F. seq K+501 ack J+102 at 0.0602",
		"A>B F. seq J+101 ack K+501 at 0.0603",
		"A>B . seq J+102 ack K+502 at 0.09",
	};
	const struct connection *c;
	struct trial trial;

	trial_begin(&trial, false, 0);
	trial_feed_all(&trial, LINES);
	trial_end(&trial);
	c = trial_at(&trial, 0);
	ck_assert_int_eq(connection_outcome(c), OUTCOME_CLOSED);
	ck_assert_int_eq(c->half[0].state, TCP_TIME_WAIT);
	ck_assert_int_eq(c->half[1].state, TCP_CLOSED);
	ck_assert_uint_eq(c->closing.first, DIR_0);
	ck_assert_uint_eq(c->ahead[DIR_1].count, 2);
	ck_assert_uint_eq(c->ahead[DIR_1].first, 7);
	ck_assert_int_eq(c->ahead[DIR_1].most, 200000);
	ck_assert_uint_eq(c->ahead[DIR_0].count, 0);
	if (trial_keeps() == KEEP_ALL) {
		ck_assert_uint_eq(c->records[6].packet, 9);
		ck_assert_uint_eq(c->records[6].marks, 0);
		ck_assert_uint_eq(c->records[7].marks, MARKS_EARLY);
	}
	trial_drop(&trial);
}
END_TEST

/* The answer to a SYN that opens nothing tells whose numbers are whose: it waits
 * for nothing, and who comes early after it does. */
START_TEST(test_a_syn_that_opens_nothing_is_decided_first)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING,
		TALK,
		"A>B S seq J-9000 at 0.1",
		"B>A . seq K+501 ack J+101 at 0.11",
		"B>A . seq K+501 ack J+201 at 0.12",
		"A>B P. seq J+101 ack K+501 len 100 at 0.1201",
		"A>B . seq J+201 ack K+501 at 0.13",
	};
	struct trial trial;
	char *findings;

	trial_begin(&trial, false, 0);
	trial_feed_all(&trial, LINES);
	trial_end(&trial);
	findings = story_findings_of(trial_at(&trial, 1));
	ck_assert_str_eq(findings, "syn-on-open@7 capture-order@9");
	free(findings);
	trial_drop(&trial);
}
END_TEST

/* What crosses a reset comes a round trip later, and as much more as the capture is
 * late. */
START_TEST(test_what_is_late_as_the_capture_is_crosses_a_reset)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING,
		"B>A . seq K+1 ack J+101 at 0.0211",
		"A>B P. seq J+1 ack K+1 len 100 at 0.0231",
		"B>A R. seq K+1 ack J+101 at 0.05",
		"A>B . seq J+101 ack K+1",
	};
	const struct connection *c;
	struct trial trial;

	trial_begin(&trial, false, 0);
	trial_feed_all(&trial, LINES);
	trial_feed(&trial, _i ? "A>B . seq J+101 ack K+1 at 0.0725"
	                      : "A>B . seq J+101 ack K+1 at 0.0715");
	trial_end(&trial);
	c = trial_at(&trial, 0);
	ck_assert_int_eq(c->half[0].state, _i ? TCP_ESTABLISHED : TCP_CLOSED);
	trial_drop(&trial);
}
END_TEST

/* More than can wait: then all stand where they are. */
START_TEST(test_no_more_wait_than_there_is_room_for)
{
	const unsigned many = EARLY_SEGMENTS + _i;
	struct trial trial;

	trial_begin(&trial, false, 0);
	trial_feed(&trial, SYN);
	trial_feed(&trial, SYN_ACK);
	trial_feed(&trial, THIRD);
	for (unsigned i = 1; i < many; i++)
		trial_feed(&trial, "B>A . seq K+1 ack J+101 at 0.03");
	trial_feed(&trial, "A>B P. seq J+1 ack K+1 len 100 at 0.031");
	trial_end(&trial);
	ck_assert_int_eq(
		connection_has(trial_at(&trial, 0), RULE_CAPTURE_ORDER),
		_i == 0);
	trial_drop(&trial);
}
END_TEST

/* A second connection's ACK waits while so many others' do. */
START_TEST(test_the_first_to_be_due_makes_room)
{
	const unsigned others = 31 + _i;
	char line[64];
	struct trial trial;

	trial_begin(&trial, false, 0);
	trial_feed(&trial, SYN);
	trial_feed(&trial, SYN_ACK);
	trial_feed(&trial, THIRD);
	trial_feed(&trial, "B>A . seq K+1 ack J+101 at 0.03");
	for (unsigned i = 0; i < others; i++) {
		snprintf(line, sizeof(line), "C>B S seq J from %u at 0.03",
		         i + 1);
		trial_feed(&trial, line);
		snprintf(line, sizeof(line),
		         "C>B . seq J+1 ack K+1 from %u at 0.03", i + 1);
		trial_feed(&trial, line);
	}
	trial_feed(&trial, "A>B P. seq J+1 ack K+1 len 100 at 0.031");
	trial_end(&trial);
	ck_assert_int_eq(
		connection_has(trial_at(&trial, 0), RULE_CAPTURE_ORDER),
		_i == 0);
	trial_drop(&trial);
}
END_TEST

/* What waits when its connection has ended, or makes room, is not lost. */
START_TEST(test_one_that_goes_is_judged_before)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING,
		TALK,
		CLOSING,
		"B>A . seq K+502 ack J+103 at 0.2",
		"C>B S seq J at 10",
	};
	struct trial trial;

	trial_begin(&trial, true, SECOND);
	trial_feed_all(&trial, LINES);
	ck_assert_uint_eq(trial.handed, 1);
	ck_assert_uint_eq(
		tracker_totals(trial.tracker)->findings[SEVERITY_ERROR], 1);
	trial_end(&trial);
	ck_assert_uint_eq(trial.handed, 2);
	trial_drop(&trial);
}
END_TEST

START_TEST(test_one_that_makes_room_is_judged_before)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING,
		TALK,
		CLOSING,
		"B>A . seq K+502 ack J+103 at 0.1001",
		"C>B S seq J at 0.1002",
		"C>B S seq J from 7 at 0.1003",
	};
	struct trial trial;

	trial_begin_crowded(&trial, false, 1);
	trial_feed_all(&trial, LINES);
	ck_assert_uint_ge(trial.evicted, 1);
	ck_assert_uint_eq(
		tracker_totals(trial.tracker)->findings[SEVERITY_ERROR], 1);
	trial_end(&trial);
	trial_drop(&trial);
}
END_TEST

static void add_tests(Suite *suite, const char *name, SFun set_up)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, test_what_comes_after_it_was_before, 0,
	                    ARRAY_LEN(ROWS));
	tcase_add_test(tcase, test_both_ends_stand_as_if_they_had_passed_so);
	tcase_add_test(tcase, test_a_syn_that_opens_nothing_is_decided_first);
	tcase_add_loop_test(tcase,
	                    test_what_is_late_as_the_capture_is_crosses_a_reset,
	                    0, 2);
	tcase_add_loop_test(tcase, test_no_more_wait_than_there_is_room_for, 0,
	                    2);
	tcase_add_loop_test(tcase, test_the_first_to_be_due_makes_room, 0, 2);
	tcase_add_test(tcase, test_one_that_goes_is_judged_before);
	tcase_add_test(tcase, test_one_that_makes_room_is_judged_before);
	suite_add_tcase(suite, tcase);
}

Suite *early_suite(void)
{
	Suite *suite = suite_create("early");

	add_tests(suite, "kept", trial_keep_all);
	add_tests(suite, "lean", trial_keep_nothing);
	add_tests(suite, "put away", trial_put_away);
	return suite;
}
