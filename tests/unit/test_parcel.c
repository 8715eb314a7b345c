/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A connection that was packed and unpacked, at any segment of its life, goes
 * on as one that was not.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "seg.h"
#include "story.h"
#include "suites.h"
#include "track/parcel.h"

/* Holes on both sides, a repeat, and payload that waits for what is missing;
 * then a history that is long for Zeek, since each FIN is another. */
static const char *const LINES[] = {
	"A>B S seq J",
	"B>A S. seq K ack J+1",
	"A>B . seq J+1 ack K+1",
	"A>B P. seq J+101 ack K+1 len 100",
	"A>B P. seq J+301 ack K+1 len 100",
	"B>A . seq K+1 ack J+1",
	"B>A P. seq K+201 ack J+1 len 50",
	"A>B P. seq J+1 ack K+1 len 100 at 1",
	"A>B P. seq J+1 ack K+1 len 100 at 2",
	"B>A . seq K+251 ack J+201 win 0",
	"A>B F. seq J+401 ack K+1",
	"A>B F. seq J+402 ack K+1",
	"A>B F. seq J+403 ack K+1",
	"A>B F. seq J+404 ack K+1",
	"A>B F. seq J+405 ack K+1",
	"A>B F. seq J+406 ack K+1",
	"A>B F. seq J+407 ack K+1",
	"A>B F. seq J+408 ack K+1",
	"B>A F. seq K+251 ack J+409",
	"B>A F. seq K+252 ack J+409",
	"B>A F. seq K+253 ack J+409",
	"B>A F. seq K+254 ack J+409",
	"B>A F. seq K+255 ack J+409",
	"B>A F. seq K+256 ack J+409",
	"B>A F. seq K+257 ack J+409",
	"A>B R. seq J+409 ack K+258",
	"B>A . seq K+258 ack J+409 at 9",
};

static const struct connection_options OPTIONS = {.keep = KEEP_NONE,
                                                  .zeek = true};

static void repack(struct connection *c)
{
	unsigned char *bytes = malloc(PARCEL_MAX);
	size_t size;

	ck_assert_ptr_nonnull(bytes);
	ck_assert(parcel_may_hold(c));
	size = parcel_pack(c, bytes);
	ck_assert_uint_le(size, PARCEL_MAX);
	connection_fini(c);
	memset(c, 0xA5, sizeof(*c));
	parcel_unpack(bytes, c);
	/* Whoever kept a pointer into it would be found out. */
	memset(bytes, 0x5A, PARCEL_MAX);
	free(bytes);
}

/* The whole life, packed before segment number `at`. */
static void live(struct connection *c, size_t at)
{
	struct story story = {0};

	memset(c, 0, sizeof(*c));
	for (size_t i = 0; i < ARRAY_LEN(LINES); i++) {
		struct segment s = story_segment(&story, LINES[i]);

		if (i == 0) {
			c->end[0] = s.source;
			c->end[1] = s.destination;
			connection_init(c, &s, 0, NULL, &OPTIONS);
		}
		if (i == at)
			repack(c);
		connection_feed(c, &s, &OPTIONS);
	}
	if (at == ARRAY_LEN(LINES))
		repack(c);
	connection_finish(c, story.time);
}

static void compare(const struct connection *a, const struct connection *b)
{
	char one[ZEEK_HISTORY_SIZE], other[ZEEK_HISTORY_SIZE];

	ck_assert_uint_gt(a->finding_count, 1);
	ck_assert_uint_eq(a->finding_count, b->finding_count);
	ck_assert_mem_eq(a->findings, b->findings,
	                 a->finding_count * sizeof(*a->findings));
	ck_assert_mem_eq(a->checks, b->checks, sizeof(a->checks));
	for (unsigned dir = 0; dir < DIR_COUNT; dir++) {
		ck_assert_uint_eq(a->half[dir].retransmissions,
		                  b->half[dir].retransmissions);
		ck_assert_uint_eq(a->half[dir].state, b->half[dir].state);
	}
	ck_assert_uint_gt(zeek_history(a->zeek, one, sizeof(one)),
	                  ZEEK_HISTORY_INLINE);
	zeek_history(b->zeek, other, sizeof(other));
	ck_assert_str_eq(one, other);
	ck_assert_str_eq(zeek_conn_state(a->zeek), zeek_conn_state(b->zeek));
}

START_TEST(test_a_packed_connection_goes_on_as_it_would_have)
{
	struct connection plain, packed;

	live(&plain, SIZE_MAX);
	live(&packed, (size_t)_i);
	ck_assert_ptr_nonnull(packed.half[DIR_0].gaps);
	compare(&plain, &packed);
	connection_fini(&plain);
	connection_fini(&packed);
}
END_TEST

Suite *parcel_suite(void)
{
	Suite *suite = suite_create("parcel");
	TCase *tcase = tcase_create("parcel");

	tcase_add_loop_test(tcase,
	                    test_a_packed_connection_goes_on_as_it_would_have,
	                    1, ARRAY_LEN(LINES) + 1);
	suite_add_tcase(suite, tcase);
	return suite;
}
