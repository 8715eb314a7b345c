/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whatever was predicted: what is unfolded must be, byte for byte, what the
 * rules make of the same segments.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "seg.h"
#include "story.h"
#include "suites.h"
#include "track/brief.h"
#include "track/steady.h"
#include "track/step.h"
#include "track/unfold.h"
#include "track/zeek_steady.h"
#include "world.h"

/* A connection followed by all the rules, and by prediction as long as it
 * lasts. */
struct pair {
	struct connection ruled;
	struct embryo embryo;
	struct steady steady;
	struct connection_options options;
	bool begun, opened, over; /* over: no longer predicted */
	unsigned predicted;
};

static struct connection unfolded(const struct pair *p)
{
	struct connection c;

	memset(&c, 0, sizeof(c));
	memcpy(c.end, p->ruled.end, sizeof(c.end));
	if (p->opened)
		unfold_steady(&c, &p->steady, p->options.zeek);
	else
		unfold_embryo(&c, &p->embryo, p->options.zeek);
	if (!p->opened)
		unfold_trails(&c, &p->embryo);
	memset(&c.counted, 0, sizeof(c.counted));
	return c;
}

static void compare_bytes(const struct pair *p, const struct segment *s,
                          const char *what, const void *unfolded,
                          const void *ruled, size_t size)
{
	const unsigned char *a = unfolded, *b = ruled;

	for (size_t i = 0; i < size; i++)
		if (a[i] != b[i])
			ck_abort_msg("packet %u, flags %x, stage %u: byte %zu "
			             "of the %s is %02x, not %02x",
			             (unsigned)s->packet, s->flags,
			             p->steady.stage, i, what, a[i], b[i]);
}

/* What is told in brief is what the rules find at the end. */
static void compare_brief(const struct pair *p, const struct segment *s,
                          struct connection *c)
{
	/* The capture ends with it, or before or when an answer is due. */
	const int64_t ends[] = {0, ANSWER_DUE - 1, ANSWER_DUE};
	int64_t end = s->time + ends[s->packet % 3];
	struct brief lean, ruled;

	memset(&lean, 0, sizeof(lean));
	memset(&ruled, 0, sizeof(ruled));
	connection_finish(c, end);
	brief_of(&ruled, c);
	if (!p->opened)
		brief_of_embryo(&lean, &p->embryo, end);
	else if (!brief_of_steady(&lean, &p->steady))
		return;
	memcpy(lean.ends, ruled.ends, sizeof(lean.ends));
	compare_bytes(p, s, "brief", &lean, &ruled, sizeof(lean));
}

static void compare(struct pair *p, const struct segment *s)
{
	struct connection c = unfolded(p);
	struct zeek_view *a = c.zeek, *b = p->ruled.zeek;

	if (p->options.zeek)
		compare_bytes(p, s, "view", a, b, sizeof(*a));
	c.zeek = p->ruled.zeek = NULL;
	compare_bytes(p, s, "connection", &c, &p->ruled, sizeof(c));
	c.zeek = a;
	p->ruled.zeek = b;
	compare_brief(p, s, &c);
	connection_fini(&c);
}

static bool predict(struct pair *p, const struct segment *s, enum dir dir)
{
	if (!p->begun) {
		p->begun = embryo_begins(s);
		if (p->begun)
			embryo_begin(&p->embryo, s);
		return p->begun;
	}
	if (p->opened)
		return steady_feed(&p->steady, dir, s);
	if (embryo_answer(&p->embryo, dir, s) ||
	    embryo_refuse(&p->embryo, dir, s))
		return true;
	if (!embryo_completes(&p->embryo, dir, s) ||
	    (p->options.zeek && !zeek_predicts_open(&p->embryo, s)))
		return false;
	steady_open(&p->steady, &p->embryo, s, p->options.zeek);
	p->opened = true;
	return true;
}

static void feed(struct pair *p, const struct segment *s)
{
	bool first = p->ruled.first.packet == 0;

	if (first) {
		p->ruled.end[0] = s->source;
		p->ruled.end[1] = s->destination;
		connection_init(&p->ruled, s, 0, NULL, &p->options);
	}
	connection_judge(&p->ruled, s, &p->options);
	if (p->over)
		return;
	if (predict(p, s, connection_dir(&p->ruled, s))) {
		p->predicted++;
		compare(p, s);
	} else {
		p->over = true;
	}
}

/* ---- told ---- */

static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	unsigned predicted; /* from the first on */
	unsigned less;      /* … with Zeek's view */
} LIVES[] = {
	{"an ordinary life", {OPENING, TALK, CLOSING}, 10, 0},
	{"with scaling, timestamps and IP IDs",
         {"A>B S seq J mss 1460 wscale 7 sackok ts 10 0 id 1",
          "B>A S. seq K ack J+1 mss 1400 wscale 9 sackok ts 20 10 id 0",
          "A>B . seq J+1 ack K+1 win 512 ts 11 20 id 2",
          "A>B P. seq J+1 ack K+1 len 100 win 512 ts 12 20 id 3",
          "B>A P. seq K+1 ack J+101 len 500 win 70 ts 22 12 id 9000"},
         5,
         0},
	{"the server closes in three segments",
         {OPENING, TALK, "B>A F. seq K+501 ack J+101",
          "A>B F. seq J+101 ack K+502", "B>A . seq K+502 ack J+102"},
         9,
         0},
	{"an ACK of data crosses the FIN",
         {OPENING, ASK, "B>A P. seq K+1 ack J+101 len 500",
          "B>A P. seq K+501 ack J+101 len 500", "B>A F. seq K+1001 ack J+101",
          "A>B . seq J+101 ack K+501", "A>B . seq J+101 ack K+1002",
          "A>B F. seq J+101 ack K+1002", "B>A . seq K+1002 ack J+102"},
         11,
         0},
	{"a SYN,ACK of something else", {SYN, "B>A S. seq K ack J+2"}, 1, 0},
	{"a SYN with payload", {"A>B S seq J len 10"}, 0, 0},
	{"no SYN", {ASK, ANSWER}, 0, 0},
	{"a third ACK of something else",
         {SYN, SYN_ACK, "A>B . seq J+1 ack K+2"},
         2,
         0},
	{"a reset", {OPENING, TALK, "A>B R. seq J+101 ack K+501"}, 7, 1},
	{"the server resets at once",
         {OPENING, "B>A R. seq K+1 ack J+1 win 0"},
         4,
         1},
	{"a reset before all has come",
         {OPENING, ASK, "B>A P. seq K+1 ack J+101 len 500",
          "A>B R. seq J+101 ack K+1"},
         6,
         1},
	{"a reset elsewhere",
         {OPENING, TALK, "A>B R. seq J+102 ack K+501"},
         6,
         0},
	{"a reset without an ACK", {OPENING, TALK, "A>B R seq J+101"}, 6, 0},
	{"more after a reset",
         {OPENING, TALK, "A>B R. seq J+101 ack K+501",
          "B>A . seq K+501 ack J+101"},
         7,
         1},
	{"nobody listens", {SYN, "B>A R. seq 0 ack J+1 win 0"}, 2, 0},
	{"nobody listens, and again",
         {SYN, "B>A R. seq 0 ack J+1 win 0 id 3", SYN,
          "B>A R. seq 0 ack J+1 win 0 id 4"},
         2,
         0},
	{"a reset of another SYN", {SYN, "B>A R. seq 0 ack J+2"}, 1, 0},
	{"a repetition", {OPENING, TALK, ASK}, 6, 0},
	{"a hole", {OPENING, ASK, "A>B P. seq J+201 ack K+1 len 100"}, 4, 0},
	{"a duplicate ACK", {OPENING, TALK, GOT_IT}, 6, 0},
	{"a window update", {OPENING, TALK, GOT_IT " win 9000"}, 6, 0},
	{"a larger window",
         {SYN, SYN_ACK, THIRD " win 1000", ASK " win 1000", ANSWER,
          GOT_IT " win 2000", GOT_IT " win 3000"},
         7,
         0},
	{"a window shut",
         {OPENING, ASK, "B>A . seq K+1 ack J+101 win 0"},
         4,
         0},
	{"a window exceeded",
         {OPENING, "A>B P. seq J+1 ack K+1 len 65536"},
         3,
         0},
	{"an ACK of nothing that was sent",
         {OPENING, ASK, "B>A . seq K+1 ack J+102"},
         4,
         0},
	{"an old ACK", {OPENING, TALK, "A>B . seq J+101 ack K+400"}, 6, 0},
	{"a bad checksum", {OPENING, ASK " badsum"}, 3, 0},
	{"nothing but time to know payload again by",
         {OPENING, "A>B P. seq J+1 ack K+1 len 100 id 0",
          "A>B P. seq J+101 ack K+1 len 100 id 0",
          "A>B P. seq J+201 ack K+1 len 100 id 0",
          "A>B P. seq J+301 ack K+1 len 100 id 0"},
         7,
         0},
	{"… and a fourth of its kind within a round trip",
         {OPENING, "A>B P. seq J+1 ack K+1 len 100 id 0 at 0.021",
          "A>B P. seq J+101 ack K+1 len 100 id 0 at 0.022",
          "A>B P. seq J+201 ack K+1 len 100 id 0 at 0.023",
          "A>B P. seq J+301 ack K+1 len 100 id 0 at 0.024"},
         6,
         0},
	{"… and as many ACKs behind it",
         {OPENING, "A>B P. seq J+1 ack K+1 len 100 id 0 at 0.021",
          "B>A P. seq K+1 ack J+101 len 300 at 0.022",
          "A>B . seq J+101 ack K+101 id 0 at 0.023",
          "A>B . seq J+101 ack K+201 id 0 at 0.024",
          "A>B . seq J+101 ack K+301 id 0 at 0.025"},
         7,
         0},
	{"… and more of it than one packet carries",
         {OPENING, "A>B P. seq J+1 ack K+1 len 1461 id 0"},
         3,
         0},
	{"more than all numbers there are, to a window not yet known",
         {SYN " wscale 7", SYN_ACK " wscale 7", THIRD " win 512",
          "A>B P. seq J+1 ack K+1 win 512 len 4294967290"},
         3,
         0},
	{"a lost packet's IP ID, after a silence",
         {SYN " id 1", SYN_ACK " id 100", THIRD " id 2", ASK " id 3",
          "A>B P. seq J+101 ack K+1 len 100 id 5 at 2"},
         4,
         0},
	{"both close at once",
         {OPENING, TALK, FIN_A, "B>A F. seq K+501 ack J+101"},
         7,
         0},
	{"its FIN is acknowledged before it is sent, by the clock",
         {OPENING, TALK, "A>B F. seq J+101 ack K+501 at 3",
          "B>A . seq K+501 ack J+102 at 2.99"},
         7,
         0},
	{"the other end still sends",
         {OPENING, TALK, FIN_A, ACK_B, "B>A . seq K+501 ack J+102 len 9"},
         8,
         0},
	{"more after the end", {OPENING, TALK, CLOSING, LAST}, 10, 0},
};

START_TEST(test_a_life_is_predicted_as_long_as_it_is_ordinary)
{
	struct story story = {0};
	struct pair p = {.options.zeek = _i >= (int)ARRAY_LEN(LIVES)};
	uint16_t ids[2] = {0};
	size_t which = (size_t)_i % ARRAY_LEN(LIVES);
	const char *what = LIVES[which].what;
	const char *const *lines = LIVES[which].lines;
	unsigned wanted = LIVES[which].predicted;

	if (p.options.zeek)
		wanted -= LIVES[which].less;

	for (unsigned i = 0; i < LINES_MAX && lines[i]; i++) {
		struct segment s = story_segment(&story, lines[i]);

		/* What has neither IP ID nor timestamp may be for longer
		 * memories than a trail's. */
		if (!s.has_ip_id)
			s.ip_id = ++ids[s.source.port == 80];
		s.has_ip_id = true;
		feed(&p, &s);
	}
	ck_assert_msg(p.predicted == wanted, "%s: %u predicted, not %u", what,
	              p.predicted, wanted);
	connection_fini(&p.ruled);
}
END_TEST

/* ---- made up ---- */

START_TEST(test_what_was_predicted_is_what_the_rules_make_of_it)
{
	unsigned predicted = 0, closed = 0;

	for (unsigned life = 0; life < 3000; life++) {
		struct world w = world_new((uint64_t)_i << 32 | life);
		struct segment before = {0};
		struct pair p = {.options.zeek = life % 2};

		for (unsigned step = 0; step < 40 && !p.over; step++) {
			struct segment s = world_next(&w, step);

			world_spoil(&w, &s);
			if (step > 0 && world_draw(&w, 300) == 0) {
				s = before; /* once more */
				s.packet = ++w.packet;
			}
			feed(&p, &s);
			before = s;
		}
		predicted += p.predicted;
		closed += p.steady.stage == STAGE_CLOSED;
		connection_fini(&p.ruled);
	}
	/* A test of nothing would pass as well. */
	ck_assert_uint_gt(predicted, 3000 * 6);
	ck_assert_uint_gt(closed, 20);
}
END_TEST

Suite *steady_suite(void)
{
	Suite *suite = suite_create("steady");
	TCase *tcase = tcase_create("steady");

	tcase_set_timeout(tcase, 60); /* thousands of lives */
	tcase_add_loop_test(tcase,
	                    test_a_life_is_predicted_as_long_as_it_is_ordinary,
	                    0, 2 * ARRAY_LEN(LIVES));
	tcase_add_loop_test(
		tcase, test_what_was_predicted_is_what_the_rules_make_of_it, 0,
		4);
	suite_add_tcase(suite, tcase);
	return suite;
}
