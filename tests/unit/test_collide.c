/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Keys made to collide: whoever knows a table's key has all of them in one
 * row; under a key of the run's own, they are spread like any others.  Probes
 * are counted, not time.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "seg.h"
#include "suites.h"
#include "track/flow_table.h"
#include "track/roster.h"

#define KEYS 500

static const struct hash_line_key KNOWN = {
	.by = {11400714819323198485u, 14029467366897019727u,
               1609587929392839161u, 9650029242287828579u, 2870177450012600261u,
               15111657045577483357u, 11562461410679940143u,
               16646288086500911323u, 10285213230658275043u},
	.first = 6384245875588680899u,
};

/* ---- flows ---- */

static struct segment flow(struct segment s, uint32_t i)
{
	s.source.address[0] = (uint8_t)(i >> 16);
	s.source.address[1] = (uint8_t)(i >> 8);
	s.source.address[2] = (uint8_t)i;
	s.source.port = (uint16_t)(i >> 24);
	if (i & 1)
		s.source.family = s.destination.family = 6;
	return s;
}

/* Flows that, under the known key, all want one slot of the table as it is
 * with all of them in it. */
static void collide(struct segment flows[KEYS])
{
	const uint32_t mask = 8 * 512 - 1;
	struct segment any = seg("A>B S");
	struct flow_table t;
	uint32_t i = 0;

	flow_table_init(&t);
	t.key = KNOWN;
	for (size_t found = 0; found < KEYS; i++) {
		flows[found] = flow(any, i);
		found += (flow_hash(&t, &flows[found]) & mask) == 77;
	}
	flow_table_fini(&t);
}

/* How many slots are looked at to find each flow, in sum. */
static size_t count_probes(const struct segment flows[KEYS],
                           const struct hash_line_key *key)
{
	struct flow_table t;
	struct store store;
	size_t probes = 0;

	flow_table_init(&t);
	store_init(&store, false);
	if (key)
		t.key = *key;
	for (size_t i = 0; i < KEYS; i++)
		flow_table_add(&t, flow_hash(&t, &flows[i]),
		               store_add(&store, FORM_WHOLE, &flows[i]));
	ck_assert_uint_eq(t.slot_count, 8 * 512);
	for (size_t i = 0; i < t.slot_count; i++)
		if (t.slots[i].place)
			probes += 1 +
			          ((i - t.slots[i].tag) & (t.slot_count - 1));
	store_fini(&store);
	flow_table_fini(&t);
	return probes;
}

START_TEST(test_flows_made_to_collide_do_so_under_the_known_key_alone)
{
	static struct segment flows[KEYS];

	collide(flows);
	ck_assert_uint_eq(count_probes(flows, &KNOWN), KEYS * (KEYS + 1) / 2);
	for (unsigned round = 0; round < 20; round++)
		ck_assert_uint_le(count_probes(flows, NULL), 2 * KEYS);
}
END_TEST

/* ---- a roster's keys ---- */

struct item {
	uint32_t key[2];
};

static size_t home(const struct hash_line_key *key, const struct item *item,
                   size_t slots)
{
	return hash_line(key, item->key, ARRAY_LEN(item->key)) & (slots - 1);
}

static size_t count_roster_probes(const struct item items[KEYS],
                                  const struct hash_line_key *key)
{
	struct roster r;
	size_t probes = 0;

	roster_init(&r, sizeof(struct item), sizeof(struct item), KEYS);
	if (key)
		r.hash = *key;
	for (size_t i = 0; i < KEYS; i++)
		ck_assert_uint_eq(roster_index(&r, &items[i]), i);
	ck_assert_uint_eq(r.slot_count, 1024);
	for (size_t i = 0; i < r.slot_count; i++)
		if (r.slots[i].item)
			probes += 1 +
			          ((i - home(&r.hash,
			                     roster_at(&r, r.slots[i].item - 1),
			                     r.slot_count)) &
			           (r.slot_count - 1));
	roster_fini(&r);
	return probes;
}

START_TEST(test_items_made_to_collide_do_so_under_the_known_key_alone)
{
	static struct item items[KEYS];
	uint32_t i = 0;

	for (size_t found = 0; found < KEYS; i++) {
		items[found] = (struct item){{i, 1}};
		found += home(&KNOWN, &items[found], 1024) == 77;
	}
	ck_assert_uint_eq(count_roster_probes(items, &KNOWN),
	                  KEYS * (KEYS + 1) / 2);
	for (unsigned round = 0; round < 20; round++)
		ck_assert_uint_le(count_roster_probes(items, NULL), 3 * KEYS);
}
END_TEST

Suite *collide_suite(void)
{
	Suite *suite = suite_create("collide");
	TCase *tcase = tcase_create("collide");

	tcase_add_test(
		tcase,
		test_flows_made_to_collide_do_so_under_the_known_key_alone);
	tcase_add_test(
		tcase,
		test_items_made_to_collide_do_so_under_the_known_key_alone);
	suite_add_tcase(suite, tcase);
	return suite;
}
