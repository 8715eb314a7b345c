/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "expect/script_steps.h"

#include <inttypes.h>

#include "base/text.h"
#include "expect/events.h"
#include "expect/model.h"
#include "report/show.h"
#include "track/marks.h"
#include "track/outcome.h"
#include "track/seq.h"

#define STEPS_MAX 500 /* what is longer is folded */
#define NAMED_DISTANCE 1000
#define COLUMN 11 /* where a step's words begin */

struct steps {
	struct script *script;
	const struct connection *c;
	struct events events;
	size_t begin;             /* of the script's lines: the first step */
	bool folded;              /* the last step is a fold */
	bool turns;               /* who sends data is told, not folded */
	uint32_t next[DIR_COUNT]; /* after all that was sent so far */
	bool sent[DIR_COUNT];
	uint64_t run; /* bytes of data that wait to be told */
	bool run_from_server;
	int64_t last; /* time of the last event told, ns */
};

static struct script_line *add(struct steps *s, struct text *t)
{
	struct script_line *line = script_add(s->script, t);

	line->step = true;
	s->folded = false;
	return line;
}

static void flush_run(struct steps *s)
{
	struct text t = {0};

	if (s->run) {
		text_printf(&t, "%s data     %" PRIu64 " byte%s",
		            s->run_from_server ? "<" : ">", s->run,
		            s->run == 1 ? "" : "s");
		add(s, &t);
	}
	s->run = 0;
	text_fini(&t);
}

static void fold(struct steps *s)
{
	struct text t = {0};

	flush_run(s);
	if (!s->folded) {
		text_add(&t, "...");
		add(s, &t);
	}
	s->folded = true;
	text_fini(&t);
}

/* "J+1", or "*" where no letter is near. */
static void put_sequence(struct text *t, const struct steps *s,
                         const char *word, uint32_t number, bool of_server)
{
	static const char letters[] = "JKMN";
	bool client_first = s->c->closing.first == s->c->client;

	for (unsigned i = 0; i < NAME_LETTERS; i++) {
		/* A FIN's letter before a SYN's: both may be near. */
		unsigned letter = (i + NAME_M) % NAME_LETTERS;
		bool server = letter == NAME_K ||
		              (letter == NAME_M && !client_first) ||
		              (letter == NAME_N && client_first);
		uint32_t value;
		int32_t away;

		if (server != of_server || !events_letter(s->c, letter, &value))
			continue;
		away = seq_diff(number, value);
		/* Behind a FIN's number comes its own one, and no more. */
		if (letter >= NAME_M ? away != 0 && away != 1
		                     : away < 0 || away > NAMED_DISTANCE)
			continue;
		text_printf(t, "  %s %c", word, letters[letter]);
		if (away)
			text_printf(t, "%+" PRId32, away);
		return;
	}
}

static void put_flags(struct text *t, const struct event *e)
{
	uint16_t control = e->flags & (SEG_SYN | SEG_FIN | SEG_RST | SEG_ACK);
	size_t begin = t->len;

	show_flags(t, control ? control : e->flags);
	if (t->len == begin)
		text_add(t, "none");
}

static void put_options(struct text *t, const struct steps *s,
                        const struct event *e)
{
	const struct half *half = &s->c->half[e->record->dir];

	if (half->mss_seen)
		text_printf(t, "  mss %u", half->mss);
	if (half->scale_offered)
		text_printf(t, "  wscale %u", half->offered_scale);
}

static struct script_line *tell(struct steps *s, const struct event *e)
{
	bool numbered = !(e->flags & SEG_RST);
	struct script_line *line;
	struct text t = {0};

	flush_run(s);
	text_add(&t, e->from_server ? "< " : "> ");
	put_flags(&t, e);
	if (t.len < COLUMN - 2)
		text_fill(&t, ' ', COLUMN - 2 - t.len);
	if (numbered && e->kind == EVENT_CONTROL)
		put_sequence(&t, s, "seq", e->seq, e->from_server);
	if (numbered && e->flags & SEG_ACK &&
	    (e->kind == EVENT_ACK || e->flags & SEG_SYN))
		put_sequence(&t, s, "ack", e->record->ack, !e->from_server);
	if (e->flags & SEG_SYN)
		put_options(&t, s, e);
	while (t.len && t.at[t.len - 1] == ' ')
		t.at[--t.len] = '\0';
	line = add(s, &t);
	text_fini(&t);
	return line;
}

/* What is sent now has seen all that the other side sent: it is an answer. */
static bool answers(const struct steps *s, const struct event *e)
{
	enum dir peer = dir_peer((enum dir)e->record->dir);

	return !s->sent[peer] || (e->record->flags & SEG_ACK &&
	                          seq_ge(e->record->ack, s->next[peer]));
}

static void note_sent(struct steps *s, const struct event *e)
{
	enum dir dir = (enum dir)e->record->dir;
	uint32_t space = e->kind == EVENT_DATA ? (uint32_t)e->record->bytes
	                 : e->flags & (SEG_SYN | SEG_FIN) ? 1
	                                                  : 0;

	if (!s->sent[dir] || seq_gt(e->seq + space, s->next[dir]))
		s->next[dir] = e->seq + space;
	s->sent[dir] = true;
}

/* True when both sides never sent at once, so that the order of their data and
 * FINs is no chance. */
static bool takes_turns(const struct steps *steps)
{
	struct steps s = *steps;
	const struct event *before = NULL;

	for (size_t i = 0; i < s.events.count; i++) {
		const struct event *e = &s.events.at[i];

		if (e->passable || e->flags & (SEG_SYN | SEG_RST))
			continue;
		if (before && before->from_server != e->from_server &&
		    !answers(&s, e))
			return false;
		note_sent(&s, e);
		before = e;
	}
	return true;
}

static void tell_data(struct steps *s, const struct event *e)
{
	if (!s->turns) {
		fold(s);
		return;
	}
	if (s->run && s->run_from_server != e->from_server)
		flush_run(s);
	s->run_from_server = e->from_server;
	s->run += e->bytes;
}

/* An acknowledgment that a letter is for. */
static bool is_lettered(const struct record *r)
{
	return r->label != LABEL_NONE && !(r->marks & MARKS_RETRANSMITTED) &&
	       !(r->marks & MARK_BIT(DUPLICATE_ACK));
}

/* The ACK of a FIN comes at once, or soon. */
static void tell_ack(struct steps *s, const struct event *e)
{
	uint8_t label = e->record->label;
	struct script_line *line;

	if (!is_lettered(e->record))
		return;
	line = tell(s, e);
	if (label != LABEL_ACK_M && label != LABEL_ACK_N)
		return;
	line->timing = "  within ";
	line->time = e->record->time > s->last ? e->record->time - s->last : 0;
}

static void tell_event(struct steps *s, const struct event *e)
{
	const struct connection *c = s->c;
	bool chance = ((e->flags & SEG_SYN) && c->opening.simultaneous) ||
	              ((e->flags & SEG_FIN) && !s->turns);

	if (e->kind == EVENT_ACK && (c->opening.simultaneous || !s->turns))
		return;
	if (e->kind == EVENT_ACK) {
		tell_ack(s, e);
	} else if (e->passable) {
		return;
	} else if (e->kind == EVENT_DATA) {
		tell_data(s, e);
	} else if (chance) {
		fold(s);
	} else if (e->flags & SEG_RST) {
		/* A reset of an open connection may overtake data, and what is
		 * on its way still comes. */
		if (c->opening.ack.packet)
			fold(s);
		tell(s, e);
		fold(s);
	} else {
		tell(s, e);
	}
	s->last = e->record->time;
}

void script_add_steps(struct script *script, const struct connection *c)
{
	struct steps s = {.script = script, .c = c, .begin = script->count};

	events_build(&s.events, c);
	s.turns = takes_turns(&s) && !c->closing.crossed;
	for (size_t i = 0; i < s.events.count; i++) {
		if (script->count - s.begin >= STEPS_MAX) {
			fold(&s);
			break;
		}
		tell_event(&s, &s.events.at[i]);
	}
	flush_run(&s);
	if (c->closing.reset.packet)
		fold(&s);
	events_fini(&s.events);
}
