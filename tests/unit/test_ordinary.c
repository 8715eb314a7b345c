/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an ordinary segment leaves behind is, byte for byte, what the rules
 * would have left.
 */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/connection.h"
#include "track/gaps.h"
#include "world.h"

#define LIVES 800
#define LIFE 120    /* segments */
#define LATER_MAX 4 /* segments kept back at a time */

/* A connection followed by all the rules, and one by prediction where it will
 * do. */
struct pair {
	struct connection ruled, fed;
	struct connection_options options;
	unsigned ordinary;
};

static void same(const struct segment *s, const char *what, const void *fed,
                 const void *ruled, size_t size)
{
	const unsigned char *a = fed, *b = ruled;

	if (!size || memcmp(a, b, size) == 0)
		return;
	for (size_t i = 0; i < size; i++)
		if (a[i] != b[i])
			ck_abort_msg("packet %u, flags %x: byte %zu of the %s "
			             "is %02x, not %02x",
			             (unsigned)s->packet, s->flags, i, what,
			             a[i], b[i]);
}

/* Up to the last member: what pads a struct is nobody's. */
#define SIZE_TO(type, last) \
	(offsetof(type, last) + sizeof(((type *)NULL)->last))

static void same_gaps(const struct segment *s, const struct gaps *a,
                      const struct gaps *b)
{
	ck_assert_int_eq(!a, !b);
	if (!a)
		return;
	ck_assert_uint_eq(a->count, b->count);
	ck_assert_uint_eq(a->seen_room, b->seen_room);
	ck_assert_uint_eq(a->first_room, b->first_room);
	ck_assert_uint_eq(a->next_seen, b->next_seen);
	ck_assert_uint_eq(a->next_first, b->next_first);
	for (unsigned i = 0; i < a->count; i++)
		same(s, "hole", &a->gap[i], &b->gap[i],
		     SIZE_TO(struct gap, acknowledged));
	for (unsigned i = 0; i < a->first_room; i++)
		same(s, "memory of new data", &a->first[i], &b->first[i],
		     SIZE_TO(struct first_sent, end));
	same(s, "memory", a->seen, b->seen, a->seen_room * sizeof(*a->seen));
}

static void same_lists(const struct segment *s, const struct connection *a,
                       const struct connection *b)
{
	ck_assert_uint_eq(a->record_count, b->record_count);
	ck_assert_uint_eq(a->finding_count, b->finding_count);
	for (uint32_t i = 0; i < a->record_count; i++)
		same(s, "record", &a->records[i], &b->records[i],
		     SIZE_TO(struct record, copies));
	for (uint32_t i = 0; i < a->finding_count; i++) {
		const struct finding *f = &a->findings[i];
		const struct finding *g = &b->findings[i];

		same(s, "finding", f, g, SIZE_TO(struct finding, actual));
		same(s, "finding", &f->packet, &g->packet,
		     sizeof(*f) - offsetof(struct finding, packet));
	}
}

/* All that hangs on a pointer; then the rest. */
static void compare(struct pair *p, const struct segment *s)
{
	struct connection fed = p->fed, ruled = p->ruled;

	same_lists(s, &fed, &ruled);
	for (unsigned i = 0; i < DIR_COUNT; i++) {
		same_gaps(s, fed.half[i].gaps, ruled.half[i].gaps);
		fed.half[i].gaps = ruled.half[i].gaps = NULL;
	}
	fed.records = ruled.records = NULL;
	fed.findings = ruled.findings = NULL;
	fed.inherited = ruled.inherited = NULL;
	fed.zeek = ruled.zeek = NULL;
	same(s, "connection", &fed, &ruled, sizeof(fed));
}

static void feed(struct pair *p, const struct segment *s)
{
	if (!p->fed.first.packet) {
		memcpy(p->fed.end,
		       (struct endpoint[]){s->source, s->destination},
		       sizeof(p->fed.end));
		memcpy(p->ruled.end, p->fed.end, sizeof(p->ruled.end));
		connection_init(&p->fed, s, 0, NULL, &p->options);
		connection_init(&p->ruled, s, 0, NULL, &p->options);
	}
	p->ordinary += !connection_feed(&p->fed, s, &p->options);
	connection_judge(&p->ruled, s, &p->options);
	compare(p, s);
}

/* ---- told ---- */

#define BRIM "A>B P. seq J+1 ack K+1 len 65535"

static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	unsigned ordinary;
} LIVED[] = {
	{"talk", {OPENING, TALK}, 2},
	{"talk after a repetition",
         {OPENING, TALK, ASK, "A>B P. seq J+101 ack K+501 len 100",
          "B>A . seq K+501 ack J+201"},
         3},
	{"an opening and a closing", {OPENING, CLOSING}, 0},
	{"talk after a late SYN,ACK",
         {SYN, THIRD, "B>A S. seq K ack J+1", ASK, ANSWER},
         1},
	{"a SYN,ACK with the window shut",
         {SYN, SYN_ACK " win 0", THIRD, "A>B P. seq J+1 ack K+1 len 1"},
         0},
	{"a SYN,ACK with the window shut, which is scaled",
         {SYN " wscale 2", SYN_ACK " wscale 2 win 0", THIRD,
          "A>B P. seq J+1 ack K+1 len 1"},
         0},
	{"talk after a SYN,ACK that was rejected",
         {SYN, "B>A S. seq K ack J+50", "A>B R seq J+50", SYN,
          "B>A S. seq K+100 ack J+1", "A>B . seq J+1 ack K+101",
          "A>B P. seq J+1 ack K+101 len 9", "B>A . seq K+101 ack J+10",
          "B>A P. seq K+101 ack J+10 len 9"},
         1},
	{"a handshake without time", {SYN, SYN_ACK, THIRD " at 0", ASK}, 0},
	{"a window filled to the brim", {OPENING, BRIM}, 0},
	{"a window filled, which is scaled only later",
         {SYN " wscale 2", "B>A S. seq K ack J+1 wscale 2", THIRD, BRIM},
         0},
	{"a window filled, which is scaled",
         {SYN " wscale 2", SYN_ACK " wscale 2", THIRD,
          "B>A P. seq K+1 ack J+1 len 1 win 25",
          "A>B P. seq J+1 ack K+2 len 100"},
         0},
	{"half a window filled, which is scaled",
         {SYN " wscale 2", SYN_ACK " wscale 2", THIRD,
          "B>A P. seq K+1 ack J+1 len 1 win 25",
          "A>B P. seq J+1 ack K+2 len 50"},
         1},
	{"the byte of a probe, again",
         {OPENING, ASK, "B>A . seq K+1 ack J+101 win 0",
          "A>B P. seq J+101 ack K+1 len 1 at 0.0501",
          "B>A . seq K+1 ack J+101 win 9 at 0.0502",
          "A>B P. seq J+101 ack K+1 len 1 at 0.0503"},
         1},
	{"talk after a probe",
         {OPENING, ASK, "B>A . seq K+1 ack J+101 win 0",
          "A>B P. seq J+101 ack K+1 len 1", "B>A . seq K+1 ack J+101 win 9",
          "A>B P. seq J+101 ack K+1 len 9", "B>A . seq K+1 ack J+110"},
         2},
	{"met in the middle, one way",
         {"A>B P. seq J+1 ack K+1 len 9", "B>A . seq K+1 ack J+10",
          "A>B P. seq J+10 ack K+1 len 9", "B>A . seq K+1 ack J+19"},
         2},
	{"met in the middle, both ways",
         {"A>B P. seq J+1 ack K+1 len 9", "B>A . seq K+1 ack J+10",
          "B>A P. seq K+1 ack J+10 len 9", "A>B P. seq J+10 ack K+10 len 9",
          "B>A P. seq K+10 ack J+19 len 9"},
         2},
	{"two segments in its first packet",
         {"A>B P. seq J+1 ack K+1 len 9 #1", "B>A . seq K+1 ack J+10 #1",
          "A>B P. seq J+10 ack K+1 len 9 #1"},
         0},
	{"one end alone",
         {"A>B P. seq J+1 ack K+1 len 9", "A>B P. seq J+10 ack K+1 len 9",
          "A>B . seq J+19 ack K+9", "A>B . seq J+19 ack K+9"},
         2},
	{"two segments in its first packet, and one more",
         {"A>B P. seq J+1 ack K+1 len 9 #1", "B>A . seq K+1 ack J+10 #1",
          "A>B P. seq J+10 ack K+1 len 9 #2"},
         1},
	{"a reset that nobody took",
         {OPENING, TALK, "A>B R seq J+90", "A>B . seq J+101 ack K+501"},
         2},
};

START_TEST(test_what_is_ordinary)
{
	struct story story = {0};
	struct pair p = {.options = {.keep = KEEP_ALL}};

	for (unsigned i = 0; i < LINES_MAX && LIVED[_i].lines[i]; i++) {
		struct segment s = story_segment(&story, LIVED[_i].lines[i]);

		feed(&p, &s);
	}
	ck_assert_msg(p.ordinary == LIVED[_i].ordinary, "%s: %u, not %u",
	              LIVED[_i].what, p.ordinary, LIVED[_i].ordinary);
	connection_fini(&p.fed);
	connection_fini(&p.ruled);
}
END_TEST

/* ---- made up ---- */

/* On the way segments are lost, come late, twice, or again. */
static void pass_on(struct pair *p, struct world *w, struct segment s,
                    struct segment later[LATER_MAX])
{
	struct segment *kept = &later[world_draw(w, LATER_MAX)];

	switch (world_draw(w, 40)) {
	case 0:
		return;
	case 1:
		feed(p, &s);
		*kept = s; /* twice, as the same packet */
		return;
	case 2:
		feed(p, &s);
		*kept = s;
		kept->ip_id += 9; /* twice, as another */
		kept->options.tsval += 9;
		return;
	case 3:
		*kept = s;
		return;
	default:
		feed(p, &s);
	}
	if (kept->packet && world_draw(w, 3) == 0) {
		kept->packet = ++w->packet;
		kept->time = w->time;
		feed(p, kept);
		kept->packet = 0;
	}
}

static unsigned live(uint64_t seed, enum keep keep, unsigned begins)
{
	struct world w = world_new(seed);
	struct segment later[LATER_MAX] = {{0}};
	struct pair p = {.options = {.keep = keep}};
	unsigned ordinary;

	w.stays_open = world_draw(&w, 4) != 0;
	for (unsigned step = 0; step < LIFE; step++) {
		struct segment s = world_next(&w, step);

		world_spoil(&w, &s);
		if (step < begins)
			continue;
		pass_on(&p, &w, s, later);
	}
	ordinary = p.ordinary;
	connection_fini(&p.fed);
	connection_fini(&p.ruled);
	return ordinary;
}

/* From the SYN, and from somewhere in the middle. */
START_TEST(test_an_ordinary_segment_leaves_what_the_rules_would)
{
	static const unsigned begins[] = {0, 1, 2, 9};
	static const enum keep keeps[] = {KEEP_NONE, KEEP_KEY, KEEP_ALL};
	unsigned ordinary[ARRAY_LEN(begins)] = {0};

	for (unsigned life = 0; life < LIVES; life++)
		ordinary[life % 4] += live((uint64_t)_i << 32 | life,
		                           keeps[life % 3], begins[life % 4]);
	/* A test of nothing would pass as well. */
	for (unsigned i = 0; i < ARRAY_LEN(begins); i++)
		ck_assert_uint_gt(ordinary[i], LIVES / 4 * LIFE / 4);
}
END_TEST

Suite *ordinary_suite(void)
{
	Suite *suite = suite_create("ordinary");
	TCase *tcase = tcase_create("ordinary");

	tcase_set_timeout(tcase, 60); /* thousands of lives */
	tcase_add_loop_test(tcase, test_what_is_ordinary, 0, ARRAY_LEN(LIVED));
	tcase_add_loop_test(
		tcase, test_an_ordinary_segment_leaves_what_the_rules_would, 0,
		2);
	suite_add_tcase(suite, tcase);
	return suite;
}
