/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Sent again, overtaken or seen twice, by each kind of evidence; the round
 * trip is 20 ms unless there was no handshake.
 */
#include "config.h"

#include <stdio.h>

#include "base/array.h"
#include "seg.h"
#include "story.h"
#include "suites.h"
#include "track/evidence.h"

#define MS INT64_C(1000000) /* ns */

/* A's IP ID counts up: three in a row are a counter. */
#define COUNTED                                                            \
	"A>B S seq J id 65533", SYN_ACK, "A>B . seq J+1 ack K+1 id 65534", \
		"A>B P. seq J+1 ack K+1 len 100 id 65535 at 0.03"
#define NEAR "A>B S seq J id 7", "B>A S. seq K ack J+1 at 0.0001"
#define TENTH                                                        \
	"A>B S seq J id 10", SYN_ACK, "A>B . seq J+1 ack K+1 id 11", \
		"A>B P. seq J+1 ack K+1 len 100 id 12 at 0.03"
#define NEXT "A>B P. seq J+101 ack K+1 len 5 at "
#define STAMPED                                          \
	"A>B S seq J ts 4294967290 0", SYN_ACK,          \
		"A>B . seq J+1 ack K+1 ts 4294967294 5", \
		"A>B P. seq J+1 ack K+1 len 100 ts 4294967295 5 at 0.03"
#define BOTH                                                          \
	"A>B S seq J id 1 ts 7 0", SYN_ACK,                           \
		"A>B . seq J+1 ack K+1 id 2 ts 8 5",                  \
		"A>B P. seq J+1 ack K+1 len 100 id 3 ts 9 5 at 0.03", \
		"A>B P. seq J+101 ack K+1 len 100 id 4 ts 9 5 at 0.031"
/* Two segments in one tick; some numbers of the first, as no identity knows. */
#define STAMPED_BURST                                                \
	STAMPED, "A>B P. seq J+101 ack K+1 len 100 ts 9 5 at 0.031", \
		"A>B P. seq J+201 ack K+1 len 100 ts 9 5 at 0.032"
#define BURST_HALF "A>B P. seq J+101 ack K+1 len 50 at "
#define PLAIN OPENING, "A>B P. seq J+1 ack K+1 len 100 at 0.03"
#define PLAIN_BURST                                         \
	PLAIN, "A>B P. seq J+101 ack K+1 len 100 at 0.031", \
		"A>B P. seq J+201 ack K+1 len 100 at 0.032"
#define AGAIN "A>B P. seq J+1 ack K+1 len 100 at "

/* Numbers J+101 to J+200 are skipped at 0.04. */
#define COUNTED_GAP COUNTED, "A>B P. seq J+201 ack K+1 len 100 id 2 at 0.04"
#define STAMPED_GAP STAMPED, "A>B P. seq J+201 ack K+1 len 100 ts 1 5 at 0.04"
#define PLAIN_GAP PLAIN, "A>B P. seq J+201 ack K+1 len 100 at 0.04"
#define SKIPPED "A>B P. seq J+101 ack K+1 len 100 at "

#define DUP(when) "B>A . seq K+1 ack J+101 at " when

static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	const char *judged;
	enum origin origin;
} ROWS[] = {
	{"the first of all", {NULL}, "A>B P. seq J len 5", ORIGIN_NEW},
	{"the next", {PLAIN}, "A>B P. seq J+101 ack K+1 len 5", ORIGIN_NEW},
	{"beyond the next",
         {PLAIN},
         "A>B P. seq J+201 ack K+1 len 5",
         ORIGIN_NEW},

	{"the next, its first try lost: an ID is missing after a silence",
         {TENTH},
         NEXT "0.3 id 14",
         ORIGIN_RETRANSMITTED},
	{"the next, no ID missing", {TENTH}, NEXT "0.3 id 13", ORIGIN_NEW},
	{"the next, too many missing", {TENTH}, NEXT "0.3 id 17", ORIGIN_NEW},
	{"the next, an ID missing, but no silence",
         {TENTH},
         NEXT "0.06 id 14",
         ORIGIN_NEW},
	{"the next, an ID missing: an ACK was due, and may have been it",
         {TENTH, "B>A P. seq K+1 ack J+101 len 9 at 0.05"},
         NEXT "0.3 id 14",
         ORIGIN_NEW},
	{"the next, from who counts for all his connections",
         {TENTH},
         NEXT "0.3 id 14 ttl 128",
         ORIGIN_NEW},

	/* 1. Identity. */
	{"the same IP ID, however late",
         {COUNTED},
         AGAIN "5 id 65535",
         ORIGIN_COPY},
	{"another IP ID, however soon",
         {COUNTED},
         AGAIN "0.0301 id 2",
         ORIGIN_RETRANSMITTED},
	{"an IP ID that stands still says nothing: a copy by time",
         {"A>B S seq J id 7", SYN_ACK, "A>B . seq J+1 ack K+1 id 7",
          "A>B P. seq J+1 ack K+1 len 100 id 7 at 0.03"},
         AGAIN "0.039 id 7",
         ORIGIN_COPY},
	{"an IP ID that stands still says nothing: sent again by time",
         {"A>B S seq J id 7", SYN_ACK, "A>B . seq J+1 ack K+1 id 7",
          "A>B P. seq J+1 ack K+1 len 100 id 7 at 0.03"},
         AGAIN "0.3 id 7",
         ORIGIN_RETRANSMITTED},
	{"nor does one of 0",
         {"A>B S seq J id 0", SYN_ACK, "A>B . seq J+1 ack K+1 id 0",
          "A>B P. seq J+1 ack K+1 len 100 id 0 at 0.03"},
         AGAIN "0.3 id 0",
         ORIGIN_RETRANSMITTED},
	{"nor does a random one",
         {"A>B S seq J id 7", SYN_ACK, "A>B . seq J+1 ack K+1 id 5000",
          "A>B P. seq J+1 ack K+1 len 100 id 12000 at 0.03"},
         AGAIN "0.3 id 12000",
         ORIGIN_RETRANSMITTED},
	{"the same TSval long after",
         {STAMPED},
         AGAIN "1 ts 4294967295 5",
         ORIGIN_COPY},
	{"a newer TSval at once",
         {STAMPED},
         AGAIN "0.0305 ts 0 5",
         ORIGIN_RETRANSMITTED},
	{"the same TSecr counts as well",
         {STAMPED},
         AGAIN "1 ts 4294967295 6",
         ORIGIN_RETRANSMITTED},
	{"an ID that moves, within 2 ms, though a round trip is over",
         {NEAR, "A>B P. seq J+1 ack K+1 len 100 id 8 at 0.0002"},
         AGAIN "0.0005 id 8",
         ORIGIN_COPY},
	{"… and one that stands still",
         {NEAR, "A>B P. seq J+1 ack K+1 len 100 id 7 at 0.0002"},
         AGAIN "0.0005 id 7",
         ORIGIN_RETRANSMITTED},
	{"nothing but time: long before a round trip",
         {PLAIN},
         AGAIN "0.0399",
         ORIGIN_COPY},
	{"nothing but time: after a round trip",
         {PLAIN},
         AGAIN "0.051",
         ORIGIN_RETRANSMITTED},
	{"no round trip known: at once",
         {"A>B P. seq J+1 ack K+1 len 100 at 1"},
         AGAIN "1.0005",
         ORIGIN_COPY},
	{"no round trip known: 3 ms later",
         {"A>B P. seq J+1 ack K+1 len 100 at 1"},
         AGAIN "1.003",
         ORIGIN_RETRANSMITTED},

	/* 2. What was seen. */
	{"part of what was seen",
         {PLAIN},
         "A>B P. seq J+51 ack K+1 len 50 at 0.0301",
         ORIGIN_RETRANSMITTED},
	{"seen, and something new",
         {PLAIN},
         "A>B P. seq J+51 ack K+1 len 100 at 0.0301",
         ORIGIN_RETRANSMITTED},
	{"the last byte but one of the space, across 2^32",
         {PLAIN},
         "A>B P. seq J+5 ack K+1 len 2 at 0.0301",
         ORIGIN_RETRANSMITTED},
	{"what was before the first that was seen",
         {"A>B P. seq J+101 ack K+1 len 100 at 1"},
         AGAIN "1.001",
         ORIGIN_OVERTAKEN},
	{"between the first that was seen and what came late from below it",
         {"A>B P. seq J+301 ack K+1 len 100 at 1",
          "A>B P. seq J+1 ack K+1 len 100 at 1.001"},
         SKIPPED "1.002",
         ORIGIN_OVERTAKEN},
	{"between the first that was seen and what was sent again below it",
         {"A>B P. seq J+301 ack K+1 len 100 at 1",
          "A>B P. seq J+1 ack K+1 len 100 at 1.2"},
         SKIPPED "1.201",
         ORIGIN_RETRANSMITTED},
	{"the second time between them",
         {"A>B P. seq J+301 ack K+1 len 100 at 1",
          "A>B P. seq J+1 ack K+1 len 100 at 1.001", SKIPPED "1.002"},
         "A>B P. seq J+101 ack K+1 len 50 at 1.0025",
         ORIGIN_RETRANSMITTED},

	{"the newest TSval, and no reason to send again",
         {STAMPED_BURST, "B>A . seq K+1 ack J+301 at 0.033"},
         BURST_HALF "0.049 ts 9 5",
         ORIGIN_COPY},
	{"the newest TSval, not acknowledged",
         {STAMPED_BURST, "B>A . seq K+1 ack J+150 at 0.033"},
         BURST_HALF "0.049 ts 9 5",
         ORIGIN_RETRANSMITTED},
	{"the newest TSval, but a round trip later",
         {STAMPED_BURST, "B>A . seq K+1 ack J+301 at 0.033"},
         BURST_HALF "0.052 ts 9 5",
         ORIGIN_RETRANSMITTED},
	{"the newest TSval, where later numbers were asked for",
         {STAMPED_BURST, "B>A . seq K+1 ack J+301 at 0.033",
          "B>A . seq K+1 ack J+301 at 0.034"},
         BURST_HALF "0.049 ts 9 5",
         ORIGIN_COPY},
	{"the newest TSval, asked for",
         {STAMPED_BURST, "B>A . seq K+1 ack J+101 at 0.033",
          "B>A . seq K+1 ack J+101 at 0.034",
          "B>A . seq K+1 ack J+301 at 0.035"},
         BURST_HALF "0.049 ts 9 5",
         ORIGIN_RETRANSMITTED},
	{"the newest TSval, where later numbers are asked for",
         {STAMPED_BURST, "A>B P. seq J+301 ack K+1 len 9 ts 9 5 at 0.0321",
          "B>A . seq K+1 ack J+301 at 0.033",
          "B>A . seq K+1 ack J+301 at 0.034"},
         BURST_HALF "0.049 ts 9 5",
         ORIGIN_COPY},
	{"the newest TSval, when all there was had been acknowledged twice",
         {STAMPED, "B>A . seq K+1 ack J+101 at 0.031",
          "B>A . seq K+1 ack J+101 at 0.032",
          "A>B P. seq J+101 ack K+1 len 200 ts 9 5 at 0.04",
          "B>A . seq K+1 ack J+301 at 0.045"},
         BURST_HALF "0.049 ts 9 5",
         ORIGIN_COPY},
	{"the newest TSval, between what was missing once and what is",
         {STAMPED_GAP, "A>B P. seq J+101 ack K+1 len 100 ts 1 5 at 0.041",
          "A>B P. seq J+401 ack K+1 len 9 ts 1 5 at 0.0411",
          "B>A . seq K+1 ack J+301 at 0.042"},
         "A>B P. seq J+201 ack K+1 len 50 at 0.049 ts 1 5",
         ORIGIN_RETRANSMITTED},
	{"the newest TSval, asked for long ago",
         {STAMPED, "A>B P. seq J+101 ack K+1 len 100 ts 4294967295 5 at 0.03",
          "B>A . seq K+1 ack J+101 at 0.033",
          "B>A . seq K+1 ack J+101 at 0.034",
          "A>B P. seq J+201 ack K+1 len 100 ts 9 5 at 0.1",
          "B>A . seq K+1 ack J+301 at 0.101"},
         BURST_HALF "0.11 ts 9 5",
         ORIGIN_COPY},
	{"the newest TSval, where later numbers were missing",
         {STAMPED_BURST, "A>B P. seq J+401 ack K+1 len 9 ts 9 5 at 0.0321",
          "B>A . seq K+1 ack J+301 at 0.033"},
         BURST_HALF "0.049 ts 9 5",
         ORIGIN_COPY},
	{"the newest TSval, but it acknowledges more",
         {STAMPED_BURST, "B>A . seq K+1 ack J+301 at 0.033"},
         "A>B P. seq J+101 ack K+2 len 50 at 0.049 ts 9 5",
         ORIGIN_RETRANSMITTED},
	{"a newer TSval, though nobody asked",
         {STAMPED_BURST, "B>A . seq K+1 ack J+301 at 0.033"},
         BURST_HALF "0.049 ts 10 5",
         ORIGIN_RETRANSMITTED},
	{"nothing tells when it was made, and no reason to send again",
         {PLAIN_BURST, "B>A . seq K+1 ack J+301 at 0.033"},
         BURST_HALF "0.049",
         ORIGIN_COPY},
	{"nothing tells, but a round trip later",
         {PLAIN_BURST, "B>A . seq K+1 ack J+301 at 0.033"},
         BURST_HALF "0.052",
         ORIGIN_RETRANSMITTED},
	{"nothing tells, and it was asked for",
         {PLAIN_BURST, "B>A . seq K+1 ack J+101 at 0.033",
          "B>A . seq K+1 ack J+101 at 0.034",
          "B>A . seq K+1 ack J+301 at 0.035"},
         BURST_HALF "0.049",
         ORIGIN_RETRANSMITTED},
	{"an older IP ID than the newest, and no reason to send again",
         {COUNTED, "A>B P. seq J+101 ack K+1 len 100 id 2 at 0.031",
          "A>B P. seq J+201 ack K+1 len 100 id 200 at 0.032",
          "B>A . seq K+1 ack J+301 at 0.033"},
         BURST_HALF "0.049 id 2",
         ORIGIN_COPY},
	{"a newer IP ID, though nobody asked",
         {COUNTED, "A>B P. seq J+101 ack K+1 len 100 id 2 at 0.031",
          "B>A . seq K+1 ack J+201 at 0.033"},
         BURST_HALF "0.049 id 3",
         ORIGIN_RETRANSMITTED},
	{"the newest TSval under a newer IP ID, though nobody asked",
         {BOTH, "B>A . seq K+1 ack J+201 at 0.033"},
         BURST_HALF "0.049 id 5 ts 9 5",
         ORIGIN_RETRANSMITTED},
	{"the newest TSval under an older IP ID",
         {BOTH, "A>B P. seq J+201 ack K+1 len 100 id 200 ts 9 5 at 0.032",
          "B>A . seq K+1 ack J+301 at 0.033"},
         BURST_HALF "0.049 id 100 ts 9 5",
         ORIGIN_COPY},
	{"a SYN,ACK again, though the third ACK has passed: it was under way",
         {"A>B S seq J id 1 at 0", "B>A S. seq K ack J+1 id 9 at 0.02",
          "A>B . seq J+1 ack K+1 id 2 at 0.0201"},
         "B>A S. seq K ack J+1 id 8000 at 0.035",
         ORIGIN_RETRANSMITTED},

	/* 3. Order of making. */
	{"an older TSval, however late",
         {STAMPED_GAP},
         SKIPPED "1 ts 4294967295 5",
         ORIGIN_OVERTAKEN},
	{"a newer TSval, however soon",
         {STAMPED_GAP},
         SKIPPED "0.0401 ts 2 5",
         ORIGIN_RETRANSMITTED},
	{"the same TSval leaves it to time: late",
         {STAMPED_GAP},
         SKIPPED "0.0401 ts 1 5",
         ORIGIN_OVERTAKEN},
	{"the same TSval leaves it to time: again",
         {STAMPED_GAP},
         SKIPPED "0.0601 ts 1 5",
         ORIGIN_RETRANSMITTED},
	{"an older IP ID, however late",
         {COUNTED_GAP},
         SKIPPED "1 id 1",
         ORIGIN_OVERTAKEN},
	{"a newer IP ID, however soon",
         {COUNTED_GAP},
         SKIPPED "0.0401 id 3",
         ORIGIN_RETRANSMITTED},
	{"the TSval goes before the IP ID",
         {"A>B S seq J id 10 ts 10 0", SYN_ACK,
          "A>B . seq J+1 ack K+1 id 11 ts 11 0",
          "A>B P. seq J+1 ack K+1 len 100 id 12 ts 12 0 at 0.03",
          "A>B P. seq J+201 ack K+1 len 100 id 14 ts 14 0 at 0.04"},
         SKIPPED "0.0401 id 13 ts 15 0",
         ORIGIN_RETRANSMITTED},

	{"what filled the hole was sent again, and this is the first of it",
         {COUNTED_GAP, SKIPPED "0.07 id 3"},
         SKIPPED "0.08 id 1",
         ORIGIN_OVERTAKEN},
	{"… a part of it",
         {COUNTED_GAP, "A>B P. seq J+151 ack K+1 len 50 id 3 at 0.07"},
         "A>B P. seq J+151 ack K+1 len 50 id 1 at 0.08",
         ORIGIN_OVERTAKEN},
	{"… and this is sent once more",
         {COUNTED_GAP, SKIPPED "0.07 id 3"},
         SKIPPED "0.08 id 4",
         ORIGIN_RETRANSMITTED},
	{"… which was less than the hole: that is not known to have been more",
         {PLAIN, "A>B P. seq J+3101 ack K+1 len 100 at 0.04",
          "A>B P. seq J+601 ack K+1 len 1460 at 0.045"},
         "A>B P. seq J+601 ack K+1 len 1000 at 0.046",
         ORIGIN_RETRANSMITTED},
	{"… by its timestamp the first",
         {STAMPED_GAP, SKIPPED "0.07 ts 3 5"},
         SKIPPED "0.08 ts 0 5",
         ORIGIN_OVERTAKEN},
	{"what filled the hole was sent again twice, and this is the former",
         {COUNTED, "A>B P. seq J+201 ack K+1 len 100 id 5 at 0.04",
          SKIPPED "0.07 id 8"},
         SKIPPED "0.08 id 6",
         ORIGIN_RETRANSMITTED},
	{"what filled the hole was the first, and this made before what showed it",
         {COUNTED, "A>B P. seq J+201 ack K+1 len 100 id 5 at 0.04",
          SKIPPED "0.041 id 1"},
         SKIPPED "0.042 id 3",
         ORIGIN_RETRANSMITTED},

	/* 4. Time since they were skipped. */
	{"within a round trip",
         {PLAIN_GAP},
         SKIPPED "0.0599",
         ORIGIN_OVERTAKEN},
	{"after a round trip",
         {PLAIN_GAP},
         SKIPPED "0.06",
         ORIGIN_RETRANSMITTED},
	{"part of the hole",
         {PLAIN_GAP},
         "A>B P. seq J+151 ack K+1 len 10 at 0.05",
         ORIGIN_OVERTAKEN},
	{"no round trip known: within 3 ms",
         {"A>B P. seq J+1 ack K+1 len 100 at 1",
          "A>B P. seq J+201 ack K+1 len 100 at 1.001"},
         SKIPPED "1.0039",
         ORIGIN_OVERTAKEN},
	{"no round trip known: 3 ms later",
         {"A>B P. seq J+1 ack K+1 len 100 at 1",
          "A>B P. seq J+201 ack K+1 len 100 at 1.001"},
         SKIPPED "1.004",
         ORIGIN_RETRANSMITTED},
	{"no round trip known: asked for",
         {"A>B P. seq J+1 ack K+1 len 100 at 1",
          "A>B P. seq J+201 ack K+1 len 100 at 1.001", DUP("1.0011"),
          DUP("1.0012"), DUP("1.0013")},
         SKIPPED "1.0014",
         ORIGIN_RETRANSMITTED},
	{"asked for by two duplicate ACKs: three quarters of it will do",
         {PLAIN_GAP, DUP("0.045"), DUP("0.046"), DUP("0.047")},
         SKIPPED "0.055",
         ORIGIN_RETRANSMITTED},
	{"asked for, but too soon for an answer",
         {PLAIN_GAP, DUP("0.045"), DUP("0.046"), DUP("0.047")},
         SKIPPED "0.0549",
         ORIGIN_OVERTAKEN},
	{"one duplicate ACK asks for nothing",
         {PLAIN_GAP, DUP("0.045"), DUP("0.046")},
         SKIPPED "0.055",
         ORIGIN_OVERTAKEN},
	{"a bare ACK beyond it is no sight of it",
         {OPENING, "A>B . seq J+101 ack K+1 at 0.04"},
         AGAIN "0.041",
         ORIGIN_OVERTAKEN},
	{"acknowledged: the receiver has it from elsewhere",
         {PLAIN_GAP, "B>A . seq K+1 ack J+301 at 0.045"},
         SKIPPED "0.046",
         ORIGIN_RETRANSMITTED},
	{"acknowledged, but made before",
         {STAMPED_GAP, "B>A . seq K+1 ack J+301 at 0.045"},
         SKIPPED "0.046 ts 0 5",
         ORIGIN_OVERTAKEN},
	{"each hole has a time of its own",
         {PLAIN_GAP, "A>B P. seq J+401 ack K+1 len 100 at 0.2"},
         "A>B P. seq J+301 ack K+1 len 100 at 0.21",
         ORIGIN_OVERTAKEN},
	{"each hole has a time of its own, and this one an older",
         {PLAIN_GAP, "A>B P. seq J+401 ack K+1 len 100 at 0.2"},
         SKIPPED "0.21",
         ORIGIN_RETRANSMITTED},
};

static const char *const ORIGINS[] = {
	[ORIGIN_NEW] = "new",
	[ORIGIN_RETRANSMITTED] = "retransmitted",
	[ORIGIN_OVERTAKEN] = "overtaken",
	[ORIGIN_COPY] = "a copy",
	[ORIGIN_PIECE] = "a piece",
};

START_TEST(test_the_strongest_evidence_decides)
{
	struct story story = {.connection = {.stream = 0}};
	struct connection *c = &story.connection;
	struct segment s;
	enum origin origin;

	story_tell_all(&story, ROWS[_i].lines);
	s = story_segment(&story, ROWS[_i].judged);
	origin = evidence_origin(&c->half[0], &c->half[1], &s, c->round_trip);
	ck_assert_msg(origin == ROWS[_i].origin, "%s: %s, not %s",
	              ROWS[_i].what, ORIGINS[origin], ORIGINS[ROWS[_i].origin]);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_bare_ack_said_twice_is_no_copy_without_an_ip_id)
{
	static const char *const LINES[LINES_MAX] = {PLAIN};
	struct story story = {0};
	struct segment s;
	int64_t elapsed;

	story_tell_all(&story, LINES);
	story_tell(&story, "A>B . seq J+101 ack K+1 at 0.04");
	s = story_segment(&story, "A>B . seq J+101 ack K+1 at 0.0401");
	ck_assert(!evidence_copy(&story.connection.half[0], &s, 20 * MS, false,
	                         &elapsed));
	story_fini(&story);
}
END_TEST

START_TEST(test_a_bare_ack_with_the_same_counted_ip_id_is_a_copy)
{
	static const char *const LINES[LINES_MAX] = {COUNTED};
	struct story story = {0};
	const struct half *half = &story.connection.half[0];
	struct segment s;
	int64_t elapsed;

	story_tell_all(&story, LINES);
	story_tell(&story, "A>B . seq J+101 ack K+1 id 1 at 0.04");
	s = story_segment(&story, "A>B . seq J+101 ack K+1 id 1 at 0.047");
	ck_assert(evidence_copy(half, &s, 20 * MS, false, &elapsed));
	ck_assert_int_eq(elapsed, 7 * MS);
	s = story_segment(&story, "A>B . seq J+101 ack K+1 id 2 at 0.0401");
	ck_assert(!evidence_copy(half, &s, 20 * MS, false, &elapsed));
	ck_assert_int_lt(elapsed, 0);
	story_fini(&story);
}
END_TEST

/* Once there was trouble, more than the last few are remembered. */
START_TEST(test_a_copy_is_known_after_many_others_once_there_is_a_hole)
{
	static const char *const LINES[LINES_MAX] = {COUNTED_GAP};
	struct story story = {0};
	struct segment s;
	char line[80];

	story_tell_all(&story, LINES);
	for (unsigned i = 0; i < 60; i++) {
		snprintf(line, sizeof(line),
		         "A>B P. seq J+%u ack K+1 len 10 id %u", 301 + 10 * i,
		         3 + i);
		story_tell(&story, line);
	}
	s = story_segment(&story, "A>B P. seq J+331 ack K+1 len 10 id 6");
	ck_assert_int_eq(evidence_origin(&story.connection.half[0],
	                                 &story.connection.half[1], &s,
	                                 20 * MS),
	                 ORIGIN_COPY);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_copy_is_known_after_many_others_by_its_time_alone)
{
	static const char *const LINES[LINES_MAX] = {PLAIN};
	struct story story = {0};
	struct segment s;
	char line[80];

	story_tell_all(&story, LINES);
	for (unsigned i = 0; i < 20; i++) {
		snprintf(line, sizeof(line),
		         "A>B P. seq J+%u ack K+1 len 10 at 0.03%02u",
		         101 + 10 * i, i + 1);
		story_tell(&story, line);
	}
	s = story_segment(&story, "A>B P. seq J+101 ack K+1 len 10 at 0.034");
	ck_assert_int_eq(evidence_origin(&story.connection.half[0],
	                                 &story.connection.half[1], &s,
	                                 20 * MS),
	                 ORIGIN_COPY);
	story_fini(&story);
}
END_TEST

START_TEST(test_asked_for_means_two_duplicates_that_number_and_20_ms)
{
	static const struct {
		int duplicates;
		int64_t since;
		uint32_t seq;
		bool asked;
	} CASES[] = {
		{2, 20 * MS - 1, STORY_J, true}, {2, 20 * MS, STORY_J, false},
		{1, 0, STORY_J, false},          {-1, 0, STORY_J, false},
		{5, 0, STORY_J + 1, false},
	};

	for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
		struct half peer = {
			.duplicate_acks = (int16_t)CASES[i].duplicates,
			.last_ack = STORY_J,
			.last_time = 1000 * MS,
		};
		struct segment s = {.seq = CASES[i].seq,
		                    .time = 1000 * MS + CASES[i].since};

		ck_assert(evidence_asked_for(&peer, &s) == CASES[i].asked);
	}
}
END_TEST

Suite *evidence_suite(void)
{
	Suite *suite = suite_create("evidence");
	TCase *origin = tcase_create("origin");

	tcase_add_loop_test(origin, test_the_strongest_evidence_decides, 0,
	                    ARRAY_LEN(ROWS));
	tcase_add_test(origin,
	               test_a_bare_ack_said_twice_is_no_copy_without_an_ip_id);
	tcase_add_test(origin,
	               test_a_bare_ack_with_the_same_counted_ip_id_is_a_copy);
	tcase_add_test(
		origin,
		test_a_copy_is_known_after_many_others_once_there_is_a_hole);
	tcase_add_test(
		origin,
		test_a_copy_is_known_after_many_others_by_its_time_alone);
	tcase_add_test(
		origin,
		test_asked_for_means_two_duplicates_that_number_and_20_ms);
	suite_add_tcase(suite, origin);
	return suite;
}
