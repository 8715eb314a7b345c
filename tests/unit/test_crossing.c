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

Suite *crossing_suite(void)
{
	Suite *suite = suite_create("crossing");
	TCase *states = tcase_create("states");

	tcase_add_loop_test(
		states, test_what_was_under_way_is_told_of_its_receivers_state,
		0, ARRAY_LEN(STORIES));
	suite_add_tcase(suite, states);
	return suite;
}
