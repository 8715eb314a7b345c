/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "expect/events.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "expect/model.h"
#include "track/marks.h"
#include "track/seq.h"

/* New bytes further ahead than any window are another's: a blind guess. */
#define AHEAD_MAX (1 << 30)

/* What one side has sent so far. */
struct sent {
	bool known, reset;
	uint32_t next; /* after the highest number it used */
};

struct builder {
	struct events *events;
	const struct connection *c;
	struct sent sent[DIR_COUNT];
};

bool events_letter(const struct connection *c, unsigned letter, uint32_t *value)
{
	const struct half *half;
	unsigned fin = letter == NAME_N;
	enum dir dir;

	if (letter == NAME_J || letter == NAME_K) {
		half = &c->half[letter == NAME_J ? c->client
		                                 : dir_peer(c->client)];
		*value = half->iss;
		return half->syn_seen;
	}
	if (c->closing.fins <= fin)
		return false;
	dir = fin ? dir_peer(c->closing.first) : (enum dir)c->closing.first;
	*value = c->half[dir].fin_seq;
	return true;
}

/* How much of [seq, seq + count) the side has not sent before. */
static uint32_t advance(struct sent *sent, uint32_t seq, uint32_t count)
{
	uint32_t end = seq + count;
	int32_t more;

	if (!sent->known) {
		sent->known = true;
		sent->next = end;
		return count;
	}
	more = seq_diff(end, sent->next);
	if (more <= 0)
		return 0;
	if (more > AHEAD_MAX)
		return count;
	sent->next = end;
	/* Bytes of a hole are counted with what comes behind it; when they come
	 * they are not new. */
	return (uint32_t)more;
}

static struct event *add(struct builder *b, const struct record *r,
                         enum event_kind kind, uint16_t flags)
{
	struct events *e = b->events;

	if ((e->count & (e->count - 1)) == 0)
		e->at = xreallocarray(e->at, e->count ? e->count * 2 : 1,
		                      sizeof(*e->at));
	e->at[e->count] = (struct event){
		.record = r,
		.kind = kind,
		.flags = flags,
		.from_server = r->dir != b->c->client,
		.seq = r->seq,
	};
	return &e->at[e->count++];
}

static void add_syn(struct builder *b, const struct record *r)
{
	struct event *e = add(b, r, EVENT_CONTROL, r->flags);
	struct sent *sent = &b->sent[r->dir];

	/* Another J begins anew. */
	e->passable = sent->known && seq_le(r->seq + 1, sent->next) &&
	              seq_diff(sent->next, r->seq) < AHEAD_MAX;
	if (e->passable)
		return;
	*sent = (struct sent){.known = true, .next = r->seq + 1};
}

static void add_reset(struct builder *b, const struct record *r)
{
	struct sent *sent = &b->sent[r->dir];

	add(b, r, EVENT_CONTROL, r->flags)->passable = sent->reset;
	sent->reset = true;
}

static void add_data(struct builder *b, const struct record *r, uint32_t seq)
{
	uint16_t flags = r->flags & (uint16_t) ~(SEG_SYN | SEG_FIN);
	struct event *e = add(b, r, EVENT_DATA, flags);

	e->seq = seq;
	e->bytes = advance(&b->sent[r->dir], seq, (uint32_t)r->bytes);
	e->passable = e->bytes == 0;
}

static void add_fin(struct builder *b, const struct record *r, uint32_t seq)
{
	struct event *e = add(b, r, EVENT_CONTROL, r->flags);

	e->seq = seq;
	e->passable = advance(&b->sent[r->dir], seq, 1) == 0;
}

static void add_record(struct builder *b, const struct record *r)
{
	uint32_t seq = r->seq;

	if (r->marks & MARKS_COPY)
		return;
	if (r->flags & SEG_RST) {
		add_reset(b, r);
		return;
	}
	if (r->flags & SEG_SYN) {
		add_syn(b, r);
		seq++;
	}
	if (r->bytes)
		add_data(b, r, seq);
	if (r->flags & SEG_FIN)
		add_fin(b, r, seq + (uint32_t)r->bytes);
	if (r->bytes || r->flags & (SEG_SYN | SEG_FIN))
		return;
	if (r->flags & SEG_ACK)
		add(b, r, EVENT_ACK, r->flags)->passable = true;
	else
		add(b, r, EVENT_CONTROL, r->flags);
}

void events_build(struct events *events, const struct connection *c)
{
	struct builder b = {.events = events, .c = c};

	*events = (struct events){0};
	for (uint32_t i = 0; i < c->record_count; i++)
		add_record(&b, &c->records[i]);
}

void events_fini(struct events *events)
{
	free(events->at);
	*events = (struct events){0};
}
