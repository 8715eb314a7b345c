/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Each row is a connection as Zeek sees it: A is the sender of the first
 * segment, numbers lie near 2^32.
 */
#include "config.h"

#include <string.h>

#include "base/array.h"
#include "seg.h"
#include "suites.h"
#include "track/zeek.h"
#include "track/zeek_payload.h"

#define LINES_MAX 24

#define SYN "A>B S seq 4294967290 at 0"
#define SYN_ACK "B>A S. seq 4294967000 ack 4294967291 at 0.02"
#define THIRD "A>B . seq 4294967291 ack 4294967001 at 0.03"
#define OPENING SYN, SYN_ACK, THIRD
#define ASK "A>B P. seq 4294967291 ack 4294967001 len 100 at 0.04"
#define ANSWER "B>A P. seq 4294967001 ack 95 len 500 at 0.05"
#define FIN_A "A>B F. seq 95 ack 205 at 0.06"
#define ACK_B "B>A . seq 205 ack 96 at 0.07"
#define FIN_B "B>A F. seq 205 ack 96 at 0.08"
#define LAST "A>B . seq 96 ack 206 at 0.09"

static const struct row {
	const char *what;
	const char *lines[LINES_MAX];
	const char *conn_state, *history;
	unsigned originator; /* half */
} ROWS[] = {
	{"nothing", {NULL}, "OTH", "", 0},
	{"a sound connection",
         {OPENING, ASK, ANSWER, FIN_A, ACK_B, FIN_B, LAST},
         "SF",
         "ShADdFaf",
         0},
	{"a SYN without answer",
         {SYN, "A>B S seq 4294967290 at 1"},
         "S0",
         "S",
         0},
	{"refused", {SYN, "B>A R. ack 4294967291 at 0.1"}, "REJ", "Sr", 0},
	{"a SYN,ACK establishes both", {SYN, SYN_ACK}, "S1", "Sh", 0},
	{"a reset by the client",
         {OPENING, "A>B R. seq 4294967291"},
         "RSTO",
         "ShAR",
         0},
	{"a reset by the server",
         {OPENING, "B>A R. seq 4294967001"},
         "RSTR",
         "ShAr",
         0},
	{"SYN, then RST", {SYN, "A>B R seq 4294967291"}, "RSTOS0", "SR", 0},
	{"a RST alone", {"A>B R seq 5 from 4000 to 5000"}, "OTH", "R", 0},
	{"SYN, then FIN", {SYN, "A>B F seq 4294967291"}, "SH", "SF", 0},
	{"only the client closed",
         {OPENING, ASK, ANSWER, FIN_A, ACK_B},
         "S2",
         "ShADdFa",
         0},
	{"only the server closed",
         {OPENING, ASK, ANSWER, "B>A F. seq 205 ack 95"},
         "S3",
         "ShADdf",
         0},
	{"the middle of a connection",
         {"A>B P. seq 7 ack 9 len 10 from 4000 to 5000",
          "B>A . seq 9 ack 17 from 5000 to 4000"},
         "OTH",
         "Da",
         0},
	{"a likely server speaks first",
         {"A>B P. seq 7 ack 9 len 10 from 443 to 40000"},
         "OTH",
         "^d",
         1},
	{"two likely servers: the lower port",
         {"A>B P. seq 7 ack 9 len 10 from 80 to 8080"},
         "OTH",
         "^d",
         1},
	{"two likely servers, the other way",
         {"A>B P. seq 7 ack 9 len 10 from 8080 to 80"},
         "OTH",
         "D",
         0},
	{"SYN,ACK first, from a likely server",
         {"A>B S. seq 7 ack 9 from 80 to 40000"},
         "OTH",
         "^h",
         1},
	{"SYN,ACK first, and a RST: a scan",
         {"A>B S. seq 7 ack 9 from 4000 to 5000",
          "B>A R seq 9 from 5000 to 4000"},
         "REJ",
         "Hr",
         0},
	{"SYN,ACK first, and traffic: its SYN was missed",
         {"A>B S. seq 7 ack 9 from 4000 to 5000",
          "B>A . seq 9 ack 8 from 5000 to 4000"},
         "OTH",
         "^hA",
         1},
	{"SYN,ACK before its SYN",
         {"A>B S. seq 7 ack 9 from 4000 to 5000",
          "B>A S seq 8 from 5000 to 4000"},
         "S1",
         "Hs^",
         1},
	{"payload sent again",
         {OPENING, ASK, "A>B P. seq 4294967291 ack 4294967001 len 100"},
         "S1",
         "ShADT",
         0},
	{"an acknowledged hole",
         {OPENING, ASK, "B>A . seq 4294967001 ack 195"},
         "S1",
         "ShADaG",
         0},
	{"a hole that is filled",
         {OPENING, "A>B P. seq 95 ack 4294967001 len 50",
          "A>B P. seq 4294967291 ack 4294967001 len 100",
          "B>A . seq 4294967001 ack 145"},
         "S1",
         "ShADTa",
         0},
	{"payload the snapshot cut off is a hole",
         {OPENING, "A>B P. seq 4294967291 ack 4294967001 len 100 captured 10",
          "B>A . seq 4294967001 ack 95"},
         "S1",
         "ShADaG",
         0},
	{"a window of zero",
         {OPENING, "B>A . seq 4294967001 ack 4294967291 win 0"},
         "S1",
         "ShAaw",
         0},
	{"a bad checksum", {SYN, "B>A S. seq 9 ack 10 badsum"}, "S0", "Sc", 0},
	{"a bogus header", {SYN, "B>A S. seq 9 ack 10 bogus"}, "S0", "S", 0},
	{"FIN and RST", {OPENING, "A>B FR seq 4294967291"}, "RSTO", "ShAI", 0},
	{"SYN and FIN", {"A>B SF seq 7"}, "SH", "Q", 0},
	{"a RST again at another number",
         {OPENING, "A>B R seq 5", "A>B R seq 5", "A>B R seq 6"},
         "RSTO",
         "ShARR",
         0},
	{"FIN and RST, and then the peer's FIN, is a close",
         {OPENING, ASK, ANSWER, FIN_A, "A>B R seq 96", FIN_B},
         "SF",
         "ShADdFRf",
         0},
	{"a RST after both FINs changes nothing",
         {OPENING, ASK, ANSWER, FIN_A, ACK_B, FIN_B, LAST,
          "A>B R seq 96 at 0.1"},
         "SF",
         "ShADdFafR",
         0},
	{"what comes long after the close is another connection",
         {OPENING, ASK, ANSWER, FIN_A, ACK_B, FIN_B, LAST, "A>B R seq 96 at 6"},
         "SF",
         "ShADdFaf",
         0},
	{"a late answer to a SYN is another connection",
         {SYN, "B>A S. seq 4294967000 ack 4294967291 at 5.5"},
         "S0",
         "S",
         0},
	{"a SYN with another number is another connection",
         {OPENING, ASK, "A>B S seq 500000"},
         "S1",
         "ShAD",
         0},
};

START_TEST(a_connection_is_what_zeek_calls_it)
{
	const struct row *row = &ROWS[_i];
	char history[ZEEK_HISTORY_SIZE];
	struct zeek_view view;

	zeek_init(&view);
	for (unsigned i = 0; i < LINES_MAX && row->lines[i] != NULL; i++) {
		struct segment segment = seg(row->lines[i]);

		zeek_segment(&view, row->lines[i][0] == 'A' ? 0 : 1, &segment);
	}
	zeek_history(&view, history, sizeof(history));
	ck_assert_msg(strcmp(history, row->history) == 0,
	              "%s: history %s, want %s", row->what, history,
	              row->history);
	ck_assert_msg(strcmp(zeek_conn_state(&view), row->conn_state) == 0,
	              "%s: conn_state %s, want %s", row->what,
	              zeek_conn_state(&view), row->conn_state);
	ck_assert_msg(zeek_originator(&view) == row->originator,
	              "%s: originator", row->what);
	zeek_fini(&view);
}
END_TEST

START_TEST(counted_letters_come_at_powers_of_ten)
{
	struct segment zero = seg("A>B . seq 7 win 0 from 4000 to 5000");
	char history[ZEEK_HISTORY_SIZE];
	struct zeek_view view;

	zeek_init(&view);
	for (unsigned i = 1; i <= 1000; i++)
		zeek_segment(&view, 0, &zero);
	zeek_history(&view, history, sizeof(history));
	ck_assert_str_eq(history, "AWWWW");
	zeek_fini(&view);
}
END_TEST

START_TEST(a_long_history_is_bounded)
{
	char history[ZEEK_HISTORY_SIZE];
	char small[4];
	struct zeek_view view;

	zeek_init(&view);
	for (unsigned i = 0; i < 1000; i++) {
		struct segment reset = seg("A>B R from 4000 to 5000");

		reset.seq = i;
		zeek_segment(&view, 0, &reset);
	}
	ck_assert_uint_eq(zeek_history(&view, history, sizeof(history)),
	                  ZEEK_HISTORY_MAX);
	ck_assert_uint_eq(strspn(history, "R"), ZEEK_HISTORY_MAX);
	ck_assert_uint_eq(zeek_history(&view, small, sizeof(small)), 3);
	ck_assert_str_eq(small, "RRR");
	zeek_fini(&view);
}
END_TEST

START_TEST(each_hole_below_an_ack_counts)
{
	struct zeek_payload payload;

	zeek_payload_init(&payload);
	zeek_payload_sent(&payload, 1, 11, 1, false);
	zeek_payload_sent(&payload, 21, 31, 1, false);
	zeek_payload_sent(&payload, 41, 51, 1, false);
	ck_assert(zeek_payload_waits(&payload));
	ck_assert_uint_eq(zeek_payload_acked(&payload, 11), 0);
	ck_assert_uint_eq(zeek_payload_acked(&payload, 61), 3);
	ck_assert_uint_eq(zeek_payload_acked(&payload, 61), 0);
	ck_assert(!zeek_payload_waits(&payload));
	zeek_payload_fini(&payload);
}
END_TEST

START_TEST(a_filled_hole_does_not_count)
{
	struct zeek_payload payload;

	zeek_payload_init(&payload);
	zeek_payload_sent(&payload, 21, 31, 1, false);
	zeek_payload_sent(&payload, 41, 51, 1, false);
	zeek_payload_sent(&payload, 25, 45, 1, false);
	zeek_payload_sent(&payload, 1, 22, 1, false);
	ck_assert_uint_eq(zeek_payload_acked(&payload, 51), 0);
	zeek_payload_fini(&payload);
}
END_TEST

START_TEST(more_holes_than_room_are_not_invented)
{
	struct zeek_payload payload;

	zeek_payload_init(&payload);
	for (uint32_t i = 1; i <= 100; i++)
		zeek_payload_sent(&payload, 20 * i, 20 * i + 10, 1, false);
	ck_assert_uint_eq(zeek_payload_acked(&payload, 2010), 16);
	zeek_payload_fini(&payload);
}
END_TEST

START_TEST(too_much_above_a_hole_without_an_ack_ends_the_interest)
{
	struct zeek_payload payload;

	zeek_payload_init(&payload);
	zeek_payload_sent(&payload, 1000, 16000, 1, true);
	ck_assert(!zeek_payload_given_up(&payload));
	zeek_payload_sent(&payload, 16000, 18000, 1, true);
	ck_assert(zeek_payload_given_up(&payload));
	ck_assert_uint_eq(zeek_payload_acked(&payload, 18000), 0);
	zeek_payload_fini(&payload);
}
END_TEST

Suite *zeek_suite(void)
{
	Suite *suite = suite_create("zeek");
	TCase *rows = tcase_create("connections");
	TCase *payload = tcase_create("payload");

	tcase_add_loop_test(rows, a_connection_is_what_zeek_calls_it, 0,
	                    ARRAY_LEN(ROWS));
	tcase_add_test(rows, counted_letters_come_at_powers_of_ten);
	tcase_add_test(rows, a_long_history_is_bounded);
	tcase_add_test(payload, each_hole_below_an_ack_counts);
	tcase_add_test(payload, a_filled_hole_does_not_count);
	tcase_add_test(payload, more_holes_than_room_are_not_invented);
	tcase_add_test(payload,
	               too_much_above_a_hole_without_an_ack_ends_the_interest);
	suite_add_tcase(suite, rows);
	suite_add_tcase(suite, payload);
	return suite;
}
