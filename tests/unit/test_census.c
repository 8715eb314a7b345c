/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who comes to a listener is remembered in little memory: where there is no
 * room for another client, one makes room of whom all is over.  When a connection
 * is settled, it is counted where it came from.
 */
#include "config.h"

#include <string.h>

#include "suites.h"
#include "track/census.h"
#include "track/tcp_state.h"

#define SECOND INT64_C(1000000000) /* ns */

static struct census census;
static struct moment now;
static const struct endpoint SERVER = {
	.address = {198, 51, 100, 5}, .port = 80, .family = 4};

static void set_up(void)
{
	census_init(&census);
	now = (struct moment){1, SECOND};
}

static void tear_down(void)
{
	census_fini(&census);
}

static struct endpoint client(uint32_t i)
{
	return (struct endpoint){
		.address = {10, (uint8_t)(i >> 16), (uint8_t)(i >> 8),
	                    (uint8_t)i},
		.port = 40000,
		.family = 4,
	};
}

static void step(struct counted *k, const struct endpoint *from,
                 struct standing standing)
{
	struct subject subject = {
		.client = *from,
		.last = now,
		.ack = now,
		.syn_time = now.time,
		.last_syn_time = now.time,
		.has_syn = true,
		.talked = true,
	};

	census_step(&census, k, &standing, &subject);
	now.packet++;
	now.time += SECOND / 1000;
}

/* Its handshake, from this client. */
static void come(struct counted *k, uint32_t i)
{
	struct endpoint from = client(i);

	*k = (struct counted){0};
	census_begin(&census, k, &SERVER, now.time);
	step(k, &from,
	     (struct standing){.state = {TCP_ESTABLISHED, TCP_ESTABLISHED},
	                       .opened = true});
}

/* Both ends close, the server first. */
static void leave(struct counted *k, uint32_t i)
{
	struct endpoint from = client(i);

	step(k, &from,
	     (struct standing){.state = {TCP_CLOSED, TCP_TIME_WAIT},
	                       .closing = true,
	                       .opened = true});
}

static bool finds_many_short(uint32_t i)
{
	struct endpoint from = client(i);
	const struct listener *l;
	size_t count;

	census_finish(&census);
	l = census_listeners(&census, &count);
	ck_assert_uint_eq(count, 1);
	from.port = 0;
	for (uint32_t j = 0; j < l->finding_count; j++)
		if (l->findings[j].rule == RULE_MANY_SHORT_CONNECTIONS &&
		    memcmp(&l->findings[j].client, &from, sizeof(from)) == 0)
			return true;
	return false;
}

static void come_again_and_again(uint32_t i)
{
	struct counted k;

	for (unsigned times = 0; times < 40; times++) {
		come(&k, i);
		leave(&k, i);
	}
}

START_TEST(test_who_came_once_makes_room)
{
	struct counted k;

	for (uint32_t i = 0; i < 3 * CROWDS_MAX; i++) {
		come(&k, i);
		ck_assert_uint_ne(k.crowd, 0);
		leave(&k, i);
	}
	ck_assert_uint_eq(census.crowds.count, CROWDS_MAX);
	come_again_and_again(3 * CROWDS_MAX);
	ck_assert(finds_many_short(3 * CROWDS_MAX));
}
END_TEST

START_TEST(test_who_is_there_does_not_make_room)
{
	struct counted k;

	for (uint32_t i = 0; i < CROWDS_MAX; i++)
		come(&k, i);
	come(&k, CROWDS_MAX);
	ck_assert_uint_eq(k.crowd, 0);
	leave(&k, CROWDS_MAX); /* without one */
}
END_TEST

START_TEST(test_of_whom_there_is_something_to_say_is_not_forgotten)
{
	struct counted k;

	come_again_and_again(0);
	for (uint32_t i = 1; i < 3 * CROWDS_MAX; i++) {
		come(&k, i);
		leave(&k, i);
	}
	ck_assert(finds_many_short(0));
}
END_TEST

/* A connection whose crowd was forgotten is counted in no other. */
START_TEST(test_what_comes_late_does_not_count_among_others)
{
	struct counted first, k;
	struct endpoint from = client(0);
	const struct crowd *w;

	come(&first, 0);
	leave(&first, 0);
	for (uint32_t i = 1; i < 2 * CROWDS_MAX; i++) {
		come(&k, i);
		leave(&k, i);
	}
	w = roster_at(&census.crowds, first.crowd - 1);
	ck_assert_mem_ne(w->key.client.address, from.address, 4);
	ck_assert_uint_eq(w->close_wait.most, 0);
	step(&first, &from,
	     (struct standing){.state = {TCP_CLOSE_WAIT, TCP_FIN_WAIT_2},
	                       .closing = true,
	                       .opened = true});
	ck_assert_uint_eq(w->close_wait.most, 0);
}
END_TEST

/* Whoever sent the SYN, though it may be the server of the connection that this one
 * continues; and it completed its handshake, or did not. */
START_TEST(test_who_sent_the_syn_is_counted_whoever_the_client_is)
{
	const struct listener *l;
	struct connection c;
	size_t count;

	for (uint32_t i = 0; i < 4; i++) {
		memset(&c, 0, sizeof(c));
		c.end[i % 2] = client(i);
		c.end[!(i % 2)] = SERVER;
		c.client = i / 2 % 2;
		if (i == 3)
			come(&c.counted, i);
		else
			census_begin(&census, &c.counted, &SERVER, now.time);
		census_settle(&census, &c);
	}
	l = census_listeners(&census, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(sources_count(&l->sources), 4);
	ck_assert_uint_eq(sources_count(&l->completers), 1);
	for (uint32_t i = 0; i < 4; i++) {
		struct endpoint end = client(i);
		struct sources with = l->sources;

		sources_add(&with, sources_hash(&end));
		ck_assert_uint_eq(sources_count(&with), 4);
	}
}
END_TEST

Suite *census_suite(void)
{
	Suite *suite = suite_create("census");
	TCase *tcase = tcase_create("room");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_who_came_once_makes_room);
	tcase_add_test(tcase, test_who_is_there_does_not_make_room);
	tcase_add_test(tcase,
	               test_of_whom_there_is_something_to_say_is_not_forgotten);
	tcase_add_test(tcase, test_what_comes_late_does_not_count_among_others);
	tcase_add_test(tcase,
	               test_who_sent_the_syn_is_counted_whoever_the_client_is);
	suite_add_tcase(suite, tcase);
	return suite;
}
