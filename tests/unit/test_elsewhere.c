/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Captured at a second point of its way, too, or sent again, or another's: the
 * routers that it came by tell.  A's packets begin with a TTL of 64 and are met
 * there first; the other point is five routers on.
 */
#include "config.h"

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/elsewhere.h"
#include "track/marks.h"

#define MORE(number) "A>B P. seq J+" number " ack K+1 len 100"
/* Six in a row, which count: more than are remembered. */
#define SIX                                                   \
	MORE("1")                                             \
	" id 11", MORE("101") " id 12", MORE("201") " id 13", \
		MORE("301") " id 14", MORE("401") " id 15",   \
		MORE("501") " id 16"
#define MET_AGAIN SYN, SYN " ttl 59", SYN_ACK, THIRD

static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	const char *judged;
	bool is;
} ROWS[] = {
	{"the first of all", {NULL}, SYN " ttl 59", false},
	{"the SYN, five routers on", {SYN}, SYN " ttl 59", true},
	{"the SYN, one router on", {SYN}, SYN " ttl 63", true},
	{"the SYN, met before its sender's own point",
         {SYN " ttl 59"},
         SYN,
         true},
	{"a SYN once more by as many routers", {SYN}, SYN, false},
	{"a SYN once more by others, after its timer ran",
         {SYN},
         SYN " ttl 59 at 1.1",
         false},
	{"another SYN", {SYN}, "A>B S seq J id 7 ttl 59", false},
	{"by more routers than can be known", {SYN}, SYN " ttl 33", false},
	{"an ACK that says it again", {OPENING}, THIRD, false},
	{"the ACK, five routers on", {OPENING}, THIRD " ttl 59", true},
	{"one of six, where no other point is known",
         {OPENING, SIX},
         MORE("1") " ttl 59",
         false},
	{"one of six, where it is",
         {MET_AGAIN, SIX},
         MORE("1") " ttl 59",
         true},
	{"part of one of six", /* cut on the way */
         {MET_AGAIN, SIX},
         "A>B P. seq J+1 ack K+1 len 50 id 11 ttl 59",
         true},
	{"one of six, by other routers than known",
         {MET_AGAIN, SIX},
         MORE("1") " id 11 ttl 58",
         false},
	{"one of six, sent again", {MET_AGAIN, SIX}, MORE("1") " id 17", false},
	{"new numbers at the other point",
         {MET_AGAIN, SIX},
         MORE("601") " id 17 ttl 59",
         false},
	{"numbers that were skipped",
         {MET_AGAIN, MORE("101")},
         MORE("1") " ttl 59",
         false},
	{"an acknowledgment of more",
         {MET_AGAIN, SIX},
         "A>B . seq J+601 ack K+51 id 16 ttl 59",
         false},
	{"a newer timestamp",
         {SYN " ts 1 0", SYN " ts 1 0 ttl 59", SYN_ACK " ts 7 1",
          THIRD " ts 2 7"},
         "A>B . seq J+1 ack K+1 ts 3 7 ttl 59",
         false},
	{"a piece of what a network card cut (segmentation offload)",
         {SYN " id 1", SYN " id 1 ttl 59", SYN_ACK, THIRD " id 2",
          MORE("1") " id 3"},
         "A>B P. seq J+51 ack K+1 len 50 id 4 ttl 59",
         true},
	{"its first reset", {MET_AGAIN}, "A>B R seq J+1 ttl 59", false},
	{"its reset again",
         {MET_AGAIN, "A>B R seq J+1", "A>B R seq J+1", "A>B R seq J+1",
          "A>B R seq J+1", "A>B R. seq J+1 ack K+1"},
         "A>B R seq J+1 ttl 59",
         true},
};

START_TEST(test_the_routers_tell_what_is_met_again)
{
	struct story story = {0};
	struct segment s;
	bool is;

	story_tell_all(&story, ROWS[_i].lines);
	s = story_segment(&story, ROWS[_i].judged);
	is = elsewhere_is(&story.connection.half[DIR_0], &s);
	ck_assert_msg(is == ROWS[_i].is, "%s: %d", ROWS[_i].what, is);
	story_fini(&story);
}
END_TEST

START_TEST(test_what_is_met_again_is_counted_nowhere)
{
	static const char *const LINES[LINES_MAX] = {
		MET_AGAIN, SIX, MORE("1") " id 11 ttl 59",
		MORE("101") " id 12 ttl 59"};
	struct story story = {0};
	const struct connection *c = &story.connection;

	story_tell_all(&story, LINES);
	ck_assert_uint_eq(c->copies, 3);
	ck_assert_uint_eq(c->first_copy, 2);
	ck_assert_int_eq(c->apart[DIR_0], 10000000);
	ck_assert_int_eq(c->apart[DIR_1], 0);
	ck_assert_uint_eq(c->half[DIR_0].segments, 8);
	ck_assert_uint_eq(c->half[DIR_0].payload_bytes, 600);
	ck_assert_uint_eq(c->half[DIR_0].retransmissions, 0);
	ck_assert_uint_eq(c->opening.syns, 1);
	ck_assert(!c->opening.syn_again);
	story_fini(&story);
}
END_TEST

START_TEST(test_another_machine_is_at_neither_point)
{
	static const char *const LINES[LINES_MAX] = {MET_AGAIN};
	static const struct {
		const char *line;
		bool made;
	} resets[] = {
		{"A>B R seq J+1", false},
		{"A>B R seq J+1 ttl 59", false},
		{"A>B R seq J+1 ttl 62", false}, /* as the way may change */
		{"A>B R seq J+1 ttl 50", true},
		{"A>B R seq J+1 ttl 255", false}, /* with another beginning */
		{"A>B R seq J+1 ttl 240", true},
	};
	struct story story = {0};

	story_tell_all(&story, LINES);
	for (size_t i = 0; i < ARRAY_LEN(resets); i++) {
		struct segment s = story_segment(&story, resets[i].line);

		ck_assert_msg(elsewhere_made(&story.connection.half[DIR_0],
		                             &s) == resets[i].made,
		              "%s", resets[i].line);
	}
	story_fini(&story);
}
END_TEST

Suite *elsewhere_suite(void)
{
	Suite *suite = suite_create("elsewhere");
	TCase *tcase = tcase_create("elsewhere");

	tcase_add_loop_test(tcase, test_the_routers_tell_what_is_met_again, 0,
	                    ARRAY_LEN(ROWS));
	tcase_add_test(tcase, test_what_is_met_again_is_counted_nowhere);
	tcase_add_test(tcase, test_another_machine_is_at_neither_point);
	suite_add_tcase(suite, tcase);
	return suite;
}
