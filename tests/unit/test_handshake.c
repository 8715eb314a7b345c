/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The opening's rules: each shows, and nearly shows.
 */
#include "config.h"

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/outcome.h"

#define AGAIN(when) "A>B S seq J at " when
#define TRUE_SYN_ACK "B>A S. seq K ack J+1"
#define NEAR_SYN_ACK(id, when) TRUE_SYN_ACK " at " when " id " id
#define FAR_SYN_ACK(id, when) \
	"B>A S. seq K+900000000 ack J+700000001 at " when " id " id

static const struct telling TELLINGS[] = {
	{"sound", {OPENING, TALK, CLOSING}, ""},
	{"sound, the SYN,ACK before its SYN",
         {SYN_ACK, SYN, THIRD, TALK, CLOSING},
         ""},

	{"J+2", {SYN, "B>A S. seq K ack J+2"}, "j-plus-1@2 half-open@2"},
	{"J+2, and the reset that it gets",
         {SYN, "B>A S. seq K ack J+2", "A>B R seq J+2"},
         "j-plus-1@2 aborted-open@3"},
	{"J itself", {SYN, "B>A S. seq K ack J"}, "j-plus-1@2 half-open@2"},
	{"a right SYN,ACK after a wrong one that nobody reset",
         {SYN, "B>A S. seq K ack J+2", TRUE_SYN_ACK, THIRD},
         "j-plus-1@2 syn-ack-retransmitted@3"},

	{"the server on both sides of a device that changes numbers",
         {SYN, FAR_SYN_ACK("9", "0.02"), NEAR_SYN_ACK("9", "0.022"),
          "A>B . seq J+1 ack K+1 at 0.03",
          "B>A P. seq K+900000001 ack J+700000001 len 10 at 0.04 id 10",
          "B>A P. seq K+1 ack J+1 len 10 at 0.04 id 10"},
         "duplicate-capture@2"},
	{"… and the near side's first",
         {SYN, NEAR_SYN_ACK("9", "0.02"), FAR_SYN_ACK("9", "0.022"),
          "A>B . seq J+1 ack K+1 at 0.03",
          "B>A P. seq K+1 ack J+1 len 10 at 0.04 id 10",
          "B>A P. seq K+900000001 ack J+700000001 len 10 at 0.04 id 10"},
         "duplicate-capture@3"},
	{"another ID",
         {SYN, FAR_SYN_ACK("9", "0.02"), NEAR_SYN_ACK("10", "0.022"),
          "A>B . seq J+1 ack K+1 at 0.03"},
         "j-plus-1@2"},
	{"more than 2 ms later",
         {SYN, FAR_SYN_ACK("9", "0.02"), NEAR_SYN_ACK("9", "0.022001"),
          "A>B . seq J+1 ack K+1 at 0.03"},
         "j-plus-1@2"},
	{"none of the two is right",
         {SYN, FAR_SYN_ACK("9", "0.02"), "B>A S. seq K ack J+5 at 0.02 id 9"},
         "j-plus-1@2 half-open@2"},

	{"K+7",
         {SYN, SYN_ACK, "A>B . seq J+1 ack K+7"},
         "half-open@2 k-plus-1@3"},
	{"K itself",
         {SYN, SYN_ACK, "A>B . seq J+1 ack K"},
         "half-open@2 k-plus-1@3"},
	{"the first ACK is lost, a later one covers the server's data",
         {SYN, SYN_ACK, "B>A P. seq K+1 ack J+1 len 500",
          "A>B . seq J+1 ack K+501"},
         ""},
	{"K+7 where only three bytes were sent",
         {SYN, SYN_ACK, "B>A P. seq K+1 ack J+1 len 3",
          "A>B . seq J+1 ack K+7"},
         "k-plus-1@4"},

	{"the server has gone on: its client is not in the capture",
         {SYN_ACK, "B>A P. seq K+1 ack J+1 len 500",
          "B>A P. seq K+501 ack J+101 len 500"},
         "capture-gap@1"},
	{"an ACK with the SYN's own number is SYN-RECEIVED's",
         {SYN, SYN_ACK, "A>B S seq J at 1", "B>A . seq K ack J+1 at 1.001",
          "B>A S. seq K ack J+1 at 2"},
         "syn-retransmitted@3 half-open@5 syn-ack-retransmitted@5"},
	{"what the server has acknowledged was not the client's first data",
         {SYN, SYN_ACK, "B>A . seq K+1 ack J+46",
          "A>B P. seq J+46 ack K+1 len 19", "B>A . seq K+1 ack J+65"},
         "capture-gap@3"},
	{"the third ACK at J+2",
         {SYN, SYN_ACK, "A>B . seq J+2 ack K+1"},
         "third-ack-sequence@3"},
	{"the third ACK at J",
         {SYN, SYN_ACK, "A>B . seq J ack K+1"},
         "third-ack-sequence@3"},
	{"the third ACK at J+5, and data from J+1",
         {SYN, SYN_ACK, "A>B . seq J+5 ack K+1", ASK, ANSWER},
         "third-ack-sequence@3"},
	{"the third ACK at J+5, twice, and data from J+1",
         {SYN, SYN_ACK, "A>B . seq J+5 ack K+1", "A>B . seq J+5 ack K+1", ASK,
          ANSWER},
         "third-ack-sequence@3"},
	{"the third ACK at J+101, and what was lost before it comes again",
         {SYN, SYN_ACK, "B>A S. seq K ack J+1 at 1",
          "A>B . seq J+101 ack K+1 at 1.02", ASK, ANSWER},
         "syn-ack-retransmitted@3"},

	{"one SYN", {SYN}, "syn-unanswered@1"},
	{"three SYNs", {SYN, AGAIN("1"), AGAIN("3")}, "syn-unanswered@3"},

	{"refused", {SYN, "B>A R. ack J+1"}, "refused@2"},
	{"refused at the second try",
         {SYN, AGAIN("1"), "B>A R. ack J+1 at 1.01"},
         "syn-retransmitted@2 refused@3"},
	{"a blind reset refuses nothing",
         {SYN, "B>A R. ack J+2", SYN_ACK, THIRD},
         "reset-ignored@2"},

	{"half open", {SYN, SYN_ACK}, "half-open@2"},
	{"half open, the SYN,ACK five times",
         {SYN, SYN_ACK, "B>A S. seq K ack J+1 at 1",
          "B>A S. seq K ack J+1 at 3", "B>A S. seq K ack J+1 at 7",
          "B>A S. seq K ack J+1 at 15"},
         "half-open@6 syn-ack-retransmitted@6"},
	{"open", {OPENING}, ""},

	{"the client gives the SYN,ACK a reset",
         {SYN, SYN_ACK, "A>B R seq J+1"},
         "aborted-open@3"},

	{"the SYN again",
         {SYN, AGAIN("1"), "B>A S. seq K ack J+1 at 1.02",
          "A>B . seq J+1 ack K+1 at 1.03"},
         "syn-retransmitted@2"},
	{"the SYN,ACK again, the third ACK lost",
         {OPENING, "B>A S. seq K ack J+1 at 1",
          "A>B . seq J+1 ack K+1 at 1.01"},
         "syn-ack-retransmitted@4"},
	{"the SYN,ACK lost: both again",
         {SYN, SYN_ACK, AGAIN("1"), "B>A S. seq K ack J+1 at 1.01",
          "A>B . seq J+1 ack K+1 at 1.02"},
         "syn-retransmitted@3 syn-ack-retransmitted@4"},

	{"an old duplicate of a SYN is answered (figure 8)",
         {SYN, "B>A S. seq K-9000 ack J-4999", "A>B R seq J-4999", TRUE_SYN_ACK,
          THIRD},
         "stale-syn@2"},

	{"an older connection answers, and is reset (figure 9)",
         {SYN, "B>A . seq K-9000 ack J-5000", "A>B R seq J-5000", AGAIN("1"),
          "B>A S. seq K ack J+1 at 1.01", "A>B . seq J+1 ack K+1 at 1.02"},
         "syn-challenged@2 syn-retransmitted@4"},
	{"… with a number ahead, to each SYN, and data of its own",
         {SYN, "B>A P. seq K-9000 ack J+900000000 len 10", AGAIN("1"),
          "B>A . seq K-9000 ack J+900000000 at 1.01",
          "A>B R seq J+900000000 at 1.02"},
         "syn-retransmitted@3 syn-challenged@4"},
	{"… which is no answer, if nothing else comes",
         {SYN, "B>A F. seq K-9000 ack J-1"},
         "syn-unanswered@1"},
	{"a number within reach may answer what the capture lacks",
         {SYN, "B>A . seq K+1 ack J+101", "A>B . seq J+101 ack K+1"},
         "capture-gap@2"},
	{"J itself is of no older connection",
         {SYN, "B>A . seq K ack J", "A>B R seq J"},
         "aborted-open@3"},
	{"the client's own reset, though an older connection answered",
         {SYN, "B>A . seq K-9000 ack J-5000", "A>B R seq J+1"},
         "syn-challenged@2 aborted-open@3"},
	{"a SYN that opened nothing, and the capture began with it",
         {"A>B S seq J+1001", "B>A . seq K+1 ack J+1", "A>B . seq J+1 ack K+1"},
         "syn-challenged@2"},

	{"both ends open",
         {SYN, "B>A S seq K", "A>B S. seq J ack K+1", "B>A S. seq K ack J+1"},
         "simultaneous-open@1"},

	{"a SYN in the open connection",
         {OPENING, TALK, "A>B S seq J at 1",
          "B>A . seq K+501 ack J+101 at 1.01"},
         "syn-on-open@7"},
	{"not before it is open",
         {SYN, SYN_ACK, AGAIN("1"), "B>A S. seq K ack J+1 at 1.01", THIRD},
         "syn-retransmitted@3 syn-ack-retransmitted@4"},

	{"data in the SYN, taken",
         {"A>B S seq J len 10", "B>A S. seq K ack J+11",
          "A>B . seq J+11 ack K+1"},
         "fast-open@1"},
	{"data in the SYN, not taken",
         {"A>B S seq J len 10", TRUE_SYN_ACK,
          "A>B P. seq J+1 ack K+1 len 10 at 0.03"},
         "fast-open@1 retransmissions@3"},
	{"data in the SYN, half taken",
         {"A>B S seq J len 10", "B>A S. seq K ack J+5"},
         "fast-open@1 j-plus-1@2 half-open@2"},
	{"data in the SYN, taken and one more",
         {"A>B S seq J len 10", "B>A S. seq K ack J+12"},
         "fast-open@1 j-plus-1@2 half-open@2"},

	{"data carries the third ACK",
         {SYN, SYN_ACK, ASK, "B>A . seq K+1 ack J+101"},
         "data-before-third-ack@3"},
};

START_TEST(test_the_opening_s_rules_show_and_nearly_show)
{
	story_expect(&TELLINGS[_i]);
}
END_TEST

/* The four numbers of a sound connection, across 2^32. */
START_TEST(test_a_sound_handshake_proves_j_plus_1_and_k_plus_1)
{
	static const char *const LINES[LINES_MAX] = {OPENING};
	struct story story = {0};
	const struct connection *c = &story.connection;
	const struct check *j = &c->checks[EQUATION_J];
	const struct check *k = &c->checks[EQUATION_K];

	story_tell_all(&story, LINES);
	ck_assert_int_eq(j->verdict, VERDICT_PASS);
	ck_assert_uint_eq(j->expected, STORY_J + 1);
	ck_assert_uint_eq(j->actual, STORY_J + 1);
	ck_assert_uint_eq(j->packet, 2);
	ck_assert_int_eq(k->verdict, VERDICT_PASS);
	ck_assert_uint_eq(k->expected, STORY_K + 1);
	ck_assert_uint_eq(k->actual, STORY_K + 1);
	ck_assert_uint_eq(k->packet, 3);
	ck_assert_uint_eq(c->half[0].iss, STORY_J);
	ck_assert_uint_eq(c->half[1].iss, STORY_K);
	ck_assert_uint_eq(c->opening.syn.packet, 1);
	ck_assert_uint_eq(c->opening.syn_ack.packet, 2);
	ck_assert_uint_eq(c->opening.ack.packet, 3);
	ck_assert_int_eq(connection_handshake(c), HANDSHAKE_THREE_WAY);
	story_fini(&story);
}
END_TEST

START_TEST(test_plus_one_wraps_to_zero)
{
	static const char *const LINES[LINES_MAX] = {
		"A>B S seq 4294967295", "B>A S. seq 4294967295 ack 0",
		"A>B . seq 0 ack 0"};
	struct story story = {0};
	const struct connection *c = &story.connection;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	ck_assert_int_eq(c->checks[EQUATION_J].verdict, VERDICT_PASS);
	ck_assert_uint_eq(c->checks[EQUATION_J].expected, 0);
	ck_assert_int_eq(c->checks[EQUATION_K].verdict, VERDICT_PASS);
	ck_assert_uint_eq(c->finding_count, 0);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_wrong_j_is_told_with_both_numbers_and_whose_it_is)
{
	static const char *const LINES[LINES_MAX] = {SYN,
	                                             "B>A S. seq K ack J+2"};
	struct story story = {0};
	const struct finding *f;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	f = story_finding(&story, RULE_J_PLUS_1);
	ck_assert_uint_eq(f->expected, STORY_J + 1);
	ck_assert_uint_eq(f->actual, STORY_J + 2);
	ck_assert_uint_eq(f->from, DIR_1);
	ck_assert_int_eq(f->severity, SEVERITY_ERROR);
	ck_assert_int_eq(story.connection.checks[EQUATION_J].verdict,
	                 VERDICT_FAIL);
	ck_assert_int_eq(story.connection.checks[EQUATION_K].verdict,
	                 VERDICT_NOT_SEEN);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_wrong_k_is_the_client_s)
{
	static const char *const LINES[LINES_MAX] = {SYN, SYN_ACK,
	                                             "A>B . seq J+1 ack K+7"};
	struct story story = {0};
	const struct finding *f;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	f = story_finding(&story, RULE_K_PLUS_1);
	ck_assert_uint_eq(f->expected, STORY_K + 1);
	ck_assert_uint_eq(f->actual, STORY_K + 7);
	ck_assert_uint_eq(f->from, DIR_0);
	story_fini(&story);
}
END_TEST

/* The SYN is missing: J+1 cannot be known, K+1 can. */
START_TEST(test_what_the_capture_lacks_is_not_seen)
{
	static const char *const LINES[LINES_MAX] = {SYN_ACK, THIRD};
	struct story story = {0};
	const struct connection *c = &story.connection;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	ck_assert_int_eq(c->client, DIR_1);
	ck_assert(!c->client_guessed);
	ck_assert_int_eq(c->checks[EQUATION_J].verdict, VERDICT_NOT_SEEN);
	ck_assert(!c->checks[EQUATION_J].expected_known);
	ck_assert_int_eq(c->checks[EQUATION_K].verdict, VERDICT_PASS);
	ck_assert_uint_eq(c->finding_count, 0);
	story_fini(&story);
}
END_TEST

START_TEST(test_repeats_are_counted_and_timed)
{
	static const char *const LINES[LINES_MAX] = {
		AGAIN("0"),
		AGAIN("1"),
		AGAIN("3"),
		"B>A S. seq K ack J+1 at 3.01",
		"B>A S. seq K ack J+1 at 4.01",
		"A>B . seq J+1 ack K+1 at 4.02"};
	struct story story = {0};
	const struct finding *f;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	f = story_finding(&story, RULE_SYN_RETRANSMITTED);
	ck_assert_int_eq(f->amount, 2);
	ck_assert_int_eq(f->duration, INT64_C(3000000000));
	f = story_finding(&story, RULE_SYN_ACK_RETRANSMITTED);
	ck_assert_int_eq(f->amount, 1);
	ck_assert_int_eq(f->duration, INT64_C(1000000000));
	ck_assert_uint_eq(f->from, DIR_1);
	story_fini(&story);
}
END_TEST

START_TEST(test_a_syn_s_offers_are_kept)
{
	static const char *const LINES[LINES_MAX] = {
		"A>B S seq J mss 1460 wscale 7 sackok ts 1 0",
		"B>A S. seq K ack J+1 mss 1400"};
	struct story story = {0};
	const struct half *half = story.connection.half;

	story_tell_all(&story, LINES);
	ck_assert(half[0].mss_seen && half[0].mss == 1460);
	ck_assert(half[0].scale_offered && half[0].offered_scale == 7);
	ck_assert(half[0].sack_permitted && half[0].timestamps);
	ck_assert(half[1].mss_seen && half[1].mss == 1400);
	ck_assert(!half[1].scale_offered && !half[1].sack_permitted &&
	          !half[1].timestamps);
	/* Sent again with less, it offered all the same. */
	story_tell(&story, "A>B S seq J mss 500 at 1");
	ck_assert(half[0].mss == 1460 && half[0].sack_permitted);
	story_fini(&story);
}
END_TEST

Suite *handshake_suite(void)
{
	Suite *suite = suite_create("handshake");
	TCase *rules = tcase_create("rules");
	TCase *numbers = tcase_create("numbers");

	tcase_add_loop_test(rules,
	                    test_the_opening_s_rules_show_and_nearly_show, 0,
	                    ARRAY_LEN(TELLINGS));
	tcase_add_test(numbers,
	               test_a_sound_handshake_proves_j_plus_1_and_k_plus_1);
	tcase_add_test(numbers, test_plus_one_wraps_to_zero);
	tcase_add_test(
		numbers,
		test_a_wrong_j_is_told_with_both_numbers_and_whose_it_is);
	tcase_add_test(numbers, test_a_wrong_k_is_the_client_s);
	tcase_add_test(numbers, test_what_the_capture_lacks_is_not_seen);
	tcase_add_test(numbers, test_repeats_are_counted_and_timed);
	tcase_add_test(numbers, test_a_syn_s_offers_are_kept);
	suite_add_tcase(suite, rules);
	suite_add_tcase(suite, numbers);
	return suite;
}
