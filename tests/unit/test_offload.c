/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What network cards join: packets of it that come once more, and what is sent
 * again of it; the round trip is 20 ms.
 */
#include "config.h"

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/marks.h"

/* Of what A sends, B's card joins the packets 12 to 15. */
#define OFFERED                                                               \
	"A>B S seq J id 10 mss 1460", SYN_ACK, "A>B . seq J+1 ack K+1 id 11", \
		"B>A P. seq K+1 ack J+1 len 9 at 0.021"
#define JOINED OFFERED, "A>B P. seq J+1 ack K+10 len 4381 id 12 at 0.03"
#define LATER "A>B . seq J+4382 ack K+10 len 9 id 16 at 0.031"
#define JOINED_AND_LATE                                           \
	JOINED, "A>B . seq J+7302 ack K+10 len 9 id 18 at 0.031", \
		"A>B . seq J+4382 ack K+10 len 2920 id 16 at 0.032"
#define JOINED_STAMPED                                                   \
	"A>B S seq J id 10 mss 1460 ts 1 0",                             \
		"B>A S. seq K ack J+1 ts 1 1 at 0.02",                   \
		"A>B . seq J+1 ack K+1 id 11 ts 2 1",                    \
		"B>A P. seq K+1 ack J+1 len 9 ts 1 2 at 0.021",          \
		"A>B P. seq J+1 ack K+10 len 2900 id 12 ts 3 1 at 0.03", \
		"A>B . seq J+2901 ack K+10 len 9 id 15 ts 3 1 at 0.031"
#define JOINED_NARROW                                                          \
	"A>B S seq J id 10 mss 1460", "B>A S. seq K ack J+1 mss 1400 at 0.02", \
		"A>B . seq J+1 ack K+1 id 11",                                 \
		"B>A P. seq K+1 ack J+1 len 9 at 0.021",                       \
		"A>B P. seq J+1 ack K+10 len 4300 id 12 at 0.03",              \
		"A>B . seq J+4301 ack K+10 len 9 id 16 at 0.031"

/* A packet was late, so that more is remembered. */
#define TROUBLE                                                        \
	OFFERED, "A>B . seq J+4001 ack K+10 len 1000 id 14 at 0.0301", \
		"A>B . seq J+1 ack K+10 len 4000 id 12 at 0.0302"
#define LONG_AGO                                                      \
	TROUBLE, "A>B . seq J+5001 ack K+10 len 2000 id 15 at 0.031", \
		"A>B . seq J+7001 ack K+10 len 9 id 99 at 0.032"
#define NOTHING_OFFERED                                              \
	"A>B S seq J id 10", SYN_ACK, "A>B . seq J+1 ack K+1 id 11", \
		"B>A P. seq K+1 ack J+1 len 9 at 0.021",             \
		"A>B . seq J+1001 ack K+10 len 999 id 13 at 0.0301", \
		"A>B . seq J+1 ack K+10 len 1000 id 12 at 0.0302",   \
		"A>B . seq J+2000 ack K+10 len 2920 id 14 at 0.031", \
		"A>B . seq J+4920 ack K+10 len 9 id 99 at 0.032"
#define STANDS_STILL                                                        \
	"A>B S seq J id 7 mss 1460", SYN_ACK, "A>B . seq J+1 ack K+1 id 7", \
		"B>A P. seq K+1 ack J+1 len 9 at 0.021",                    \
		"A>B . seq J+1001 ack K+10 len 1000 id 7 at 0.0301",        \
		"A>B . seq J+1 ack K+10 len 1000 id 7 at 0.0302",           \
		"A>B . seq J+2001 ack K+10 len 2920 id 7 at 0.031"

/* No IDs: J+201 to J+300 are sent under TSval 1 at 0.04, after a hole. */
#define STAMPED                                                           \
	"A>B S seq J ts 4294967290 0", SYN_ACK,                           \
		"A>B . seq J+1 ack K+1 ts 4294967294 5",                  \
		"A>B P. seq J+1 ack K+1 len 100 ts 4294967295 5 at 0.03", \
		"A>B P. seq J+201 ack K+1 len 100 ts 1 5 at 0.04"
#define NEXT "A>B P. seq J+301 ack K+1 len 99 "
#define HALF "A>B P. seq J+201 ack K+1 len 50 "

#define ANSWERED                                                    \
	"A>B S seq J ts 1 0", SYN_ACK " at 0.02",                   \
		"A>B . seq J+1 ack K+1 ts 2 5",                     \
		"A>B P. seq J+1 ack K+1 len 100 ts 9 5 at 0.031",   \
		"A>B P. seq J+101 ack K+1 len 9 ts 10 5 at 0.0321", \
		"B>A . seq K+1 ack J+110 at 0.033"

/* Neither IDs nor timestamps. */
#define PLAIN                                              \
	OPENING, "A>B P. seq J+1 ack K+1 len 100 at 0.03", \
		"A>B P. seq J+201 ack K+1 len 100 at 0.04"

#define PIECE MARK_BIT(DUPLICATE_CAPTURE)
#define COPY MARK_BIT(NETWORK_DUPLICATE)
#define AGAIN MARK_BIT(RETRANSMISSION)
#define LATE MARK_BIT(OUT_OF_ORDER)

static const struct story_row ROWS[] = {
	/* Its ID says which packet it is. */
	{"one of the packets, once more",
         {JOINED, LATER},
         "A>B . seq J+1461 ack K+10 len 1460 id 13 at 0.04",
         COPY},
	{"none of them had that ID",
         {JOINED, LATER},
         "A>B . seq J+1461 ack K+10 len 1460 id 17 at 0.04",
         AGAIN},
	{"timestamps take their room of each packet",
         {JOINED_STAMPED},
         "A>B P. seq J+2897 ack K+10 len 4 id 14 ts 3 1 at 0.04",
         COPY},
	{"a packet carries what both have offered",
         {JOINED_NARROW},
         "A>B . seq J+4201 ack K+10 len 100 id 15 at 0.04",
         COPY},
	{"what is joined came late itself",
         {JOINED_AND_LATE},
         "A>B . seq J+5842 ack K+10 len 1460 id 17 at 0.04",
         COPY},
	{"sixty-four packets later",
         {LONG_AGO},
         "A>B . seq J+5001 ack K+10 len 1460 id 15 at 0.04",
         COPY},
	{"sixty-four packets later, the last of it",
         {LONG_AGO},
         "A>B . seq J+6461 ack K+10 len 540 id 16 at 0.04",
         COPY},
	{"nobody has said how large packets may be",
         {NOTHING_OFFERED},
         "A>B . seq J+3460 ack K+10 len 1460 id 15 at 0.04",
         COPY},
	{"nobody has, and the ID is not that of its place",
         {NOTHING_OFFERED},
         "A>B . seq J+3460 ack K+10 len 1460 id 16 at 0.04",
         AGAIN},
	{"it brings something new, and is none of them",
         {JOINED},
         "A>B P. seq J+4380 ack K+10 len 9 id 15 at 0.04",
         AGAIN},
	{"it acknowledges more, and is none of them",
         {JOINED, "B>A P. seq K+10 ack J+1 len 9 at 0.0301"},
         "A>B P. seq J+1 ack K+19 len 9 id 13 at 0.0302",
         AGAIN},
	{"an ID that stands still is no packet's",
         {STANDS_STILL},
         "A>B . seq J+2001 ack K+10 len 1460 id 7 at 0.06",
         AGAIN},
	{"a FIN again is no packet of the first",
         {TROUBLE, "A>B F. seq J+5001 ack K+10 id 15 at 0.031"},
         "A>B F. seq J+5001 ack K+10 id 16 at 0.04",
         AGAIN},
	{"the same again, sooner after another than a card cuts, is no piece",
         {"A>B P. seq J+1 ack K+1 len 100 id 7 at 1",
          "A>B P. seq J+101 ack K+1 len 100 id 8 at 1.003"},
         "A>B P. seq J+1 ack K+1 len 100 id 7 at 1.0045",
         AGAIN},

	/* Its timestamp says when it was made. */
	{"in a tick that was over within a round trip",
         {STAMPED, NEXT "ts 2 5 at 0.059"},
         HALF "ts 1 5 at 1",
         COPY},
	{"in a tick that took as long as a round trip",
         {STAMPED, NEXT "ts 2 5 at 0.06"},
         HALF "ts 1 5 at 1",
         AGAIN},
	{"in a tick that began when the one before was over",
         {STAMPED, NEXT "ts 2 5 at 0.055",
          "A>B P. seq J+400 ack K+1 len 9 ts 3 5 at 0.061"},
         "A>B P. seq J+301 ack K+1 len 50 ts 2 5 at 1",
         COPY},
	{"in a tick that is not over yet",
         {STAMPED},
         HALF "ts 1 5 at 0.0599",
         AGAIN},
	{"in a tick before",
         {STAMPED, NEXT "ts 2 5 at 0.041"},
         HALF "ts 0 5 at 0.05",
         LATE},
	{"in a later tick",
         {STAMPED, NEXT "ts 3 5 at 0.041"},
         HALF "ts 2 5 at 0.05",
         AGAIN},

	{"an older TSval than the newest, and no reason to send again",
         {ANSWERED},
         "A>B P. seq J+1 ack K+1 len 50 ts 9 5 at 0.042",
         COPY},
	{"a SYN,ACK with an older one: the other was sent again",
         {"A>B S seq J ts 1 0", "B>A S. seq K ack J+1 ts 36 1 at 0.02",
          "A>B . seq J+1 ack K+1 ts 2 36 at 0.0201"},
         "B>A S. seq K ack J+1 ts 24 1 at 0.0203",
         AGAIN},

	/* Nothing but time. */
	{"sooner than it could be sent again",
         {PLAIN, "A>B P. seq J+301 ack K+1 len 2000 at 0.05"},
         "A>B P. seq J+1301 ack K+1 len 1000 at 0.0599",
         COPY},
	{"at once: the capture's",
         {PLAIN, "A>B P. seq J+301 ack K+1 len 2000 at 0.05"},
         "A>B P. seq J+1301 ack K+1 len 1000 at 0.052",
         PIECE},
	{"too late to tell",
         {PLAIN, "A>B P. seq J+301 ack K+1 len 2000 at 0.05"},
         "A>B P. seq J+1301 ack K+1 len 1000 at 0.06",
         AGAIN},
	{"the handshake took a second, which an answer does not",
         {SYN " at 0", SYN_ACK " at 1", THIRD " at 1.001", ASK " at 1.01",
          "B>A . seq K+1 ack J+101 at 1.03",
          "A>B P. seq J+101 ack K+1 len 100 at 1.04"},
         "A>B P. seq J+101 ack K+1 len 100 at 1.09",
         AGAIN},
	{"it was one packet, of which a part is sent again",
         {PLAIN, "A>B P. seq J+301 ack K+1 len 1460 at 0.05"},
         "A>B P. seq J+301 ack K+1 len 1000 at 0.0501",
         AGAIN},
};

START_TEST(test_what_was_joined_is_told_apart)
{
	story_check_row(&ROWS[_i]);
}
END_TEST

Suite *offload_suite(void)
{
	Suite *suite = suite_create("offload");
	TCase *tcase = tcase_create("offload");

	tcase_add_loop_test(tcase, test_what_was_joined_is_told_apart, 0,
	                    (int)ARRAY_LEN(ROWS));
	suite_add_tcase(suite, tcase);
	return suite;
}
