/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the IP identification tells: of a packet that is here whole and in
 * pieces, of a number that is missing from the row, and of what is old.
 */
#include "config.h"

#include "base/array.h"
#include "seg.h"
#include "story.h"
#include "suites.h"
#include "track/evidence.h"
#include "track/marks.h"

/* What A hands down whole, 3000 bytes under ID 12. */
#define BEFORE                                                       \
	"A>B S seq J id 10", SYN_ACK, "A>B . seq J+1 ack K+1 id 11", \
		"B>A P. seq K+1 ack J+1 len 9 at 0.021"
#define WHOLE BEFORE, "A>B P. seq J+1 ack K+10 len 3000 id 12 at 0.03"
/* … and how the network card cuts it. */
#define FIRST "A>B . seq J+1 ack K+10 len 1448 id 12 at 0.03001"
#define SECOND "A>B . seq J+1449 ack K+10 len 1448 id 13 at 0.03002"
#define THIRD_OF_IT "A>B P. seq J+2897 ack K+10 len 104 id 14 at 0.03003"

#define SKIPS                         \
	"A>B S seq J id 15", SYN_ACK, \
		"A>B P. seq J+101 ack K+1 len 100 id 20 at 0.03"

#define COPY MARK_BIT(DUPLICATE_CAPTURE)
#define DUPLICATED MARK_BIT(NETWORK_DUPLICATE)
#define AGAIN MARK_BIT(RETRANSMISSION)
#define LATE MARK_BIT(OUT_OF_ORDER)

static const struct story_row ROWS[] = {
	{"the first piece", {WHOLE}, FIRST, COPY},
	{"the second", {WHOLE, FIRST}, SECOND, COPY},
	{"the last", {WHOLE, FIRST, SECOND}, THIRD_OF_IT, COPY},
	{"a piece seen twice", {WHOLE, FIRST, SECOND}, SECOND, COPY},
	{"the second without the first", {WHOLE}, SECOND, AGAIN},
	{"its ID, but not the numbers that follow",
         {WHOLE, FIRST},
         "A>B . seq J+1450 ack K+10 len 1448 id 13 at 0.03002",
         AGAIN},
	{"the numbers that follow, but not its ID",
         {WHOLE, FIRST},
         "A>B . seq J+1449 ack K+10 len 1448 id 15 at 0.03002",
         AGAIN},
	{"the second, 2 ms later",
         {WHOLE, FIRST},
         "A>B . seq J+1449 ack K+10 len 1448 id 13 at 0.03201",
         COPY},
	{"the second, more than that later",
         {WHOLE, FIRST},
         "A>B . seq J+1449 ack K+10 len 1448 id 13 at 0.03202",
         AGAIN},
	{"more than was whole",
         {WHOLE, FIRST, SECOND},
         "A>B P. seq J+2897 ack K+10 len 105 id 14 at 0.03003",
         AGAIN},
	{"what follows in order is no piece",
         {WHOLE, FIRST, SECOND, THIRD_OF_IT},
         "A>B P. seq J+3001 ack K+10 len 9 id 15 at 0.03004",
         0},
	{"two that were handed down before the first was cut",
         {WHOLE, "A>B P. seq J+3001 ack K+10 len 3000 id 15 at 0.03001",
          "A>B . seq J+1 ack K+10 len 1448 id 12 at 0.03002"},
         "A>B . seq J+1449 ack K+10 len 1448 id 13 at 0.03003",
         COPY},
	{"part of it under its own ID, long after",
         {WHOLE},
         "A>B . seq J+1 ack K+10 len 1 id 12 at 0.5",
         DUPLICATED},
	{"no ID: sooner than it could be sent again",
         {BEFORE, "A>B P. seq J+1 ack K+10 len 3000 at 0.03"},
         "A>B . seq J+1 ack K+10 len 1448 at 0.03001",
         COPY},
	{"no ID: a round trip later",
         {BEFORE, "A>B P. seq J+1 ack K+10 len 3000 at 0.03"},
         "A>B . seq J+1 ack K+10 len 1448 at 0.05",
         AGAIN},
	{"an ID that never moves",
         {"A>B S seq J id 1", SYN_ACK, "A>B . seq J+1 ack K+1 id 1",
          "B>A P. seq K+1 ack J+1 len 9 at 0.021",
          "A>B P. seq J+1 ack K+10 len 3000 id 1 at 0.03"},
         "A>B . seq J+1 ack K+10 len 1448 id 1 at 0.03001",
         AGAIN},

	/* A row with one missing: the first try of this was lost. */
	{"a server whose SYN,ACK has no ID counts for each connection",
         {SYN, SYN_ACK, THIRD, ASK, "B>A . seq K+1 ack J+101 id 20",
          "B>A P. seq K+1 ack J+101 len 9 id 21 at 0.05",
          "A>B . seq J+101 ack K+10 at 0.06"},
         "B>A P. seq K+10 ack J+101 len 9 id 23 at 0.3",
         AGAIN},
	{"one whose SYN,ACK has one may count for all",
         {SYN, "B>A S. seq K ack J+1 id 18", THIRD, ASK,
          "B>A . seq K+1 ack J+101 id 20",
          "B>A P. seq K+1 ack J+101 len 9 id 21 at 0.05",
          "A>B . seq J+101 ack K+10 at 0.06"},
         "B>A P. seq K+10 ack J+101 len 9 id 23 at 0.3",
         0},

	/* Three that rise are a counter, the one that is asked about among them. */
	{"the third that rises, within a round trip of what skipped it",
         {SKIPS},
         "A>B . seq J+1 ack K+1 len 100 id 21 at 0.035",
         AGAIN},
	{"one that falls, a round trip later",
         {SKIPS},
         "A>B . seq J+1 ack K+1 len 100 id 19 at 0.09",
         AGAIN},
	{"one that rises too far",
         {SKIPS},
         "A>B . seq J+1 ack K+1 len 100 id 277 at 0.035",
         LATE},
};

START_TEST(test_the_ip_id_tells)
{
	story_check_row(&ROWS[_i]);
}
END_TEST

/* Neither the pieces nor their bytes are the connection's. */
START_TEST(test_what_was_cut_is_counted_once)
{
	static const struct telling TELLING = {
		"whole, and in three pieces",
		{WHOLE, FIRST, SECOND, THIRD_OF_IT,
	         "B>A . seq K+10 ack J+3001 at 0.04"},
		"duplicate-capture@6",
	};
	struct story story = {0};

	story_expect(&TELLING);
	story_tell_all(&story, TELLING.lines);
	ck_assert_uint_eq(story.connection.copies, 3);
	ck_assert_uint_eq(story.connection.half[0].payload_bytes, 3000);
	ck_assert_uint_eq(story.connection.half[0].segments, 3);
	ck_assert_uint_eq(story.connection.half[0].retransmissions, 0);
	story_fini(&story);
}
END_TEST

/* The same capture once more: no packet of it is newer than all. */
START_TEST(test_what_is_old_an_ip_id_tells_only_where_it_counts)
{
	static const char *const COUNTS[LINES_MAX] = {WHOLE};
	static const char *const RANDOM[LINES_MAX] = {
		"A>B S seq J id 9", SYN_ACK, "A>B . seq J+1 ack K+1 id 40000",
		"A>B P. seq J+1 ack K+1 len 100 id 77 at 0.03"};
	struct story counts = {0}, random = {0};
	const struct half *half = &counts.connection.half[0];
	struct segment s;

	story_tell_all(&counts, COUNTS);
	story_tell_all(&random, RANDOM);
	s = story_segment(&counts, "A>B . seq J+1 ack K+1 id 13 at 0.02");
	ck_assert(!evidence_is_old(half, &s));
	s = story_segment(&counts, "A>B . seq J+1 ack K+1 id 11 at 0.02");
	ck_assert(evidence_is_old(half, &s));
	s = story_segment(&counts, "A>B . seq J+1 ack K+1 id 11 at 0.04");
	ck_assert(!evidence_is_old(half, &s));
	s = story_segment(&random, "A>B . seq J+1 ack K+1 id 500 at 0.02");
	ck_assert(evidence_is_old(&random.connection.half[0], &s));
	story_fini(&counts);
	story_fini(&random);
}
END_TEST

Suite *identification_suite(void)
{
	Suite *suite = suite_create("identification");
	TCase *tcase = tcase_create("identification");

	tcase_add_loop_test(tcase, test_the_ip_id_tells, 0, ARRAY_LEN(ROWS));
	tcase_add_test(tcase, test_what_was_cut_is_counted_once);
	tcase_add_test(tcase,
	               test_what_is_old_an_ip_id_tells_only_where_it_counts);
	suite_add_tcase(suite, tcase);
	return suite;
}
