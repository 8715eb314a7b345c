/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "compare/trace.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "track/marks.h"

void trace_segment(void *context, const struct segment *s)
{
	struct trace *t = context;

	if ((t->extra_count & (t->extra_count - 1)) == 0)
		t->extras = xreallocarray(
			t->extras, t->extra_count ? t->extra_count * 2 : 1,
			sizeof(*t->extras));
	t->extras[t->extra_count++] = (struct trace_extra){
		.packet = s->packet,
		.seq = s->seq,
		.mss = s->options.mss,
		.ip_id = s->ip_id,
		.ttl = s->ttl,
		.scale = s->options.window_scale,
		.options = s->options.seen,
		.has_ip_id = s->has_ip_id,
	};
}

/* A record's own; packets rise, and few hold more than one segment. */
static const struct trace_extra *find_extra(const struct trace *t,
                                            const struct record *r)
{
	size_t low = 0, high = t->extra_count, at;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->extras[middle].packet < r->packet)
			low = middle + 1;
		else
			high = middle;
	}
	for (at = low; at + 1 < t->extra_count &&
	               t->extras[at + 1].packet == r->packet &&
	               t->extras[at].seq != r->seq;)
		at++;
	return &t->extras[at];
}

static void begin(struct report *r)
{
	(void)r;
}

static struct sighting see(const struct trace *t, const struct connection *c,
                           const struct record *r, int64_t start)
{
	const struct trace_extra *e = find_extra(t, r);

	return (struct sighting){
		.packet = r->packet,
		.time = r->time - start,
		.seq = r->seq,
		.ack = r->flags & SEG_ACK ? r->ack : 0,
		.len = (uint32_t)r->bytes,
		.flags = r->flags,
		.window = r->window,
		.mss = e->options & OPT_MSS ? e->mss : 0,
		.ip_id = e->ip_id,
		.dir = r->dir != c->client,
		.ttl = e->ttl,
		.scale = e->options & OPT_WINDOW_SCALE ? e->scale : 0,
		.options = e->options,
		.has_ip_id = e->has_ip_id,
		.copy = (r->marks & MARK_BIT(DUPLICATE_CAPTURE)) != 0,
	};
}

static void connection(struct report *r, const struct connection *c)
{
	struct trace *t = r->style.wishes;
	const struct opening *o = &c->opening;
	struct trace_connection *k;

	if ((t->count & (t->count - 1)) == 0)
		t->connections = xreallocarray(t->connections,
		                               t->count ? t->count * 2 : 1,
		                               sizeof(*t->connections));
	k = &t->connections[t->count++];
	*k = (struct trace_connection){.stream = c->stream};
	for (unsigned i = 0; i < 2; i++) {
		enum dir dir = i ? dir_peer(c->client) : (enum dir)c->client;

		k->end[i] = c->end[dir];
		k->known[i] = c->half[dir].syn_seen;
		k->iss[i] = c->half[dir].iss;
	}
	if (o->last_syn.packet && o->syn_ack.packet)
		k->answer_time = o->syn_ack.time - o->syn.time;
	k->sightings = xcalloc(c->record_count, sizeof(*k->sightings));
	for (uint32_t i = 0; i < c->record_count; i++)
		k->sightings[k->count++] =
			see(t, c, &c->records[i], r->facts->start);
}

static void end(struct report *r)
{
	(void)r;
}

void trace_fini(struct trace *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->connections[i].sightings);
	free(t->connections);
	free(t->extras);
	*t = (struct trace){0};
}

const struct report_format report_trace = {
	.name = "trace",
	.whole = true,
	.begin = begin,
	.connection = connection,
	.end = end,
};
