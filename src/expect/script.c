/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is told is what the next run of the same conversation shows too: the
 * handshake and the close, who sent how much in turn, and what was wrong.
 * Where both sides sent at once, or a reset cut in, the order is chance, and
 * is folded.
 */
#include "config.h"

#include "expect/script.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "expect/script_steps.h"
#include "expect/trial.h"
#include "report/show.h"
#include "track/marks.h"
#include "track/outcome.h"

#define EPHEMERAL 32768 /* ports from here on are nobody's for long */
#define MILLISECOND INT64_C(1000000)
#define GENEROUS 5 /* times as long as it took */

struct script_line *script_add(struct script *s, struct text *text)
{
	struct script_line *line;

	if ((s->count & (s->count - 1)) == 0)
		s->lines = xreallocarray(s->lines, s->count ? s->count * 2 : 1,
		                         sizeof(*s->lines));
	line = &s->lines[s->count++];
	*line = (struct script_line){
		.text = xstrdup(text_string(text)),
		.time = SCRIPT_UNTIMED,
	};
	text_clear(text);
	return line;
}

static void put_head(struct script *s, const struct connection *c,
                     bool with_ends)
{
	const struct endpoint *server = &c->end[dir_peer(c->client)];
	struct text t = {0};

	text_add(&t, "connection ");
	if (with_ends) {
		show_endpoint(&t, &c->end[c->client]);
		text_add(&t, " -> ");
		show_endpoint(&t, server);
	} else if (server->port < EPHEMERAL && !c->client_guessed) {
		text_printf(&t, "* -> *:%u", server->port);
	} else {
		text_add(&t, "* -> *");
	}
	s->head = xstrdup(text_string(&t));
	text_fini(&t);
}

static void put_opening(struct script *s, const struct connection *c)
{
	const struct opening *o = &c->opening;
	const struct moment third = connection_third_ack(c);
	enum handshake_kind kind = connection_handshake(c);
	struct script_line *line;
	struct text t = {0};

	text_add(&t, "opens");
	if (kind != HANDSHAKE_THREE_WAY)
		text_printf(&t, "      %s", handshake_name(kind));
	line = script_add(s, &t);
	if (o->syn.packet && third.packet && third.time >= o->syn.time) {
		line->timing = kind == HANDSHAKE_THREE_WAY ? "      in < "
		                                           : "  in < ";
		line->time = third.time - o->syn.time;
	}
	text_fini(&t);
}

static void put_closing(struct script *s, const struct connection *c)
{
	enum close_kind kind = connection_close(c);
	struct text t = {0};
	enum dir dir;

	text_printf(&t, "closes     %s", close_name(kind));
	/* Of two FINs that cross, either may come first. */
	if (kind != CLOSE_SIMULTANEOUS && connection_closer(c, &dir))
		text_printf(&t, " by %s",
		            dir == c->client ? "client" : "server");
	script_add(s, &t);
	text_printf(&t, "outcome    %s", outcome_name(connection_outcome(c)));
	script_add(s, &t);
	text_fini(&t);
}

static void put_equations(struct script *s, const struct connection *c)
{
	struct text t = {0};

	for (unsigned i = 0; i < EQUATION_COUNT; i++) {
		if (c->checks[i].verdict != VERDICT_FAIL)
			continue;
		text_printf(&t, "%s        fail",
		            equation_name((enum equation)i));
		script_add(s, &t);
	}
	text_fini(&t);
}

/* Rules above a note, each once; of those that come from the path's and the
 * capture's luck, nothing is demanded. */
static void put_findings(struct script *s, const struct connection *c)
{
	struct rule_set seen = {{0}};
	struct text but = {0}, some = {0};

	for (uint32_t i = 0; i < c->finding_count; i++) {
		const struct finding *f = &c->findings[i];
		const char *slug = rule_slug((enum rule)f->rule);

		if (f->severity == SEVERITY_NOTE ||
		    rule_set_has(&seen, f->rule))
			continue;
		rule_set_add(&seen, f->rule);
		text_printf(&but, "%s%s", but.len ? ", " : " but ", slug);
		if (f->rule != RULE_RETRANSMISSIONS)
			text_printf(&some, "%s%s",
			            some.len ? ", " : "some       ", slug);
	}
	if (some.len)
		script_add(s, &some);
	text_add(&some, "findings   none above note");
	text_add(&some, text_string(&but));
	script_add(s, &some);
	text_fini(&but);
	text_fini(&some);
}

static void put_absent(struct script *s, const struct connection *c)
{
	static const struct {
		uint32_t marks;
		const char *name;
	} rows[] = {
		{MARKS_RETRANSMITTED, "retransmission"},
		{MARK_BIT(ZERO_WINDOW), "zero-window"},
	};
	uint32_t marks = 0;
	struct text t = {0};

	for (uint32_t i = 0; i < c->record_count; i++)
		marks |= c->records[i].marks;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!(marks & rows[i].marks))
			text_printf(&t, "%s%s", t.len ? ", " : "no         ",
			            rows[i].name);
	if (t.len)
		script_add(s, &t);
	text_fini(&t);
}

/* The next of 1, 2 and 5 times a power of ten from `time` on. */
static int64_t round_up(int64_t time)
{
	int64_t unit = MILLISECOND;

	while (unit * 10 < time)
		unit *= 10;
	if (time <= unit)
		return unit;
	if (time <= unit * 2)
		return unit * 2;
	return time <= unit * 5 ? unit * 5 : unit * 10;
}

static void write_time(struct text *t, const struct script_line *line)
{
	int64_t least = 100 * MILLISECOND, time = line->time;

	if (time > INT64_MAX / 100)
		return;
	time = round_up(time * GENEROUS > least ? time * GENEROUS : least);
	text_add(t, line->timing);
	if (time >= 1000 * MILLISECOND)
		text_printf(t, "%" PRId64 " s", time / (1000 * MILLISECOND));
	else
		text_printf(t, "%" PRId64 " ms", time / MILLISECOND);
}

void script_write(const struct script *s, struct text *t)
{
	text_add(t, s->head);
	text_add(t, "\n");
	for (size_t i = 0; i < s->count; i++) {
		text_printf(t, "  %s", s->lines[i].text);
		if (s->lines[i].time != SCRIPT_UNTIMED)
			write_time(t, &s->lines[i]);
		text_add(t, "\n");
	}
	if (s->connections > 1)
		text_printf(t, "  count      >= %" PRIu64 "\n", s->connections);
}

static void drop(struct script *s, size_t at)
{
	free(s->lines[at].text);
	memmove(&s->lines[at], &s->lines[at + 1],
	        (s->count - at - 1) * sizeof(*s->lines));
	s->count--;
}

/* The line that the connection does not meet, or the count of lines. */
static size_t find_departure(const struct script *s, const struct connection *c)
{
	struct text t = {0};
	struct fault fault = {""};
	struct model model;
	struct departure d;
	size_t at = s->count;
	int result;

	script_write(s, &t);
	result = model_parse(&model, "", text_string(&t), t.len, &fault);
	assert(result == 0); /* what is written can be read */
	if (!trial_meets(&model, &model.blocks[0], c, &d))
		at = d.line->number - 2;
	text_fini(&d.why);
	model_fini(&model);
	text_fini(&t);
	return at;
}

/* What the connection itself does not meet (odd numbers, of a kind that no
 * words are for) is not told: all steps where it is a step. */
static void settle(struct script *s, const struct connection *c)
{
	size_t at;

	while ((at = find_departure(s, c)) < s->count) {
		bool step = s->lines[at].step;

		if (!step)
			drop(s, at);
		for (size_t i = s->count; step && i-- > 0;)
			if (s->lines[i].step)
				drop(s, i);
	}
}

void script_build(struct script *s, const struct connection *c, bool with_ends)
{
	*s = (struct script){.connections = 1};
	put_head(s, c, with_ends);
	put_opening(s, c);
	script_add_steps(s, c);
	put_closing(s, c);
	put_equations(s, c);
	put_absent(s, c);
	put_findings(s, c);
	settle(s, c);
}

/* What has no time known meets none, either. */
static bool same_line(const struct script_line *a, const struct script_line *b)
{
	return strcmp(a->text, b->text) == 0 &&
	       (a->time == SCRIPT_UNTIMED) == (b->time == SCRIPT_UNTIMED);
}

bool script_same(const struct script *a, const struct script *b)
{
	if (strcmp(a->head, b->head) != 0 || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!same_line(&a->lines[i], &b->lines[i]))
			return false;
	return true;
}

void script_join(struct script *s, const struct script *other)
{
	s->connections += other->connections;
	for (size_t i = 0; i < s->count; i++)
		if (s->lines[i].time < other->lines[i].time) {
			s->lines[i].time = other->lines[i].time;
			s->lines[i].timing = other->lines[i].timing;
		}
}

void script_fini(struct script *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->lines[i].text);
	free(s->lines);
	free(s->head);
	*s = (struct script){0};
}
