/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What of a sender's numbers was never seen: holes are torn, filled, acknowledged and
 * forgotten.
 */
#include "config.h"

#include <stdio.h>

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/evidence.h"

/* Segments of 10 bytes at every second place from J+1; then these. */
static const struct {
	const char *what, *line;
	uint32_t unseen; /* of J+1 to J+101 */
} FILLS[] = {
	{"as it is", "A>B P. seq J+201 len 10", 50},
	{"a whole hole", "A>B P. seq J+31 len 10", 40},
	{"its left end", "A>B P. seq J+31 len 4", 46},
	{"its right end", "A>B P. seq J+37 len 4", 46},
	{"its middle", "A>B P. seq J+33 len 4", 46},
	{"two holes and what is between", "A>B P. seq J+31 len 30", 30},
	{"half of one and half of the next", "A>B P. seq J+35 len 20", 40},
	{"nothing of any", "A>B P. seq J+21 len 10", 50},
	{"all", "A>B P. seq J+1 len 100", 0},
	{"a RST fills nothing", "A>B R seq J+31 len 10", 50},
};

START_TEST(test_holes_are_filled_from_whatever_side)
{
	struct story story = {0};
	const struct half *half = &story.connection.half[0];
	char line[80];

	for (unsigned i = 0; i <= 5; i++) {
		snprintf(line, sizeof(line), "A>B P. seq J+%u len 10",
		         1 + 20 * i);
		story_tell(&story, line);
	}
	ck_assert(!evidence_whole(half, STORY_J + 101));
	ck_assert(evidence_whole(half, STORY_J + 11));
	ck_assert(!evidence_whole(half, STORY_J + 12));
	story_tell(&story, FILLS[_i].line);
	ck_assert_msg(evidence_unseen(half, STORY_J + 1, STORY_J + 101) ==
	                      FILLS[_i].unseen,
	              "%s: %u", FILLS[_i].what,
	              evidence_unseen(half, STORY_J + 1, STORY_J + 101));
	ck_assert(evidence_whole(half, STORY_J + 101) ==
	          (FILLS[_i].unseen == 0));
	story_fini(&story);
}
END_TEST

START_TEST(test_what_is_before_the_first_segment_was_not_seen)
{
	struct story story = {0};
	const struct half *half = &story.connection.half[0];

	story_tell(&story, "A>B P. seq J+1 len 10");
	ck_assert_uint_eq(evidence_unseen(half, STORY_J - 4, STORY_J + 11), 5);
	ck_assert_uint_eq(evidence_unseen(half, STORY_J - 9, STORY_J - 4), 5);
	ck_assert(!evidence_whole(half, STORY_J + 12));
	story_tell(&story, "A>B P. seq J-4 len 5");
	ck_assert_uint_eq(evidence_unseen(half, STORY_J - 4, STORY_J + 11), 0);
	story_fini(&story);
}
END_TEST

START_TEST(test_what_the_peer_acknowledged_is_no_hole_but_the_capture_s)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING, "A>B P. seq J+1 ack K+1 len 100",
		"A>B P. seq J+201 ack K+1 len 100",
		"A>B P. seq J+401 ack K+1 len 100"};
	struct story story = {0};
	struct half *half = &story.connection.half[0];

	story_tell_all(&story, LINES);
	ck_assert_uint_eq(evidence_acknowledged(half, STORY_J + 200), 0);
	ck_assert_uint_eq(evidence_acknowledged(half, STORY_J + 201), 1);
	ck_assert(evidence_whole(half, STORY_J + 301));
	ck_assert(!evidence_whole(half, STORY_J + 501));
	ck_assert_uint_eq(evidence_acknowledged(half, STORY_J + 501), 1);
	ck_assert_uint_eq(evidence_acknowledged(half, STORY_J + 501), 0);
	ck_assert(evidence_whole(half, STORY_J + 501));
	story_fini(&story);
}
END_TEST

/* However many holes a sender tears, memory is bounded, and the newest are
 * those that are known. */
START_TEST(test_the_lowest_hole_is_forgotten_when_there_are_too_many)
{
	struct story story = {0};
	const struct half *half = &story.connection.half[0];
	char line[80];

	for (unsigned i = 0; i < 1000; i++) {
		snprintf(line, sizeof(line), "A>B P. seq J+%u len 10", 20 * i);
		story_tell(&story, line);
	}
	ck_assert_uint_eq(
		evidence_unseen(half, STORY_J + 19970, STORY_J + 19980), 10);
	ck_assert_uint_eq(evidence_unseen(half, STORY_J + 10, STORY_J + 20), 0);
	ck_assert_uint_lt(evidence_unseen(half, STORY_J, STORY_J + 20000),
	                  10000);
	/* Splitting one where there is no room for another. */
	story_tell(&story, "A>B P. seq J+19973 len 4");
	ck_assert_uint_le(
		evidence_unseen(half, STORY_J + 19970, STORY_J + 19980), 6);
	story_fini(&story);
}
END_TEST

Suite *holes_suite(void)
{
	Suite *suite = suite_create("holes");
	TCase *holes = tcase_create("holes");

	tcase_add_loop_test(holes, test_holes_are_filled_from_whatever_side, 0,
	                    ARRAY_LEN(FILLS));
	tcase_add_test(holes,
	               test_what_is_before_the_first_segment_was_not_seen);
	tcase_add_test(
		holes,
		test_what_the_peer_acknowledged_is_no_hole_but_the_capture_s);
	tcase_add_test(
		holes,
		test_the_lowest_hole_is_forgotten_when_there_are_too_many);
	suite_add_tcase(suite, holes);
	return suite;
}
