/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who is client, where numbers begin, completeness, and the life of a
 * connection as a whole.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "seg.h"
#include "story.h"
#include "suites.h"
#include "track/tcp_state.h"

static const struct {
	const char *what, *line;
	enum dir client;
	bool guessed;
} FIRSTS[] = {
	{"who sends the SYN", "A>B S seq 1", DIR_0, false},
	{"whatever the ports", "B>A S seq 1", DIR_0, false},
	{"who receives the SYN,ACK", "A>B S. seq 1 ack 2", DIR_1, false},
	{"who sends from the higher port", "A>B . seq 1 ack 2", DIR_0, true},
	{"who receives from the lower", "B>A . seq 1 ack 2", DIR_1, true},
	{"nothing tells: who was first", "A>B . seq 1 ack 2 from 5000 to 4000",
         DIR_0, true},
};

START_TEST(test_the_client_is_who_opened)
{
	struct story story = {0};

	story_tell(&story, FIRSTS[_i].line);
	ck_assert_msg(story.connection.client == FIRSTS[_i].client, "%s",
	              FIRSTS[_i].what);
	story_finish(&story, 0);
	ck_assert_msg(story.connection.client == FIRSTS[_i].client,
	              "%s, at the end", FIRSTS[_i].what);
	ck_assert_msg(story.connection.client_guessed == FIRSTS[_i].guessed,
	              "%s", FIRSTS[_i].what);
	story_fini(&story);
}
END_TEST

/* Wireshark's tcp.completeness: 1 SYN, 2 SYN,ACK, 4 ACK, 8 data, 16 FIN,
 * 32 RST. */
static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	uint8_t completeness;
} COMPLETE[] = {
	{"a SYN", {SYN}, 1},
	{"a SYN with data", {"A>B S seq J len 5"}, 9},
	{"half open", {SYN, SYN_ACK}, 3},
	{"a handshake", {OPENING}, 7},
	{"with data", {OPENING, ASK}, 15},
	{"closed", {OPENING, TALK, CLOSING}, 31},
	{"closed without a word",
         {OPENING, "A>B F. seq J+1 ack K+1", "B>A F. seq K+1 ack J+2",
          "A>B . seq J+2 ack K+2"},
         23},
	{"refused: the reset's ACK counts as one", {SYN, "B>A R. ack J+1"}, 37},
	{"a plain reset's does not", {SYN, "A>B R seq J+1"}, 33},
	{"reset", {OPENING, TALK, "A>B R seq J+101"}, 47},
	{"a FIN without ACK is none", {OPENING, "A>B F seq J+1"}, 7},
};

START_TEST(test_completeness_is_wireshark_s)
{
	struct story story = {0};

	story_tell_all(&story, COMPLETE[_i].lines);
	ck_assert_msg(
		story.connection.completeness == COMPLETE[_i].completeness,
		"%s: %u", COMPLETE[_i].what, story.connection.completeness);
	story_fini(&story);
}
END_TEST

START_TEST(test_both_sides_are_counted_apart)
{
	static const char *const LINES[LINES_MAX] = {OPENING, TALK, CLOSING};
	struct story story = {0};
	const struct connection *c = &story.connection;

	story_tell_all(&story, LINES);
	ck_assert_uint_eq(c->half[0].segments, 6);
	ck_assert_uint_eq(c->half[1].segments, 4);
	ck_assert_uint_eq(c->half[0].payload_bytes, 100);
	ck_assert_uint_eq(c->half[1].payload_bytes, 500);
	ck_assert_uint_eq(c->first.packet, 1);
	ck_assert_uint_eq(c->last.packet, 10);
	ck_assert_int_eq(c->last.time - c->first.time, 90000000);
	story_fini(&story);
}
END_TEST

START_TEST(test_finishing_twice_finds_nothing_twice)
{
	static const char *const LINES[LINES_MAX] = {SYN, "A>B S seq J at 1"};
	struct story story = {0};

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	ck_assert_uint_eq(story.connection.finding_count, 1);
	story_finish(&story, 0);
	ck_assert_uint_eq(story.connection.finding_count, 1);
	story_fini(&story);
}
END_TEST

START_TEST(test_findings_are_in_the_order_of_the_capture)
{
	static const char *const LINES[LINES_MAX] = {
		"A>B S seq J at 0",
		"A>B S seq J at 1",
		"B>A S. seq K ack J+1 at 1.02",
		"A>B . seq J+1 ack K+1 at 1.04",
		"A>B P. seq J+1 ack K+1 len 100 at 1.05",
		"A>B P. seq J+1 ack K+1 len 100 at 2",
		"B>A R seq K+900 at 2.1",
		"B>A R seq K+1 at 2.2",
	};
	struct story story = {0};
	const struct connection *c = &story.connection;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	ck_assert_uint_ge(c->finding_count, 4);
	for (uint32_t i = 1; i < c->finding_count; i++)
		ck_assert_uint_le(c->findings[i - 1].packet,
		                  c->findings[i].packet);
	story_fini(&story);
}
END_TEST

/* However strange a segment is, both ends' counts take it in. */
START_TEST(test_every_combination_of_control_bits_is_survived)
{
	static const char *const LINES[LINES_MAX] = {OPENING, TALK};
	struct story story = {.options = {.keep = KEEP_ALL, .zeek = true}};

	story_tell_all(&story, LINES);
	for (unsigned flags = 0; flags < 0x200; flags++) {
		struct segment s = story_segment(
			&story, flags & 1 ? "A>B . seq J+101 ack K+501"
					  : "B>A . seq K+501 ack J+101 len 9");

		s.flags = (uint16_t)flags;
		connection_feed(&story.connection, &s, &story.options);
	}
	story_finish(&story, 0);
	ck_assert_uint_eq(story.connection.record_count, 6 + 0x200);
	story_fini(&story);
}
END_TEST

/* Numbers at random must break nothing: no assertion, no leak, and at the end
 * each half's state has a name. */
START_TEST(test_random_segments_are_survived)
{
	struct story story = {.options = {.keep = KEEP_KEY, .zeek = true}};
	uint32_t random = (uint32_t)_i + 1;

	for (unsigned i = 0; i < 3000; i++) {
		struct segment s =
			story_segment(&story, i % 3 ? "A>B ." : "B>A .");
		uint32_t *const numbers[] = {&s.seq, &s.ack, &s.len};

		for (size_t n = 0; n < ARRAY_LEN(numbers); n++) {
			random = random * 1664525u + 1013904223u;
			*numbers[n] = random >> 8 & 3 ? random >> 24 : random;
		}
		random = random * 1664525u + 1013904223u;
		s.len &= 0xFFFF;
		s.flags = (uint16_t)(random >> 20 & 0x1FF);
		s.window = (uint16_t)(random >> 8);
		s.options.seen = (uint8_t)(random >> 12 & 0x1F);
		s.options.tsval = random >> 10;
		s.options.window_scale = (uint8_t)random;
		if (i == 0) {
			story.connection.end[0] = s.source;
			story.connection.end[1] = s.destination;
			connection_init(&story.connection, &s, 0, NULL,
			                &story.options);
			story.begun = true;
		}
		connection_feed(&story.connection, &s, &story.options);
	}
	story_finish(&story, 0);
	ck_assert_ptr_nonnull(tcp_state_name(story.connection.half[0].state));
	ck_assert_ptr_nonnull(tcp_state_name(story.connection.half[1].state));
	story_fini(&story);
}
END_TEST

static bool keeps(const struct connection *c, enum rule rule)
{
	for (uint32_t i = 0; i < c->finding_count; i++)
		if (c->findings[i].rule == rule)
			return true;
	return false;
}

START_TEST(test_no_crowd_of_findings_hides_a_worse_one)
{
	struct connection c = {.finding_count = 0};

	for (uint64_t i = 1; i <= 1000; i++)
		connection_find(&c, i % 2 ? RULE_PORT_REUSED : RULE_RESET,
		                DIR_0, i);
	ck_assert_uint_eq(c.finding_count + c.findings_omitted, 1000);
	connection_find(&c, RULE_DATA_AFTER_FIN, DIR_0, 1001);
	ck_assert(keeps(&c, RULE_DATA_AFTER_FIN));
	ck_assert(!keeps(&c, RULE_PORT_REUSED));
	ck_assert_uint_eq(c.finding_count + c.findings_omitted, 1001);
	for (uint32_t i = 1; i < c.finding_count; i++)
		ck_assert_uint_gt(c.findings[i].packet,
		                  c.findings[i - 1].packet);
	for (uint64_t i = 0; i < 1000; i++)
		connection_find(&c, RULE_FIN_MOVED, DIR_0, 1002 + i);
	ck_assert(!keeps(&c, RULE_RESET));
	ck_assert(connection_has(&c, RULE_RESET));
	ck_assert(keeps(&c, RULE_DATA_AFTER_FIN));
	free(c.findings);
}
END_TEST

/* A warning that came after a note is graver all the same. */
START_TEST(test_the_least_severe_finding_makes_room)
{
	struct connection c = {.finding_count = 0};

	connection_find(&c, RULE_PORT_REUSED, DIR_0, 1);
	for (uint64_t i = 2; i <= 64; i++)
		connection_find(&c, RULE_RESET, DIR_0, i);
	connection_find(&c, RULE_FIN_MOVED, DIR_0, 65);
	ck_assert_uint_eq(c.findings_omitted, 1);
	ck_assert(!keeps(&c, RULE_PORT_REUSED));
	ck_assert_uint_eq(c.findings[0].packet, 2);
	ck_assert_uint_eq(c.findings[62].packet, 64);
	ck_assert_uint_eq(c.findings[63].packet, 65);
	free(c.findings);
}
END_TEST

/* As grave as all the others, but new. */
START_TEST(test_what_is_said_once_is_not_lost_in_what_is_said_often)
{
	struct connection c = {.finding_count = 0};

	connection_find(&c, RULE_DATA_AFTER_FIN, DIR_0, 1);
	for (uint64_t i = 2; i <= 100; i++)
		connection_find(&c, RULE_FIN_MOVED, DIR_0, i);
	connection_find(&c, RULE_N_PLUS_1, DIR_0, 101);
	connection_find(&c, RULE_N_PLUS_1, DIR_0, 102);
	ck_assert_uint_eq(c.finding_count, 64);
	ck_assert_uint_eq(c.findings_omitted, 102 - 64);
	ck_assert_uint_eq(c.findings[0].packet, 1);
	ck_assert_uint_eq(c.findings[62].packet, 63);
	ck_assert_uint_eq(c.findings[63].packet, 101);
	free(c.findings);
}
END_TEST

/* Nobody is told of an error that is ignored: a note has its place.  What is
 * asked for elsewhere, whether there was one, stays known. */
START_TEST(test_what_is_ignored_takes_no_place)
{
	struct connection c = {.ignored = UINT64_C(1) << RULE_FIN_MOVED};

	for (uint64_t i = 1; i <= 100; i++)
		connection_find(&c, RULE_FIN_MOVED, DIR_0, i);
	ck_assert(keeps(&c, RULE_FIN_MOVED));
	for (uint64_t i = 101; i <= 164; i++)
		connection_find(&c, RULE_PORT_REUSED, DIR_0, i);
	connection_find(&c, RULE_FIN_MOVED, DIR_0, 165);
	ck_assert_uint_eq(c.finding_count, 64);
	ck_assert_uint_eq(c.findings_omitted, 0);
	ck_assert_uint_eq(c.findings[0].packet, 101);
	ck_assert_uint_eq(c.findings[63].packet, 164);
	ck_assert(connection_has(&c, RULE_FIN_MOVED));
	connection_find(&c, RULE_PORT_REUSED, DIR_0, 166);
	ck_assert_uint_eq(c.findings_omitted, 1);
	free(c.findings);
}
END_TEST

/* The census counts these by their findings (--only=close-wait-pile). */
START_TEST(test_what_the_census_counts_keeps_its_place)
{
	struct connection c = {
		.ignored = ~(UINT64_C(1) << RULE_PORT_REUSED),
	};

	for (uint64_t i = 1; i <= 64; i++)
		connection_find(&c, RULE_PORT_REUSED, DIR_0, i);
	connection_find(&c, RULE_CLOSE_WAIT_LINGERING, DIR_0, 65);
	ck_assert(keeps(&c, RULE_CLOSE_WAIT_LINGERING));
	ck_assert_uint_eq(c.findings_omitted, 1);
	free(c.findings);
}
END_TEST

Suite *connection_suite(void)
{
	Suite *suite = suite_create("connection");
	TCase *tcase = tcase_create("connection");

	tcase_add_loop_test(tcase, test_the_client_is_who_opened, 0,
	                    ARRAY_LEN(FIRSTS));
	tcase_add_test(tcase, test_the_least_severe_finding_makes_room);
	tcase_add_loop_test(tcase, test_completeness_is_wireshark_s, 0,
	                    ARRAY_LEN(COMPLETE));
	tcase_add_test(tcase, test_both_sides_are_counted_apart);
	tcase_add_test(tcase, test_finishing_twice_finds_nothing_twice);
	tcase_add_test(tcase, test_findings_are_in_the_order_of_the_capture);
	tcase_add_test(tcase, test_no_crowd_of_findings_hides_a_worse_one);
	tcase_add_test(
		tcase,
		test_what_is_said_once_is_not_lost_in_what_is_said_often);
	tcase_add_test(tcase, test_what_is_ignored_takes_no_place);
	tcase_add_test(tcase, test_what_the_census_counts_keeps_its_place);
	tcase_add_test(tcase,
	               test_every_combination_of_control_bits_is_survived);
	tcase_add_loop_test(tcase, test_random_segments_are_survived, 0, 8);
	suite_add_tcase(suite, tcase);
	return suite;
}
