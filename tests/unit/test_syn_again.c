/* SPDX-License-Identifier: BSD-2-Clause
 *
 * SYNs and SYN,ACKs that come again: from a timer, for a SYN, or twice from the
 * network; and what is no answer to them.
 */
#include "config.h"

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/marks.h"

#define COPY MARK_BIT(NETWORK_DUPLICATE)
#define AGAIN MARK_BIT(RETRANSMISSION)
#define LATE MARK_BIT(OUT_OF_ORDER)

#define STAMPED "A>B S seq J ts 7 0 at 0.001"

/* The SYN comes to an end that has sent its SYN,ACK, and is challenged. */
#define CHALLENGED                                                         \
	"A>B S seq J at 0", "B>A S. seq K ack J+1 at 0.0001",              \
		"A>B S seq J at 1.017", "B>A . seq K+1 ack J+1 at 1.0171", \
		"A>B . seq J+1 ack K+1 at 1.067"

static const struct story_row ROWS[] = {
	{"a SYN again, sooner than any timer",
         {"A>B S seq J at 0.001"},
         "A>B S seq J at 0.010",
         COPY},
	{"a SYN again, as a timer may send it",
         {"A>B S seq J at 0.001"},
         "A>B S seq J at 0.011",
         AGAIN},
	{"a SYN again under its IP ID, sooner than its timer",
         {"A>B S seq J id 7 at 0.001"},
         "A>B S seq J id 7 at 0.2",
         COPY},
	{"a SYN again under its IP ID, as a timer may send it",
         {"A>B S seq J id 7 at 0.001"},
         "A>B S seq J id 7 at 0.201",
         AGAIN},
	{"a SYN again under an IP ID of 0, as a timer may send it",
         {"A>B S seq J id 0 at 0.001"},
         "A>B S seq J id 0 at 0.011",
         AGAIN},
	{"a SYN again under another, however soon",
         {"A>B S seq J id 7 at 0.001"},
         "A>B S seq J id 8 at 0.01",
         AGAIN},
	{"a SYN with other data, sooner than any timer",
         {"A>B S seq J len 41 at 0.001"},
         "A>B S seq J len 22 at 0.003",
         LATE},
	{"a SYN with other data, when a timer may have run",
         {"A>B S seq J len 41 at 0.001"},
         "A>B S seq J len 22 at 0.005",
         AGAIN},
	{"a SYN,ACK again answers a SYN that came twice",
         {SYN, "B>A S. seq K ack J+1 at 0.02"},
         "B>A S. seq K ack J+1 at 0.024",
         AGAIN},

	/* Its timestamp is no newer, where its options are made once. */
	{"a SYN again with its timestamp, sooner than a timer",
         {STAMPED},
         "A>B S seq J ts 7 0 at 0.9",
         COPY},
	{"a SYN again with its timestamp, as a timer may send it",
         {STAMPED},
         "A>B S seq J ts 7 0 at 0.901",
         AGAIN},
	{"a SYN,ACK again with its timestamp, sooner than a timer",
         {STAMPED, "B>A S. seq K ack J+1 ts 3 7 at 0.02"},
         "B>A S. seq K ack J+1 ts 3 7 at 0.9",
         COPY},
	{"a SYN,ACK again with its timestamp, as a timer may send it",
         {STAMPED, "B>A S. seq K ack J+1 ts 3 7 at 0.02"},
         "B>A S. seq K ack J+1 ts 3 7 at 1.02",
         AGAIN},

	{"the round trip is not what the challenge took",
         {CHALLENGED, "A>B . seq J+101 ack K+1 len 100 at 1.1"},
         "A>B . seq J+1 ack K+1 len 100 at 1.101",
         LATE},
	{"… but what the third ACK did",
         {CHALLENGED, "A>B . seq J+101 ack K+1 len 100 at 1.1"},
         "A>B . seq J+1 ack K+1 len 100 at 1.151",
         AGAIN},
};

START_TEST(test_what_comes_again_before_it_is_open)
{
	story_check_row(&ROWS[_i]);
}
END_TEST

Suite *syn_again_suite(void)
{
	Suite *suite = suite_create("syn_again");
	TCase *tcase = tcase_create("syn_again");

	tcase_add_loop_test(tcase, test_what_comes_again_before_it_is_open, 0,
	                    ARRAY_LEN(ROWS));
	suite_add_tcase(suite, tcase);
	return suite;
}
