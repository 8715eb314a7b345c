/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Each mark by its definition, and next to it. A row's last line is judged;
 * the round trip is 20 ms.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "seg.h"
#include "story.h"
#include "suites.h"
#include "track/analysis.h"
#include "track/marks.h"

/* B has acknowledged all of A's 100 bytes, with its window shut or not. */
#define ASKED OPENING, ASK
#define TAKEN ASKED, "B>A . seq K+1 ack J+101"
#define SHUT ASKED, "B>A . seq K+1 ack J+101 win 0"
#define PROBED SHUT, "A>B . seq J+101 ack K+1 len 1"
#define SCALED \
	"A>B S seq J wscale 7", "B>A S. seq K ack J+1 win 100 wscale 7", THIRD
/* A's second segment came first. */
#define SECOND "A>B P. seq J+101 ack K+1 len 100 at 0.03"
#define FIRST(when) "A>B P. seq J+1 ack K+1 len 100 at " when
#define DUP(when) "B>A . seq K+1 ack J+1 at " when

static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	const char *marks;
} ROWS[] = {
	{"a sound opening", {OPENING}, ""},
	{"sound data", {ASKED}, ""},
	{"a sound answer", {ASKED, ANSWER}, ""},
	{"a sound FIN", {OPENING, TALK, FIN_A}, ""},
	{"the last ACK", {OPENING, TALK, CLOSING}, ""},

	/* 1 */
	{"a byte at the shut window", {PROBED}, "zero-window-probe"},
	{"probed again: the probe moved nothing",
         {PROBED, "A>B . seq J+101 ack K+1 len 1"},
         "zero-window-probe"},
	{"two bytes are no probe", {SHUT, "A>B . seq J+101 ack K+1 len 2"}, ""},
	{"an open window is not probed",
         {TAKEN, "A>B . seq J+101 ack K+1 len 1"},
         ""},
	/* 2 */
	{"the window shut", {SHUT}, "zero-window"},
	{"a window of 1", {ASKED, "B>A . seq K+1 ack J+101 win 1"}, ""},
	{"a SYN may say 0", {"A>B S seq J win 0"}, ""},
	{"a FIN may", {OPENING, TALK, "A>B F. seq J+101 ack K+501 win 0"}, ""},
	{"a RST may", {OPENING, TALK, "A>B R seq J+101 win 0"}, ""},
	/* 3 */
	{"a gap before",
         {ASKED, "A>B P. seq J+201 ack K+1 len 10"},
         "previous-segment-not-captured"},
	{"a gap of one byte",
         {ASKED, "A>B P. seq J+102 ack K+1 len 10"},
         "previous-segment-not-captured"},
	{"no gap before", {ASKED, "A>B P. seq J+101 ack K+1 len 10"}, ""},
	{"a bare ACK can show a gap",
         {ASKED, "A>B . seq J+102 ack K+1"},
         "previous-segment-not-captured"},
	{"a RST shows none", {ASKED, "A>B R seq J+201"}, ""},
	{"nor does the first segment seen", {"A>B P. seq 7 ack 9 len 5"}, ""},
	/* 4 */
	{"a keep-alive without a byte",
         {TAKEN, "A>B . seq J+100 ack K+1"},
         "keep-alive"},
	{"a keep-alive with one",
         {TAKEN, "A>B . seq J+100 ack K+1 len 1"},
         "keep-alive"},
	{"with two it is data again, but not that old",
         {TAKEN, "A>B . seq J+100 ack K+1 len 2"},
         ""},
	{"two before the next is an old byte",
         {TAKEN, "A>B . seq J+99 ack K+1 len 1"},
         "retransmission spurious-retransmission"},
	{"a FIN keeps nothing alive",
         {OPENING, TALK, FIN_A, "A>B F. seq J+101 ack K+501 at 1"},
         "retransmission"},
	/* 5 */
	{"another window, nothing else",
         {TAKEN, "B>A . seq K+1 ack J+101 win 60000"},
         "window-update"},
	{"the window opens",
         {SHUT, "B>A . seq K+1 ack J+101 win 60000"},
         "window-update"},
	{"another ACK with it is no mere update",
         {ASKED, "B>A . seq K+1 ack J+101 win 60000"},
         ""},
	{"data with it is none",
         {TAKEN, "B>A P. seq K+1 ack J+101 len 5 win 60000"},
         ""},
	{"nor is the window shut",
         {TAKEN, "B>A . seq K+1 ack J+101 win 0"},
         "zero-window"},
	{"nor a FIN", {TAKEN, "B>A F. seq K+1 ack J+101 win 60000"}, ""},
	/* 6 */
	{"the window is full to the byte",
         {SYN, "B>A S. seq K ack J+1 win 100", THIRD, ASK},
         "window-full"},
	{"a byte less", {SYN, "B>A S. seq K ack J+1 win 101", THIRD, ASK}, ""},
	{"a byte more", {SYN, "B>A S. seq K ack J+1 win 99", THIRD, ASK}, ""},
	{"a SYN,ACK's window is not scaled", {SCALED, ASK}, "window-full"},
	{"an ACK's is",
         {SCALED, ASK, "B>A . seq K+1 ack J+101 win 1",
          "A>B P. seq J+101 ack K+1 len 128"},
         "window-full"},
	{"an ACK's is, a byte less",
         {SCALED, ASK, "B>A . seq K+1 ack J+101 win 1",
          "A>B P. seq J+101 ack K+1 len 127"},
         ""},
	{"one side alone does not scale",
         {"A>B S seq J wscale 7", "B>A S. seq K ack J+1 win 100", THIRD, ASK,
          "B>A . seq K+1 ack J+101 win 10", "A>B P. seq J+101 ack K+1 len 10"},
         "window-full"},
	{"one side alone does not scale, the other way",
         {"A>B S seq J wscale 7 win 500", SYN_ACK, THIRD,
          "B>A P. seq K+1 ack J+1 len 500", "A>B . seq J+1 ack K+501 win 10",
          "B>A P. seq K+501 ack J+1 len 10"},
         "window-full"},
	{"without a SYN nobody knows the scale",
         {"B>A . seq K+1 ack J+1 win 100", ASK},
         ""},
	/* 7 */
	{"a keep-alive is answered",
         {TAKEN, "A>B . seq J+100 ack K+1", "B>A . seq K+1 ack J+101"},
         "keep-alive-ack"},
	{"answered with another window",
         {TAKEN, "A>B . seq J+100 ack K+1", "B>A . seq K+1 ack J+101 win 9"},
         "window-update"},
	{"answered with another ACK",
         {ASKED, "A>B . seq J+100 ack K+1", "B>A . seq K+1 ack J+101"},
         ""},
	/* 8 */
	{"a probe is answered",
         {PROBED, "B>A . seq K+1 ack J+101 win 0"},
         "zero-window zero-window-probe-ack"},
	{"without a probe it is just shut",
         {SHUT, "B>A . seq K+1 ack J+101 win 0"},
         "zero-window"},
	{"a probe is answered by opening",
         {PROBED, "B>A . seq K+1 ack J+101 win 9"},
         "window-update"},
	/* 9 */
	{"the same ACK again",
         {TAKEN, "B>A . seq K+1 ack J+101"},
         "duplicate-ack"},
	{"and again",
         {TAKEN, "B>A . seq K+1 ack J+101", "B>A . seq K+1 ack J+101"},
         "duplicate-ack"},
	{"not with data", {TAKEN, "B>A P. seq K+1 ack J+101 len 5"}, ""},
	{"not from elsewhere",
         {TAKEN, "B>A . seq K+2 ack J+101"},
         "previous-segment-not-captured"},
	{"not a RST", {TAKEN, "B>A R. seq K+1 ack J+101"}, ""},
	{"not a FIN", {TAKEN, "B>A F. seq K+1 ack J+101"}, ""},
	{"the first ACK of a side repeats nothing",
         {"A>B S seq J", "A>B . seq J+1 ack 0"},
         ""},
	/* 10 */
	{"acknowledged, seen as the byte of a probe",
         {PROBED, "B>A . seq K+1 ack J+102 win 9999"},
         ""},
	{"acknowledged, never seen",
         {ASKED, "B>A . seq K+1 ack J+201"},
         "acked-unseen-segment"},
	{"by one byte",
         {ASKED, "B>A . seq K+1 ack J+102"},
         "acked-unseen-segment"},
	{"all that was seen", {ASKED, "B>A . seq K+1 ack J+101"}, ""},
	{"said once for one hole",
         {ASKED, "B>A . seq K+1 ack J+201", "B>A . seq K+1 ack J+201"},
         "duplicate-ack"},
	{"a hole below what was seen",
         {ASKED, "A>B P. seq J+201 ack K+1 len 10", "B>A . seq K+1 ack J+211"},
         "acked-unseen-segment"},
	{"nothing seen of it yet", {"A>B . seq 7 ack 9"}, ""},
	/* 11 */
	{"sent again, but acknowledged",
         {TAKEN, "A>B P. seq J+1 ack K+1 len 100 at 1"},
         "retransmission spurious-retransmission"},
	{"the last byte is not acknowledged",
         {ASKED, "B>A . seq K+1 ack J+100",
          "A>B P. seq J+1 ack K+1 len 100 at 1"},
         "retransmission"},
	{"nothing is acknowledged yet, whatever the numbers",
         {"A>B P. seq J-300 ack 5 len 100 at 1",
          "A>B P. seq J-300 ack 5 len 100 at 2"},
         "retransmission"},
	/* 12 */
	{"two duplicate ACKs ask for it",
         {ASKED, SECOND, DUP("0.04"), DUP("0.041"), DUP("0.042"),
          FIRST("0.05")},
         "retransmission fast-retransmission"},
	{"two are enough",
         {ASKED, SECOND, DUP("0.04"), DUP("0.041"), FIRST("0.0609")},
         "retransmission fast-retransmission"},
	{"20 ms is too late",
         {ASKED, SECOND, DUP("0.04"), DUP("0.041"), FIRST("0.061")},
         "retransmission"},
	{"another segment was asked for",
         {ASKED, SECOND, "B>A . seq K+1 ack J+101 at 0.04",
          "B>A . seq K+1 ack J+101 at 0.041",
          "B>A . seq K+1 ack J+101 at 0.042",
          "B>A . seq K+1 ack J+101 at 0.043",
          "A>B P. seq J+111 ack K+1 len 90 at 0.05"},
         "retransmission"},
	/* 13 */
	{"skipped, and there within a round trip",
         {OPENING, SECOND, FIRST("0.049")},
         "out-of-order"},
	{"a round trip later it was sent again",
         {OPENING, SECOND, FIRST("0.050")},
         "retransmission"},
	{"skipped and asked for",
         {OPENING, SECOND, DUP("0.035"), DUP("0.036"), DUP("0.037"),
          FIRST("0.046")},
         "retransmission fast-retransmission"},
	{"an empty segment is never late",
         {OPENING, SECOND, "A>B . seq J+1 ack K+1 at 0.031"},
         ""},
	/* 14 */
	{"data sent again", {ASKED, FIRST("1")}, "retransmission"},
	{"a SYN sent again", {SYN, "A>B S seq J at 1"}, "retransmission"},
	{"a SYN,ACK sent again",
         {OPENING, "B>A S. seq K ack J+1 at 1"},
         "retransmission"},
	{"part old, part new",
         {ASKED, "A>B P. seq J+51 ack K+1 len 100 at 1"},
         "retransmission"},
	{"a FIN sent again",
         {OPENING, TALK, FIN_A, "A>B F. seq J+101 ack K+501 at 1"},
         "retransmission"},
	{"a FIN after its data is new",
         {ASKED, "A>B F. seq J+101 ack K+1"},
         ""},
	{"a copy that only its IP ID tells, many others later",
         {"A>B S seq J id 1", SYN_ACK, "A>B . seq J+1 ack K+1 id 2",
          "A>B . seq J+1 ack K+1 len 10 id 3",
          "A>B . seq J+11 ack K+1 len 10 id 4",
          "A>B . seq J+21 ack K+1 len 10 id 5",
          "A>B . seq J+31 ack K+1 len 10 id 6",
          "A>B . seq J+41 ack K+1 len 10 id 7",
          "A>B . seq J+1 ack K+1 len 10 id 3"},
         "network-duplicate"},
	{"a reset does not move what comes next",
         {ASKED, "A>B R seq J+500", "A>B P. seq J+101 ack K+1 len 10"},
         ""},

	/* Ours. */
	{"a keep-alive at a shut window probes it",
         {SHUT, "A>B . seq J+100 ack K+1"},
         "keep-alive window-probe"},
	{"the very same packet, at once",
         {"A>B S seq J id 100", SYN_ACK, "A>B . seq J+1 ack K+1 id 101",
          "A>B P. seq J+1 ack K+1 len 100 id 102 at 0.03",
          "A>B P. seq J+1 ack K+1 len 100 id 102 at 0.032"},
         "duplicate-capture"},
	{"the very same packet, by the network",
         {"A>B S seq J id 100", SYN_ACK, "A>B . seq J+1 ack K+1 id 101",
          "A>B P. seq J+1 ack K+1 len 100 id 102 at 0.03",
          "A>B P. seq J+1 ack K+1 len 100 id 102 at 0.0321"},
         "network-duplicate"},
	{"a SYN,ACK said twice",
         {"A>B S seq J at 0.001", "B>A S. seq K ack J+1 at 0.002",
          "B>A S. seq K ack J+1 at 0.0025"},
         "duplicate-capture"},
	{"a SYN,ACK for a SYN that came again",
         {"A>B S seq J at 0.001", "B>A S. seq K ack J+1 at 0.002",
          "A>B S seq J at 0.0022", "B>A S. seq K ack J+1 at 0.0023"},
         "retransmission"},
	{"a SYN,ACK said twice, its own SYN between",
         {"A>B S seq J at 0.001", "B>A S seq K at 0.0015",
          "B>A S. seq K ack J+1 at 0.002", "B>A S seq K at 0.0022",
          "B>A S. seq K ack J+1 at 0.0023"},
         "duplicate-capture"},
	{"a SYN,ACK for a SYN that was sent again, after the timer's",
         {"A>B S seq J at 0.001", "B>A S. seq K ack J+1 at 0.002",
          "B>A S. seq K ack J+1 at 1.002", "A>B S seq J at 1.0024",
          "B>A S. seq K ack J+1 at 1.0026"},
         "retransmission"},
	{"… but not with a timestamp of long ago",
         {"A>B S seq J ts 1 0 at 0.001", "B>A S. seq K ack J+1 ts 7 1 at 0.002",
          "A>B S seq J ts 1 0 at 0.0515",
          "B>A S. seq K ack J+1 ts 7 1 at 0.052"},
         "network-duplicate"},
	{"a SYN,ACK for each SYN that was sent",
         {"A>B S seq J at 0.001", "A>B S seq J at 1.001",
          "B>A S. seq K ack J+1 at 1.002", "B>A S. seq K ack J+1 at 1.0025"},
         "retransmission"},
	{"… but not with one timestamp",
         {"A>B S seq J ts 1 0 at 0.001", "A>B S seq J ts 1001 0 at 1.001",
          "B>A S. seq K ack J+1 ts 7 1001 at 1.002",
          "B>A S. seq K ack J+1 ts 7 1001 at 1.0025"},
         "duplicate-capture"},
	{"… nor with one IP ID",
         {"A>B S seq J at 0.001", "A>B S seq J at 1.001",
          "B>A S. seq K ack J+1 id 9 at 1.002",
          "B>A S. seq K ack J+1 id 9 at 1.0025"},
         "duplicate-capture"},
	{"a SYN,ACK for each, and one more",
         {"A>B S seq J at 0.001", "A>B S seq J at 1.001",
          "B>A S. seq K ack J+1 at 1.002", "B>A S. seq K ack J+1 at 1.0025",
          "B>A S. seq K ack J+1 at 1.0026"},
         "duplicate-capture"},
	{"a SYN,ACK for each, where each packet is here twice",
         {"A>B S seq J at 0.001", "A>B S seq J at 0.0011",
          "A>B S seq J at 1.001", "B>A S. seq K ack J+1 at 1.002",
          "B>A S. seq K ack J+1 at 1.0021"},
         "duplicate-capture"},
	{"a bad checksum",
         {OPENING, "A>B P. seq J+1 ack K+1 len 10 badsum"},
         "bad-checksum"},
};

/* The marks, a blank between; the caller frees. */
static char *names_of(uint32_t marks)
{
	struct text names = {0};

	text_add(&names, "");
	for (int mark = 0; mark < MARK_COUNT; mark++)
		if (marks & UINT32_C(1) << mark)
			text_printf(&names, "%s%s", names.len ? " " : "",
			            mark_name(mark));
	return names.at;
}

START_TEST(test_a_segment_bears_the_marks_of_its_definition_and_no_others)
{
	struct story story = {.options = {.keep = KEEP_ALL}};
	const struct connection *c = &story.connection;
	unsigned count = story_tell_all(&story, ROWS[_i].lines);
	char *marks;

	ck_assert_uint_eq(c->record_count, count);
	marks = names_of(c->records[count - 1].marks);
	ck_assert_msg(strcmp(marks, ROWS[_i].marks) == 0,
	              "%s: found \"%s\", want \"%s\"", ROWS[_i].what, marks,
	              ROWS[_i].marks);
	free(marks);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_retransmission_is_counted_with_its_bytes_and_a_copy_is_not)
{
	static const char *const LINES[LINES_MAX] = {
		"A>B S seq J id 100",
		SYN_ACK,
		"A>B . seq J+1 ack K+1 id 101",
		"A>B P. seq J+1 ack K+1 len 100 id 102 at 0.03",
		"A>B P. seq J+1 ack K+1 len 100 id 102 at 0.031",
		"A>B P. seq J+1 ack K+1 len 100 id 103 at 0.3",
	};
	struct story story = {0};
	const struct half *half = &story.connection.half[0];

	story_tell_all(&story, LINES);
	ck_assert_uint_eq(half->segments, 4);
	ck_assert_uint_eq(half->payload_bytes, 200);
	ck_assert_uint_eq(half->retransmissions, 1);
	ck_assert_uint_eq(half->retransmitted_bytes, 100);
	ck_assert_uint_eq(story.connection.half[1].segments, 1);
	ck_assert_uint_eq(half->snd_nxt, STORY_J + 101);
	story_fini(&story);
}
END_TEST

START_TEST(test_fin_consumes_one_sequence_number)
{
	static const char *const LINES[LINES_MAX] = {OPENING, TALK, FIN_A};
	struct story story = {0};

	story_tell_all(&story, LINES);
	ck_assert_uint_eq(story.connection.half[0].snd_nxt, STORY_J + 102);
	story_fini(&story);
}
END_TEST

START_TEST(test_syn_consumes_one_sequence_number_and_its_data_more)
{
	static const char *const LINES[LINES_MAX] = {"A>B S seq J len 10"};
	struct story story = {0};

	story_tell_all(&story, LINES);
	ck_assert_uint_eq(story.connection.half[0].snd_nxt, STORY_J + 11);
	story_fini(&story);
}
END_TEST

/* The latest SYN to the first ACK without SYN. */
START_TEST(test_the_round_trip_is_the_handshake_s)
{
	static const char *const LINES[LINES_MAX] = {
		"A>B S seq J at 0", "A>B S seq J at 1",
		"B>A S. seq K ack J+1 at 1.02", "A>B . seq J+1 ack K+1 at 1.03",
		"A>B . seq J+1 ack K+1 at 2"};
	struct story story = {0};

	story_tell_all(&story, LINES);
	ck_assert_int_eq(story.connection.round_trip, 30000000);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_scale_above_14_is_14)
{
	static const char *const LINES[LINES_MAX] = {
		"A>B S seq J wscale 15", "B>A S. seq K ack J+1 wscale 14"};
	struct story story = {0};

	story_tell_all(&story, LINES);
	ck_assert_int_eq(story.connection.half[0].scale, 14);
	ck_assert_int_eq(story.connection.half[1].scale, 14);
	story_fini(&story);
}
END_TEST

START_TEST(test_judging_changes_nothing)
{
	static const char *const LINES[LINES_MAX] = {ASKED};
	struct story story = {0};
	struct connection before;
	struct segment s;

	story_tell_all(&story, LINES);
	before = story.connection;
	s = story_segment(&story, "A>B P. seq J+201 ack K+1 len 10");
	ck_assert_uint_eq(analysis_marks(&story.connection, &s, DIR_0),
	                  MARK_BIT(PREVIOUS_NOT_CAPTURED));
	ck_assert_mem_eq(&story.connection, &before, sizeof(before));
	story_fini(&story);
}
END_TEST

/* Nothing can be said of numbers that are not known. */
START_TEST(test_a_segment_of_unknown_length_is_not_judged)
{
	static const char *const LINES[LINES_MAX] = {
		ASKED, "A>B P. seq J+5000 ack K+9000 unknown"};
	struct story story = {.options = {.keep = KEEP_ALL}};
	const struct connection *c = &story.connection;
	unsigned count = story_tell_all(&story, LINES);

	ck_assert_uint_eq(c->records[count - 1].marks, 0);
	ck_assert_uint_eq(c->half[0].snd_nxt, STORY_J + 101);
	ck_assert_uint_eq(c->half[0].segments, 4);
	story_fini(&story);
}
END_TEST

Suite *analysis_suite(void)
{
	Suite *suite = suite_create("analysis");
	TCase *marks = tcase_create("marks");
	TCase *notes = tcase_create("notes");

	tcase_add_loop_test(
		marks,
		test_a_segment_bears_the_marks_of_its_definition_and_no_others,
		0, ARRAY_LEN(ROWS));
	tcase_add_test(marks, test_judging_changes_nothing);
	tcase_add_test(marks, test_a_segment_of_unknown_length_is_not_judged);
	tcase_add_test(
		notes,
		test_a_retransmission_is_counted_with_its_bytes_and_a_copy_is_not);
	tcase_add_test(notes, test_fin_consumes_one_sequence_number);
	tcase_add_test(notes,
	               test_syn_consumes_one_sequence_number_and_its_data_more);
	tcase_add_test(notes, test_the_round_trip_is_the_handshake_s);
	tcase_add_test(notes, test_a_scale_above_14_is_14);
	suite_add_tcase(suite, marks);
	suite_add_tcase(suite, notes);
	return suite;
}
