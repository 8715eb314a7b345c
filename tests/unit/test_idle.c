/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What has been silent for too long is let go of, where connections are handed
 * on as they end; what speaks is not.
 */
#include "config.h"

#include "suites.h"
#include "track/tracker.h"

#define SECOND INT64_C(1000000000) /* ns */
#define MANY 1000

struct trial {
	struct tracker *tracker;
	unsigned handed, evicted;
};

static void take(const struct connection *c, void *context)
{
	struct trial *trial = context;

	trial->handed++;
	trial->evicted += c->evicted;
}

static void begin(struct trial *trial, enum keep keep, int64_t idle)
{
	struct tracker_options options = {
		.connection = {.keep = keep},
		.sink = take,
		.context = trial,
		.streams = true,
		.linger = SECOND,
		.idle = idle,
	};

	*trial = (struct trial){.handed = 0};
	trial->tracker = tracker_new(&options);
}

/* A segment of connection number i. */
static void feed(struct trial *trial, uint32_t i, unsigned flags, uint32_t seq,
                 uint32_t ack, int64_t time)
{
	static uint64_t packet;
	struct segment s = {
		.packet = ++packet,
		.time = time,
		.source = {.address = {10, 0, (uint8_t)(i >> 8), (uint8_t)i},
	                   .port = 40000,
	                   .family = 4},
		.destination = {.address = {10, 1, 0, 1},
	                        .port = 80,
	                        .family = 4},
		.seq = seq,
		.ack = ack,
		.flags = (uint16_t)flags,
		.window = 1000,
		.len_known = true,
		.header_len = 20,
	};

	if ((flags & (SEG_SYN | SEG_ACK)) == (SEG_SYN | SEG_ACK)) {
		struct endpoint end = s.source;

		s.source = s.destination;
		s.destination = end;
	}
	tracker_feed(trial->tracker, &s);
}

static void open(struct trial *trial, uint32_t i, int64_t time)
{
	feed(trial, i, SEG_SYN, 100, 0, time);
	feed(trial, i, SEG_SYN | SEG_ACK, 500, 101, time + 1000);
	feed(trial, i, SEG_ACK, 101, 501, time + 2000);
}

static const enum keep KEEPS[] = {KEEP_NONE, KEEP_KEY};

START_TEST(test_the_silent_go_and_who_speaks_stays)
{
	struct trial trial;
	int64_t time = SECOND;

	begin(&trial, KEEPS[_i], 60 * SECOND);
	for (uint32_t i = 0; i < MANY; i++)
		open(&trial, i, time += SECOND / 1000);
	ck_assert_uint_eq(trial.evicted, 0);
	/* One goes on for a while; the others do not. */
	for (uint32_t n = 1; n <= 2 * MANY; n++)
		feed(&trial, 7, SEG_ACK, 101, 501 + n, time += SECOND / 2);
	ck_assert_uint_eq(trial.evicted, MANY - 1);
	ck_assert_uint_eq(trial.handed, MANY - 1);
	tracker_finish(trial.tracker, time);
	ck_assert_uint_eq(trial.handed, MANY);
	ck_assert_uint_eq(trial.evicted, MANY - 1);
	ck_assert_uint_eq(tracker_totals(trial.tracker)->evicted, MANY - 1);
	ck_assert_uint_eq(tracker_totals(trial.tracker)->connections, MANY);
	tracker_free(trial.tracker);
}
END_TEST

START_TEST(test_by_default_nothing_goes)
{
	struct trial trial;

	begin(&trial, KEEPS[_i], 0);
	for (uint32_t i = 0; i < MANY; i++)
		open(&trial, i, (i + 1) * 600 * SECOND);
	ck_assert_uint_eq(trial.handed, 0);
	tracker_finish(trial.tracker, MANY * 600 * SECOND);
	ck_assert_uint_eq(trial.handed, MANY);
	ck_assert_uint_eq(trial.evicted, 0);
	tracker_free(trial.tracker);
}
END_TEST

/* One packet with a time from nowhere takes no more than a few with it. */
START_TEST(test_a_wrong_time_does_not_empty_the_table)
{
	struct trial trial;
	int64_t time = SECOND;

	begin(&trial, KEEPS[_i], 60 * SECOND);
	for (uint32_t i = 0; i < MANY; i++)
		open(&trial, i, time += 1000000);
	feed(&trial, 7, SEG_ACK, 101, 502, time + 365 * 86400 * SECOND);
	for (uint32_t n = 2; n <= MANY; n++)
		feed(&trial, 8, SEG_ACK, 101, 501 + n, time += 1000);
	ck_assert_uint_le(trial.evicted, 8);
	tracker_free(trial.tracker);
}
END_TEST

/* They go by --linger, and nothing is wrong with them. */
START_TEST(test_what_has_ended_is_not_let_go_of)
{
	struct trial trial;
	int64_t time = SECOND;

	begin(&trial, KEEPS[_i], SECOND / 10);
	open(&trial, 0, time);
	open(&trial, 1, time);
	feed(&trial, 0, SEG_RST | SEG_ACK, 101, 501, time += 5000);
	for (uint32_t n = 1; n <= 20; n++)
		feed(&trial, 7, SEG_SYN, 900, 0, time += SECOND / 20);
	ck_assert_uint_eq(trial.handed, 2);
	ck_assert_uint_eq(trial.evicted, 1);
	tracker_free(trial.tracker);
}
END_TEST

Suite *idle_suite(void)
{
	Suite *suite = suite_create("idle");
	TCase *tcase = tcase_create("idle");

	tcase_add_loop_test(tcase, test_the_silent_go_and_who_speaks_stays, 0,
	                    2);
	tcase_add_loop_test(tcase, test_by_default_nothing_goes, 0, 2);
	tcase_add_loop_test(tcase, test_a_wrong_time_does_not_empty_the_table,
	                    0, 2);
	tcase_add_loop_test(tcase, test_what_has_ended_is_not_let_go_of, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}
