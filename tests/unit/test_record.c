/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is kept of the segments, at each of the three measures.
 */
#include "config.h"

#include <stdio.h>

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/marks.h"
#include "track/tcp_state.h"

static const char *const WHOLE[LINES_MAX] = {
	OPENING,
	"A>B P. seq J+1 ack K+1 len 100",
	"B>A P. seq K+1 ack J+101 len 500",
	"B>A P. seq K+501 ack J+101 len 500",
	"A>B . seq J+101 ack K+1001",
	"B>A P. seq K+1001 ack J+101 len 500",
	"A>B . seq J+101 ack K+1501",
	"A>B F. seq J+101 ack K+1501",
	"B>A . seq K+1501 ack J+102",
	"B>A F. seq K+1501 ack J+102",
	"A>B . seq J+102 ack K+1502",
};

START_TEST(test_none_keeps_nothing)
{
	struct story story = {.options = {.keep = KEEP_NONE}};

	story_tell_all(&story, WHOLE);
	ck_assert_uint_eq(story.connection.record_count, 0);
	ck_assert_ptr_null(story.connection.records);
	story_fini(&story);
}
END_TEST

START_TEST(test_all_keeps_one_a_segment)
{
	struct story story = {.options = {.keep = KEEP_ALL}};
	const struct connection *c = &story.connection;

	ck_assert_uint_eq(story_tell_all(&story, WHOLE), 13);
	ck_assert_uint_eq(c->record_count, 13);
	for (uint32_t i = 0; i < 13; i++) {
		ck_assert_uint_eq(c->records[i].packet, i + 1);
		ck_assert_uint_eq(c->records[i].last_packet, i + 1);
		ck_assert(!c->records[i].run);
		ck_assert_uint_eq(c->records[i].segments,
		                  c->records[i].bytes > 0);
	}
	story_fini(&story);
}
END_TEST

/* Handshake, one run each way, close: 3 + 2 + 4. */
START_TEST(test_key_folds_ordinary_data_into_a_run_each_way)
{
	struct story story = {.options = {.keep = KEEP_KEY}};
	const struct connection *c = &story.connection;

	story_tell_all(&story, WHOLE);
	ck_assert_uint_eq(c->record_count, 9);
	ck_assert_uint_eq(c->records[3].packet, 4);
	ck_assert_uint_eq(c->records[3].bytes, 100);
	ck_assert_uint_eq(c->records[3].segments, 1);
	ck_assert_uint_eq(c->records[3].dir, DIR_0);
	ck_assert_uint_eq(c->records[4].packet, 5);
	ck_assert_uint_eq(c->records[4].last_packet, 9);
	ck_assert_uint_eq(c->records[4].bytes, 1500);
	ck_assert_uint_eq(c->records[4].segments, 3);
	ck_assert_uint_eq(c->records[4].dir, DIR_1);
	ck_assert_uint_eq(c->records[5].packet, 10);
	story_fini(&story);
}
END_TEST

START_TEST(test_labels_are_those_of_the_seven_steps)
{
	static const enum label WANT[] = {
		LABEL_SYN,   LABEL_SYN_ACK, LABEL_ACK_K,
		LABEL_NONE,  LABEL_NONE,    LABEL_FIN_M,
		LABEL_ACK_M, LABEL_FIN_N,   LABEL_ACK_N,
	};
	struct story story = {.options = {.keep = KEEP_KEY}};
	const struct connection *c = &story.connection;

	story_tell_all(&story, WHOLE);
	for (size_t i = 0; i < ARRAY_LEN(WANT); i++)
		ck_assert_uint_eq(c->records[i].label, WANT[i]);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_fin_that_acknowledges_the_other_says_both)
{
	static const char *const LINES[LINES_MAX] = {OPENING, TALK, FIN_A,
	                                             FIN_B, LAST};
	struct story story = {.options = {.keep = KEEP_ALL}};

	story_tell_all(&story, LINES);
	ck_assert_uint_eq(story.connection.records[7].label, LABEL_FIN_N_ACK);
	ck_assert_uint_eq(story.connection.records[8].label, LABEL_ACK_N);
	story_fini(&story);
}
END_TEST

START_TEST(test_each_of_the_four_checks_stands_at_its_segment)
{
	struct story story = {.options = {.keep = KEEP_KEY}};
	const struct record *r;

	story_tell_all(&story, WHOLE);
	r = story.connection.records;
	ck_assert_uint_eq(r[1].check, 1 + EQUATION_J);
	ck_assert_uint_eq(r[2].second_check, 1 + EQUATION_K);
	ck_assert_uint_eq(r[6].check, 1 + EQUATION_M);
	ck_assert_uint_eq(r[8].check, 1 + EQUATION_N);
	story_fini(&story);
}
END_TEST

/* As Wireshark: a SYN is 0, what is met later begins with 1. */
START_TEST(test_relative_numbers_count_from_the_syn)
{
	struct story story = {.options = {.keep = KEEP_ALL}};
	const struct record *r;

	story_tell_all(&story, WHOLE);
	r = story.connection.records;
	ck_assert_uint_eq(r[0].rel_seq, 0);
	ck_assert_uint_eq(r[0].seq, STORY_J);
	ck_assert_uint_eq(r[1].rel_seq, 0);
	ck_assert_uint_eq(r[1].rel_ack, 1);
	ck_assert_uint_eq(r[9].rel_seq, 101);
	ck_assert_uint_eq(r[9].rel_ack, 1501);
	story_fini(&story);
}
END_TEST

START_TEST(test_relative_numbers_met_later_count_from_one)
{
	struct story story = {.options = {.keep = KEEP_ALL}};
	const struct record *r;

	story_tell(&story, ANSWER);
	story_tell(&story, GOT_IT);
	r = story.connection.records;
	ck_assert_uint_eq(r[0].rel_seq, 1);
	ck_assert_uint_eq(r[0].rel_ack, 1);
	ck_assert_uint_eq(r[1].rel_seq, 1);
	ck_assert_uint_eq(r[1].rel_ack, 501);
	story_fini(&story);
}
END_TEST

/* A row of interest is never folded away. */
START_TEST(test_what_bears_a_mark_is_kept_and_ends_the_run)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING,
		ASK,
		"A>B P. seq J+101 ack K+1 len 100",
		"A>B P. seq J+1 ack K+1 len 100 at 1",
		"A>B P. seq J+201 ack K+1 len 100",
	};
	struct story story = {.options = {.keep = KEEP_KEY}};
	const struct connection *c = &story.connection;

	story_tell_all(&story, LINES);
	ck_assert_uint_eq(c->record_count, 6);
	ck_assert_uint_eq(c->records[3].segments, 2);
	ck_assert(c->records[4].key);
	ck_assert(c->records[4].marks & MARK_BIT(RETRANSMISSION));
	ck_assert_uint_eq(c->records[5].packet, 7);
	ck_assert_uint_eq(c->records[5].segments, 1);
	story_fini(&story);
}
END_TEST

START_TEST(test_memory_follows_what_happened_not_how_much_was_sent)
{
	static const char *const LINES[LINES_MAX] = {OPENING};
	struct story story = {.options = {.keep = KEEP_KEY}};
	char line[80];

	story_tell_all(&story, LINES);
	for (unsigned i = 0; i < 10000; i++) {
		snprintf(line, sizeof(line), "A>B P. seq J+%u ack K+1 len 5",
		         1 + 5 * i);
		story_tell(&story, line);
	}
	ck_assert_uint_eq(story.connection.record_count, 4);
	ck_assert_uint_eq(story.connection.records[3].bytes, 50000);
	ck_assert_uint_eq(story.connection.records[3].segments, 10000);
	story_fini(&story);
}
END_TEST

START_TEST(test_states_stand_beside_each_segment)
{
	struct story story = {.options = {.keep = KEEP_ALL}};
	const struct record *r;

	story_tell_all(&story, WHOLE);
	r = story.connection.records;
	ck_assert_uint_eq(r[0].state[0], TCP_SYN_SENT);
	ck_assert_uint_eq(r[0].state[1], TCP_LISTEN);
	ck_assert_uint_eq(r[9].state[0], TCP_FIN_WAIT_1);
	ck_assert_uint_eq(r[9].state[1], TCP_CLOSE_WAIT);
	ck_assert_uint_eq(r[12].state[0], TCP_TIME_WAIT);
	ck_assert_uint_eq(r[12].state[1], TCP_CLOSED);
	story_fini(&story);
}
END_TEST

START_TEST(test_label_names_are_those_of_the_contract)
{
	static const char *const NAMES[LABEL_COUNT] = {
		[LABEL_SYN] = "SYN(J)",
		[LABEL_SYN_ACK] = "SYN(K),ACK(J+1)",
		[LABEL_SYN_K] = "SYN(K)",
		[LABEL_SYN_J_ACK] = "SYN(J),ACK(K+1)",
		[LABEL_ACK_K] = "ACK(K+1)",
		[LABEL_FIN_M] = "FIN(M)",
		[LABEL_ACK_M] = "ACK(M+1)",
		[LABEL_FIN_N] = "FIN(N)",
		[LABEL_FIN_N_ACK] = "FIN(N),ACK(M+1)",
		[LABEL_ACK_N] = "ACK(N+1)",
	};

	ck_assert_ptr_null(label_name(LABEL_NONE));
	for (int i = LABEL_NONE + 1; i < LABEL_COUNT; i++)
		ck_assert_str_eq(label_name(i), NAMES[i]);
}
END_TEST

/* Past the limit, nothing grows, and nothing is folded out of order. */
START_TEST(test_past_the_limit_segments_are_counted)
{
	static const enum keep KEEPS[] = {KEEP_KEY, KEEP_ALL};
	struct story story = {.options = {.keep = KEEPS[_i], .keep_max = 4}};
	const struct connection *c = &story.connection;

	ck_assert_uint_eq(story_tell_all(&story, WHOLE), 13);
	ck_assert_uint_eq(c->record_count, 4);
	ck_assert_uint_eq(c->records[3].last_packet, 4);
	ck_assert_uint_eq(c->records_omitted, 9);
	ck_assert(c->half[0].fin_seen && c->half[1].fin_seen);
	story_fini(&story);
}
END_TEST

START_TEST(test_at_the_limit_a_run_goes_on)
{
	struct story story = {.options = {.keep = KEEP_KEY, .keep_max = 9}};

	story_tell_all(&story, WHOLE);
	ck_assert_uint_eq(story.connection.record_count, 9);
	ck_assert_uint_eq(story.connection.records_omitted, 0);
	story_fini(&story);
}
END_TEST

Suite *record_suite(void)
{
	Suite *suite = suite_create("record");
	TCase *tcase = tcase_create("record");

	tcase_add_test(tcase, test_none_keeps_nothing);
	tcase_add_test(tcase, test_all_keeps_one_a_segment);
	tcase_add_test(tcase, test_key_folds_ordinary_data_into_a_run_each_way);
	tcase_add_test(tcase, test_labels_are_those_of_the_seven_steps);
	tcase_add_test(tcase, test_a_fin_that_acknowledges_the_other_says_both);
	tcase_add_test(tcase,
	               test_each_of_the_four_checks_stands_at_its_segment);
	tcase_add_test(tcase, test_relative_numbers_count_from_the_syn);
	tcase_add_test(tcase, test_relative_numbers_met_later_count_from_one);
	tcase_add_test(tcase, test_what_bears_a_mark_is_kept_and_ends_the_run);
	tcase_add_test(tcase,
	               test_memory_follows_what_happened_not_how_much_was_sent);
	tcase_add_loop_test(tcase, test_past_the_limit_segments_are_counted, 0,
	                    2);
	tcase_add_test(tcase, test_at_the_limit_a_run_goes_on);
	tcase_add_test(tcase, test_states_stand_beside_each_segment);
	tcase_add_test(tcase, test_label_names_are_those_of_the_contract);
	suite_add_tcase(suite, tcase);
	return suite;
}
