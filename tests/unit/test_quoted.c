/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What ICMP errors quote, and how VNC greets: which of them take a stream's
 * number, and which.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "decode/vnc.h"
#include "decode_bytes.h"
#include "decode_samples.h"
#include "story.h"
#include "suites.h"
#include "track/quoted.h"
#include "trial.h"

/* ---- taken apart ---- */

#define IPV4(protocol) "450000ff004d000040" protocol "00000a0102030a040506"
#define ERROR ETHERNET IPV4("01")
#define TOLD "0fa11389000003e8000007d050180200" /* 16 bytes of TCP's header */

static const struct {
	const char *what;
	const char *hex;
	bool quotes;
} QUOTES[] = {
	{"unreachable", ERROR "0301000000000000" V4, true},
	{"source quench", ERROR "0400000000000000" V4, true},
	{"redirect", ERROR "0500000000000000" V4, false},
	{"an echo", ERROR "0800000000000000" V4, false},
	{"time exceeded", ERROR "0b00000000000000" V4, true},
	{"parameter problem", ERROR "0c00000000000000" V4, true},
	{"what is an error of ICMPv6 only", ERROR "0100000000000000" V4, false},
	{"no more than the window's bytes",
         ERROR "0301000000000000" IPV4("06") TOLD, true},
	{"a byte less",
         ERROR "0301000000000000" IPV4("06") "0fa11389000003e8000007d0501802",
         false},
	{"RFC 792's eight bytes",
         ERROR "0301000000000000" IPV4("06") "0fa11389000003e8", false},
	{"nothing", ERROR "0301000000000000", false},
	{"half a header", ERROR "03010000", false},
	{"UDP", ERROR "0301000000000000" IPV4("11") "c3500035000c000000000000",
         false},
	{"a first fragment",
         ERROR "0301000000000000"
               "450000ff004d2000400600000a0102030a040506" TOLD,
         false},
	{"IPv4 in IPv4", ERROR "0301000000000000" IPV4("04") IPV4("06") TOLD,
         true},
	{"an error about an error",
         ERROR "0301000000000000" IPV4("01") "0301000000000000" V4, false},
	{"IPv6: unreachable",
         ETHERNET_IPV6 "6000000000533a3d" IPV6_ADDRESSES "0100000000000000" V6,
         true},
	{"IPv6: too big",
         ETHERNET_IPV6 "6000000000533a3d" IPV6_ADDRESSES "0200000000000000" V6,
         true},
	{"IPv6: an echo",
         ETHERNET_IPV6 "6000000000533a3d" IPV6_ADDRESSES "8000000000000000" V6,
         false},
};

START_TEST(test_errors_quote_headers)
{
	struct decoded decoded = {0};

	ck_assert_msg(feed_ethernet(QUOTES[_i].hex, &decoded) == PACKET_NOT_TCP,
	              "%s: kind", QUOTES[_i].what);
	ck_assert_msg(decoded.quotes == QUOTES[_i].quotes, "%s",
	              QUOTES[_i].what);
	ck_assert_uint_eq(decoded.count, 0);
	if (!QUOTES[_i].quotes)
		return;
	ck_assert_uint_eq(decoded.quoted.source.port, 4001);
	ck_assert_uint_eq(decoded.quoted.destination.port, 5001);
}
END_TEST

/* A quoted fragment is not one of those that wait for each other. */
START_TEST(test_no_datagram_is_made_of_quoted_fragments)
{
	const struct decoder_options options = {.checksums = false};
	struct decoder *decoder = decoder_new(&options);
	static const char *const FRAMES[] = {
		ERROR "0301000000000000"
		      "4500002c004d2000400600000a0102030a040506" TOLD
		      "0000000047455420",
		ETHERNET "4500001c004d0003400600000a0102030a040506"
			 "4142434445464748",
	};
	struct decoded decoded;

	for (size_t i = 0; i < ARRAY_LEN(FRAMES); i++) {
		uint8_t bytes[FRAME_BYTES_MAX];
		size_t len = hex_bytes(FRAMES[i], bytes, sizeof(bytes));
		struct feed feed = {1, bytes, len, len, 0};

		ck_assert_int_eq(feed_bytes(decoder, &feed, &decoded),
		                 i == 0 ? PACKET_NOT_TCP : PACKET_FRAGMENT);
	}
	decoder_free(decoder);
}
END_TEST

/* ---- numbered ---- */

#define HEADER_LEN 20

/* A segment whose payload is this text; the bytes are the caller's. */
static void say(struct segment *s, const char *text, uint8_t *bytes)
{
	size_t len = strlen(text);

	memset(bytes, 0, HEADER_LEN);
	memcpy(bytes + HEADER_LEN, text, len);
	s->tcp = bytes;
	s->header_len = HEADER_LEN;
	s->len = (uint32_t)len;
	s->tcp_captured = HEADER_LEN + (uint32_t)len;
}

static const struct {
	const char *text;
	uint16_t port;
	bool greets;
} GREETINGS[] = {
	{"RFB 003.008\n", 4001, true},    {"RFB 003.008\n", 5902, true},
	{"RFB 003.008\n", 5900, false},   {"RFB 003.008\n", 5901, false},
	{"RFB 003.008\n", 5500, false},   {"RFB 003.008\n", 5501, false},
	{"RFB 003.008\r", 4001, false},   {"RFB 003-008\n", 4001, false},
	{"RFC 003.008\n", 4001, false},   {"RFB 003.008", 4001, false},
	{"RFB 003.008\n\n", 4001, false},
};

START_TEST(test_a_greeting_of_vnc_is_known)
{
	uint8_t bytes[HEADER_LEN + 16];
	struct segment s = {.source.port = 50000};

	s.destination.port = GREETINGS[_i].port;
	say(&s, GREETINGS[_i].text, bytes);
	ck_assert(vnc_greets(&s) == GREETINGS[_i].greets);
	s.source.port = s.destination.port;
	s.destination.port = 50000;
	ck_assert(vnc_greets(&s) == GREETINGS[_i].greets);
	s.tcp_captured--;
	ck_assert(!vnc_greets(&s));
}
END_TEST

/* Lines that begin with ! are quoted, those with * greet. */
static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	const char *streams; /* of the connections, as they were met */
} NUMBERS[] = {
	{"a connection that is never met",
         {"!A>B S seq 5", "C>B S seq J"},
         "1"},
	{"one that is met later", {"!A>B S seq 5", "C>B S seq J", SYN}, "1 0"},
	{"… from the other side",
         {"!A>B S seq 5", "C>B S seq J", "B>A . seq 9 ack 8"},
         "1 0"},
	{"one that is there", {SYN, "!A>B S seq J", "C>B S seq J"}, "0 1"},
	{"one that is there, quoted the other way",
         {OPENING, "!B>A . seq 9 ack 8", "C>B S seq J"},
         "0 1"},
	{"the same twice",
         {"!A>B S seq 5", "!A>B S seq 5", "C>B S seq J"},
         "1"},
	{"two of them",
         {"!A>B S seq 5", "!A>B S seq 5 from 7", "C>B S seq J"},
         "2"},
	{"one that is met, and its port used again",
         {"!A>B S seq 5", "C>B S seq J", SYN, "A>B S seq 77"},
         "1 0 2"},
	{"one that greets",
         {OPENING, "*B>A P. seq K+1 ack J+1", "C>B S seq J"},
         "0 2"},
	{"… and is greeted, and greets again",
         {OPENING, "*B>A P. seq K+1 ack J+1", "*A>B P. seq J+1 ack K+13",
          "*B>A P. seq K+1 ack J+1", "C>B S seq J"},
         "0 2"},
	{"one that is met, over, and quoted once more",
         {"!A>B S seq 5", OPENING, TALK, CLOSING, "!A>B . seq 5 ack 1",
          "C>B S seq J"},
         "0 1"},
};

/* The numbers of those that were met, in the order they were. */
static void tell_streams(const struct trial *trial, char *told, size_t size)
{
	uint64_t packets[8]; /* that they begin with, by number */
	size_t streams = tracker_streams(trial->tracker), at = 0;

	ck_assert_uint_le(streams, ARRAY_LEN(packets));
	for (size_t i = 0; i < streams; i++) {
		const struct connection *c = trial_at(trial, i);

		ck_assert(!c || c->stream == i);
		packets[i] = c ? c->first.packet : 0;
	}
	told[0] = '\0';
	for (uint64_t packet = 1; packet <= trial->story.packet; packet++)
		for (size_t i = 0; i < streams; i++)
			if (packets[i] == packet)
				at += (size_t)snprintf(told + at, size - at,
				                       "%s%zu", at ? " " : "",
				                       i);
}

START_TEST(test_what_is_quoted_has_a_number)
{
	struct trial trial;
	char told[80];

	trial_begin(&trial, false, 0);
	for (size_t i = 0; NUMBERS[_i].lines[i]; i++) {
		const char *line = NUMBERS[_i].lines[i];
		struct segment s = story_segment(
			&trial.story, line + (*line == '!' || *line == '*'));
		uint8_t bytes[HEADER_LEN + 16];

		if (*line == '*')
			say(&s, "RFB 003.008\n", bytes);
		if (*line == '!')
			tracker_quote(trial.tracker, &s);
		else
			tracker_feed(trial.tracker, &s);
	}
	trial_end(&trial);
	tell_streams(&trial, told, sizeof(told));
	ck_assert_msg(strcmp(told, NUMBERS[_i].streams) == 0, "%s: %s",
	              NUMBERS[_i].what, told);
	trial_drop(&trial);
}
END_TEST

/* However many are quoted, those that are met have numbers of their own. */
START_TEST(test_more_may_be_quoted_than_are_remembered)
{
	struct trial trial;
	struct segment s;

	trial_begin(&trial, false, 0);
	s = story_segment(&trial.story, SYN);
	for (unsigned i = 0; i < QUOTED_MAX + 10; i++) {
		s.source.address[3] = (uint8_t)i;
		s.source.address[2] = (uint8_t)(i >> 8);
		tracker_quote(trial.tracker, &s);
	}
	tracker_feed(trial.tracker, &s);
	ck_assert_uint_eq(tracker_streams(trial.tracker), QUOTED_MAX + 11);
	s.source.address[3] = s.source.address[2] = 0;
	tracker_feed(trial.tracker, &s);
	ck_assert_uint_eq(tracker_streams(trial.tracker), QUOTED_MAX + 11);
	trial_end(&trial);
	ck_assert_ptr_nonnull(trial_at(&trial, 0));
	ck_assert_ptr_null(trial_at(&trial, 1));
	ck_assert_ptr_nonnull(trial_at(&trial, QUOTED_MAX + 10));
	trial_drop(&trial);
}
END_TEST

/* Who was let go of has no place any more. */
START_TEST(test_what_was_let_go_of_is_not_found)
{
	struct trial trial;
	struct tracker_options options = {.most = 1,
	                                  .connection = {.keep = KEEP_ALL}};

	trial.story = (struct story){0};
	trial.shelf = NULL;
	trial.tracker = tracker_new(&options);
	trial_feed(&trial, SYN);
	trial_feed(&trial, "C>B S seq J");
	trial_end(&trial);
	ck_assert_uint_eq(tracker_totals(trial.tracker)->evicted, 1);
	ck_assert_uint_eq(tracker_streams(trial.tracker), 2);
	ck_assert_ptr_null(trial_at(&trial, 0));
	ck_assert_ptr_nonnull(trial_at(&trial, 1));
	trial_drop(&trial);
}
END_TEST

Suite *quoted_suite(void)
{
	Suite *suite = suite_create("quoted");
	TCase *errors = tcase_create("errors");
	TCase *numbers = tcase_create("numbers");

	tcase_add_loop_test(errors, test_errors_quote_headers, 0,
	                    ARRAY_LEN(QUOTES));
	tcase_add_test(errors, test_no_datagram_is_made_of_quoted_fragments);
	tcase_add_loop_test(numbers, test_a_greeting_of_vnc_is_known, 0,
	                    ARRAY_LEN(GREETINGS));
	tcase_add_loop_test(numbers, test_what_is_quoted_has_a_number, 0,
	                    ARRAY_LEN(NUMBERS));
	tcase_add_test(numbers, test_more_may_be_quoted_than_are_remembered);
	tcase_add_test(numbers, test_what_was_let_go_of_is_not_found);
	suite_add_tcase(suite, errors);
	suite_add_tcase(suite, numbers);
	return suite;
}
