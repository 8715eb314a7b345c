/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What was under way to an end that had closed already: by acknowledgment, by
 * timestamps, by time, and where nothing of it is so.
 */
#include "config.h"

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/tcp_state.h"

#define SS TCP_SYN_SENT
#define UN TCP_UNKNOWN
#define ES TCP_ESTABLISHED
#define F1 TCP_FIN_WAIT_1
#define F2 TCP_FIN_WAIT_2
#define CW TCP_CLOSE_WAIT
#define CG TCP_CLOSING
#define LA TCP_LAST_ACK
#define CL TCP_CLOSED

/* B answers after 20 ms at the soonest, as seen from where A is. */
#define OPENED SYN " at 0.000", SYN_ACK " at 0.020", THIRD " at 0.021"
#define TIMED(tsval, tsecr) " ts " #tsval " " #tsecr

static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	uint64_t packet;           /* asked about */
	uint64_t crossed;          /* by */
	enum tcp_state seen, told; /* of its receiver, in the ladder, in JSON */
} STORIES[] = {
	{"data that a FIN does not acknowledge met it on the way",
         {OPENED, ASK " at 0.030", "B>A F. seq K+1 ack J+1 at 0.060"},
         4,
         5,
         ES,
         F1},
	{"data that a FIN acknowledges came before it",
         {OPENED, ASK " at 0.030", "B>A F. seq K+1 ack J+101 at 0.035"},
         4,
         0,
         ES,
         ES},
	{"lost data brings duplicate ACKs, and tells nothing",
         {OPENED, ASK " at 0.030", "A>B P. seq J+101 ack K+1 len 9 at 0.031",
          "B>A . seq K+1 ack J+1 at 0.055", "B>A F. seq K+1 ack J+1 at 0.056"},
         4,
         0,
         ES,
         ES},
	{"what stands behind data that had not come, had not, either",
         {OPENED, ASK " at 0.030", "A>B P. seq J+101 ack K+1 len 9 at 0.031",
          "B>A F. seq K+1 ack J+1 at 0.060"},
         5,
         6,
         ES,
         F1},
	{"a bare ACK less than an answer's time before",
         {OPENED, "B>A P. seq K+1 ack J+1 len 10 at 0.030",
          "A>B . seq J+1 ack K+11 at 0.031",
          "B>A F. seq K+11 ack J+1 at 0.045"},
         5,
         6,
         ES,
         F1},
	{"a bare ACK more than an answer's time before",
         {OPENED, "B>A P. seq K+1 ack J+1 len 10 at 0.030",
          "A>B . seq J+1 ack K+11 at 0.031",
          "B>A F. seq K+11 ack J+1 at 0.055"},
         5,
         0,
         ES,
         ES},
	{"a FIN echoes an older timestamp than the ACK's",
         {SYN " at 0.000" TIMED(100, 0), SYN_ACK " at 0.020" TIMED(500, 100),
          THIRD " at 0.021" TIMED(121, 500),
          "B>A P. seq K+1 ack J+1 len 10 at 0.030" TIMED(510, 121),
          "A>B . seq J+1 ack K+11 at 0.031" TIMED(131, 510),
          "B>A F. seq K+11 ack J+1 at 0.055" TIMED(525, 121)},
         5,
         6,
         ES,
         F1},
	{"a FIN echoes the ACK's timestamp, or a younger one",
         {SYN " at 0.000" TIMED(100, 0), SYN_ACK " at 0.020" TIMED(500, 100),
          THIRD " at 0.021" TIMED(121, 500),
          "B>A P. seq K+1 ack J+1 len 10 at 0.030" TIMED(510, 121),
          "A>B . seq J+1 ack K+11 at 0.031" TIMED(131, 510),
          "A>B . seq J+1 ack K+11 at 0.033" TIMED(133, 510),
          "B>A F. seq K+11 ack J+1 at 0.045" TIMED(525, 133)},
         5,
         0,
         ES,
         ES},
	{"two FINs meet: both ends were closing",
         {OPENED, "A>B F. seq J+1 ack K+1 at 0.030",
          "B>A F. seq K+1 ack J+1 at 0.040"},
         4,
         5,
         CW,
         CG},
	{"in CLOSE-WAIT it is the second FIN",
         {OPENED, "A>B F. seq J+1 ack K+1 at 0.030",
          "B>A P. seq K+1 ack J+2 len 10 at 0.052",
          "A>B . seq J+2 ack K+11 at 0.053",
          "B>A F. seq K+11 ack J+2 at 0.054"},
         6,
         7,
         CW,
         LA},
	{"a reset was under way",
         {OPENED, ASK " at 0.030", "B>A R. seq K+1 ack J+1 at 0.040"},
         4,
         5,
         ES,
         CL},
	{"a reset whose sender goes on was not its own",
         {OPENED, ASK " at 0.030", "B>A R. seq K+1 ack J+1 at 0.040",
          "B>A P. seq K+1 ack J+101 len 10 at 0.052"},
         4,
         0,
         ES,
         ES},
	{"what opened the connection came before its end",
         {OPENED, "B>A F. seq K+1 ack J+1 at 0.022"},
         3,
         0,
         ES,
         ES},
	/* As seen from where B is, whom A answers after 20 ms. */
	{"an ACK of the FIN that was under way comes with the next, at the latest",
         {SYN " at 0.000", SYN_ACK " at 0.0001", THIRD " at 0.0201",
          "A>B F. seq J+1 ack K+1 at 0.03", "B>A . seq K+1 ack J+2 at 0.0301",
          "A>B . seq J+2 ack K+1 at 0.04",
          "B>A P. seq K+1 ack J+2 len 10 at 0.0401"},
         7,
         0,
         F1,
         F2},
	{"… and with one that was made before it, as it passed before",
         {SYN " at 0.000", SYN_ACK " at 0.0001", THIRD " at 0.0201",
          "A>B F. seq J+1 ack K+1 at 0.03", "B>A . seq K+1 ack J+2 at 0.0301",
          "A>B . seq J+2 ack K+1 at 0.04",
          "B>A P. seq K+1 ack J+1 len 10 at 0.0401"},
         7,
         0,
         F1,
         F2},
	{"a forged reset is nobody's",
         {OPENED, ASK " at 0.030", "B>A R. seq K+900 ack J+1 at 0.040"},
         4,
         0,
         ES,
         ES},
};

START_TEST(test_what_was_under_way_is_told_of_its_receivers_state)
{
	struct story story = {.options = {.keep = KEEP_ALL}};
	const struct record *r;

	story_tell_all(&story, STORIES[_i].lines);
	r = &story.connection.records[STORIES[_i].packet - 1];
	ck_assert_msg(r->crossed_by == STORIES[_i].crossed, "%s: by %u",
	              STORIES[_i].what, (unsigned)r->crossed_by);
	ck_assert_msg(r->state[!r->dir] == STORIES[_i].seen, "%s: seen %s",
	              STORIES[_i].what, tcp_state_name(r->state[!r->dir]));
	ck_assert_msg(record_state(r, dir_peer(r->dir)) == STORIES[_i].told,
	              "%s: told %s", STORIES[_i].what,
	              tcp_state_name(record_state(r, dir_peer(r->dir))));
	ck_assert_uint_eq(record_state(r, r->dir), r->state[r->dir]);
	story_fini(&story);
}
END_TEST

/* A's FIN has number J+101; what is told of A in that packet. */
#define TALKED_FIN_LOST                                              \
	OPENED, ASK " at 0.030", "B>A P. seq K+1 ack J+101 len 500", \
		"A>B . seq J+102 ack K+501",                         \
		"B>A P. seq K+501 ack J+101 len 9"
#define FIN_AGAIN "A>B F. seq J+101 ack K+510 at 1"

static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	unsigned packet;
	enum tcp_state told;
} LOST_FINS[] = {
	{"what was sent behind the FIN", {TALKED_FIN_LOST, FIN_AGAIN}, 6, F1},
	{"what came after that", {TALKED_FIN_LOST, FIN_AGAIN}, 7, F1},
	{"what was sent before", {TALKED_FIN_LOST, FIN_AGAIN}, 4, ES},
	{"what came before", {TALKED_FIN_LOST, FIN_AGAIN}, 5, ES},
	{"no FIN comes: it was data", {TALKED_FIN_LOST}, 6, ES},
	{"the byte before was data",
         {TALKED_FIN_LOST, "A>B FP. seq J+101 ack K+510 len 1 at 1"},
         6,
         ES},
	{"its peer has acknowledged it, so that nothing is known",
         {TALKED_FIN_LOST, "B>A . seq K+510 ack J+102", FIN_AGAIN},
         6,
         ES},
	{"a reset may bear any number",
         {OPENED, ASK " at 0.030", "A>B R. seq J+102 ack K+1",
          "A>B F. seq J+101 ack K+1"},
         5,
         ES},
	{"without ACK it moves no state",
         {SYN " at 0.000", "A>B U seq J+102 len 9", "A>B F. seq J+101 ack K+1"},
         2,
         SS},
	{"a reset that closed it in between",
         {OPENED, ASK " at 0.030", "A>B . seq J+102 ack K+1 at 0.031",
          "B>A R. seq K+1 ack J+101", "A>B F. seq J+101 ack K+1 at 1"},
         6,
         CL},
	{"nor is it told of what has none, in CLOSE-WAIT",
         {OPENED, ASK " at 0.030", "B>A F. seq K+1 ack J+101",
          "A>B U seq J+102 len 9", "A>B F. seq J+101 ack K+2 at 1"},
         6,
         CW},
	{"what was sent before it opened is none of it",
         {SYN " at 0.000", "A>B U seq J+102 len 9", SYN_ACK " at 0.020",
          "A>B F. seq J+101 ack K+1"},
         3,
         ES},
	{"where the capture began late",
         {"A>B . seq J+102 ack K+1", "A>B F. seq J+101 ack K+1 at 1"},
         1,
         UN},
	{"before the other FIN came, which it had crossed",
         {OPENED, ASK " at 0.030", "A>B . seq J+102 ack K+1 at 0.031",
          "B>A F. seq K+1 ack J+101", "A>B . seq J+102 ack K+2",
          "A>B F. seq J+101 ack K+2 at 1"},
         5,
         F1},
	{"when the other FIN comes, which it had crossed",
         {OPENED, ASK " at 0.030", "A>B . seq J+102 ack K+1 at 0.031",
          "B>A F. seq K+1 ack J+101", "A>B F. seq J+101 ack K+2 at 1"},
         6,
         CG},
	{"from CLOSE-WAIT, which was none: its FIN had crossed the other",
         {OPENED, ASK " at 0.030", "B>A F. seq K+1 ack J+101",
          "A>B . seq J+102 ack K+2", "A>B F. seq J+101 ack K+2 at 1"},
         6,
         CG},
	{"from CLOSE-WAIT",
         {OPENED, ASK " at 0.030", "B>A F. seq K+1 ack J+101",
          "A>B . seq J+101 ack K+2", "A>B . seq J+102 ack K+2 at 0.5",
          "A>B F. seq J+101 ack K+2 at 1"},
         7,
         LA},
};

START_TEST(test_a_fin_that_the_capture_lacks_is_told_of_its_senders_state)
{
	struct story story = {.options = {.keep = KEEP_ALL}};
	enum tcp_state told;

	story_tell_all(&story, LOST_FINS[_i].lines);
	told = record_state(&story.connection.records[LOST_FINS[_i].packet - 1],
	                    DIR_0);
	ck_assert_msg(told == LOST_FINS[_i].told, "%s: %s", LOST_FINS[_i].what,
	              tcp_state_name(told));
	story_fini(&story);
}
END_TEST

Suite *crossing_suite(void)
{
	Suite *suite = suite_create("crossing");
	TCase *states = tcase_create("states");

	tcase_add_loop_test(
		states, test_what_was_under_way_is_told_of_its_receivers_state,
		0, ARRAY_LEN(STORIES));
	tcase_add_loop_test(
		states,
		test_a_fin_that_the_capture_lacks_is_told_of_its_senders_state,
		0, (int)ARRAY_LEN(LOST_FINS));
	suite_add_tcase(suite, states);
	return suite;
}
