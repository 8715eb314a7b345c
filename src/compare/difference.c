/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "compare/difference.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/xalloc.h"
#include "report/show.h"

/* Longer than the quickest of its direction by less than this is jitter. */
#define JITTER INT64_C(20000000)

void difference_count(struct text *t, enum difference_kind kind, uint64_t count)
{
	switch (kind) {
	case DIFFERENCE_LOST:
		text_printf(t,
		            P_("%" PRIu64 " lost on the way",
		               "%" PRIu64 " lost on the way", count),
		            count);
		break;
	case DIFFERENCE_UNSEEN:
		text_printf(t,
		            P_("%" PRIu64 " seen at its end only",
		               "%" PRIu64 " seen at their end only", count),
		            count);
		break;
	case DIFFERENCE_MISSING:
		text_printf(t,
		            P_("%" PRIu64 " seen by one only",
		               "%" PRIu64 " seen by one only", count),
		            count);
		break;
	case DIFFERENCE_REPEATED:
		text_printf(t,
		            P_("%" PRIu64 " repeated", "%" PRIu64 " repeated",
		               count),
		            count);
		break;
	case DIFFERENCE_DIVIDED:
		text_printf(t,
		            P_("%" PRIu64 " divided otherwise",
		               "%" PRIu64 " divided otherwise", count),
		            count);
		break;
	case DIFFERENCE_ORDER:
		text_printf(t,
		            P_("%" PRIu64 " in another order",
		               "%" PRIu64 " in another order", count),
		            count);
		break;
	case DIFFERENCE_DELAYED:
		text_printf(
			t,
			P_("%" PRIu64 " delayed", "%" PRIu64 " delayed", count),
			count);
		break;
	case DIFFERENCE_CHANGED:
		text_printf(
			t,
			P_("%" PRIu64 " changed", "%" PRIu64 " changed", count),
			count);
		break;
	default:
		text_printf(t,
		            P_("%" PRIu64 " segment alike",
		               "%" PRIu64 " segments alike", count),
		            count);
	}
}

/* A stretch of sequence numbers, from its direction's base on. */
struct span {
	uint32_t begin, end;
};

/* What one capture saw of one direction in segments without a partner: spans
 * in order, apart from each other. */
struct spans {
	struct span *at;
	size_t count;
};

static int by_begin(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* The number that both captures' spans of a direction count from. */
static uint32_t base_of(const struct pairing *p, unsigned dir)
{
	for (size_t i = 0; i < p->here->count; i++)
		if (p->here->sightings[i].dir == dir)
			return p->here->sightings[i].seq;
	return 0;
}

static void spans_build(struct spans *spans, const struct trace_connection *c,
                        const size_t *partner, unsigned dir, uint32_t base)
{
	size_t count = 0, merged = 0;

	spans->at = xcalloc(c->count + 1, sizeof(*spans->at));
	for (size_t i = 0; i < c->count; i++) {
		const struct sighting *s = &c->sightings[i];

		if (partner[i] == PAIR_NONE && s->dir == dir && s->len)
			spans->at[count++] = (struct span){
				s->seq - base, s->seq - base + s->len};
	}
	qsort(spans->at, count, sizeof(*spans->at), by_begin);
	for (size_t i = 0; i < count; i++) {
		struct span next = spans->at[i];

		if (merged == 0 || spans->at[merged - 1].end < next.begin)
			spans->at[merged++] = next;
		else if (spans->at[merged - 1].end < next.end)
			spans->at[merged - 1].end = next.end;
	}
	spans->count = merged;
}

/* True when the bytes were seen by the other, in segments of another size. */
static bool divided(const struct spans *spans, const struct sighting *s,
                    uint32_t base)
{
	uint32_t begin = s->seq - base, end = begin + s->len;
	size_t low = 0, high = spans->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (spans->at[middle].begin <= begin)
			low = middle + 1;
		else
			high = middle;
	}
	return s->len && low > 0 && spans->at[low - 1].end >= end;
}

/* What each capture saw that the other did not, by side and direction. */
struct unpaired {
	struct spans spans[2][2];
	uint32_t base[2];
};

static void unpaired_build(struct unpaired *u, const struct pairing *p)
{
	for (unsigned dir = 0; dir < 2; dir++) {
		u->base[dir] = base_of(p, dir);
		spans_build(&u->spans[0][dir], p->here, p->partner, dir,
		            u->base[dir]);
		spans_build(&u->spans[1][dir], p->there, p->partner_there, dir,
		            u->base[dir]);
	}
}

static void unpaired_free(struct unpaired *u)
{
	for (unsigned i = 0; i < 4; i++)
		free(u->spans[i / 2][i % 2].at);
}

/* side: -1 seen here only, 1 there only. */
static enum difference_kind one_sided(const struct pairing *p,
                                      const struct unpaired *u, int side,
                                      size_t index)
{
	bool here = side < 0;
	const struct sighting *s = here ? &p->here->sightings[index]
	                                : &p->there->sightings[index];
	uint8_t again = here ? p->again[index] : p->again_there[index];
	/* The nearer side of the sender saw it first. */
	bool first = (s->dir ? -p->nearer : p->nearer) == side;

	/* A segment like one that arrived: where the sender's side has but one
	 * of them, the network made another; where it is the sender's side,
	 * its identification tells that it was not sent again. */
	if (s->copy || again == PAIR_PACKET ||
	    (again == PAIR_ALIKE && p->nearer && !first))
		return DIFFERENCE_REPEATED;
	if (divided(&u->spans[here][s->dir], s, u->base[s->dir]))
		return DIFFERENCE_DIVIDED;
	if (!p->nearer)
		return DIFFERENCE_MISSING;
	return first ? DIFFERENCE_LOST : DIFFERENCE_UNSEEN;
}

static void tell_one_sided(enum difference_kind kind, int side, struct text *t)
{
	bool here = side < 0;

	switch (kind) {
	case DIFFERENCE_LOST:
		text_add(t, _("lost on the way"));
		break;
	case DIFFERENCE_UNSEEN:
		text_add(t, here ? _("not seen there, where it came by")
		                 : _("not seen here, where it came by"));
		break;
	case DIFFERENCE_REPEATED:
		text_add(t, here ? _("seen once more here")
		                 : _("seen once more there"));
		break;
	case DIFFERENCE_DIVIDED:
		text_add(t, here ? _("in other segments there")
		                 : _("in other segments here"));
		break;
	default:
		text_add(t, here ? _("seen only here") : _("seen only there"));
	}
}

static void comma(struct text *t, size_t begin)
{
	if (t->len > begin)
		text_add(t, ", ");
}

static void tell_number(struct text *t, size_t begin, const char *name,
                        uint32_t here, uint32_t there)
{
	if (here == there)
		return;
	comma(t, begin);
	text_printf(t, "%s %" PRIu32 " → %" PRIu32, name, here, there);
}

/* Options that one has and the other has not; values of those of a SYN. */
static void tell_options(struct text *t, size_t begin, const struct sighting *a,
                         const struct sighting *b)
{
	static const struct {
		uint8_t bit;
		const char *name;
	} rows[] = {
		{OPT_MSS, "mss"},
		{OPT_WINDOW_SCALE, "wscale"},
		{OPT_SACK_PERMITTED, "sackOK"},
		{OPT_SACK, "sack"},
		{OPT_TIMESTAMPS, "timestamps"},
		{OPT_FAST_OPEN, "fast open"},
		{OPT_MPTCP, "mptcp"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint8_t bit = rows[i].bit;

		if ((a->options & bit) == (b->options & bit))
			continue;
		comma(t, begin);
		text_printf(t,
		            a->options & bit ? _("%s removed") : _("%s added"),
		            rows[i].name);
	}
	if (a->options & b->options & OPT_MSS)
		tell_number(t, begin, "mss", a->mss, b->mss);
	if (a->options & b->options & OPT_WINDOW_SCALE)
		tell_number(t, begin, "wscale", a->scale, b->scale);
}

static void tell_flags(struct text *t, size_t begin, uint16_t flags, bool set)
{
	struct text names = {0};

	if (!flags)
		return;
	comma(t, begin);
	show_flags(&names, flags);
	text_printf(t, set ? _("%s set") : _("%s cleared"),
	            text_string(&names));
	text_fini(&names);
}

static void tell_changes(struct text *t, const struct pairing *p,
                         const struct sighting *a, const struct sighting *b)
{
	size_t begin = t->len;
	uint16_t flags = (a->flags ^ b->flags) & (uint16_t)~SEG_PSH;

	tell_number(t, begin, "window", a->window, b->window);
	tell_options(t, begin, a, b);
	/* A path of its own length is how it is; another one is news. */
	if (b->ttl - a->ttl != p->ttl_change[a->dir])
		tell_number(t, begin, "ttl", a->ttl, b->ttl);
	tell_flags(t, begin, a->flags & flags, false);
	tell_flags(t, begin, b->flags & flags, true);
}

static void tell_delay(struct text *t, int64_t late)
{
	struct text time = {0};

	text_duration(&time, late);
	text_printf(t, _("delayed by %s"), text_string(&time));
	text_fini(&time);
}

static enum difference_kind tell_both(struct text *t, const struct pairing *p,
                                      const struct sighting *a,
                                      const struct sighting *b)
{
	int64_t late = pairing_took(p, a, b) - p->quickest[a->dir];
	enum difference_kind kind = DIFFERENCE_NONE;
	size_t begin = t->len;

	tell_changes(t, p, a, b);
	if (t->len > begin)
		kind = DIFFERENCE_CHANGED;
	if (p->timed[a->dir] && late > JITTER) {
		comma(t, begin);
		tell_delay(t, late);
		if (kind == DIFFERENCE_NONE)
			kind = DIFFERENCE_DELAYED;
	}
	return kind;
}

static int by_time(const void *a, const void *b)
{
	const struct difference *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if (x->here != y->here)
		return x->here < y->here ? -1 : 1;
	return x->there < y->there ? -1 : x->there > y->there;
}

static void add(struct differences *d, struct difference row, struct text *t)
{
	if (t->len) {
		row.words = d->store.len;
		text_add_bytes(&d->store, t->at, t->len + 1);
		text_clear(t);
	}
	d->at[d->count++] = row;
}

void differences_init(struct differences *d, const struct pairing *p)
{
	const struct trace_connection *here = p->here, *there = p->there;
	int64_t offset = pairing_offset(p);
	size_t furthest[2] = {0, 0}; /* there, of each direction */
	struct unpaired u;
	struct text t = {0};

	unpaired_build(&u, p);
	*d = (struct differences){0};
	d->at = xcalloc(here->count + there->count + 1, sizeof(*d->at));
	text_add_bytes(&d->store, "", 1);
	for (size_t i = 0; i < here->count; i++) {
		const struct sighting *s = &here->sightings[i];
		struct difference row = {i, p->partner[i], 0, s->time, 0};
		size_t *last = &furthest[s->dir];

		if (row.there == PAIR_NONE) {
			row.kind = one_sided(p, &u, -1, i);
			tell_one_sided(row.kind, -1, &t);
		} else {
			row.kind = tell_both(&t, p, s,
			                     &there->sightings[row.there]);
			if (row.there < *last && row.kind == DIFFERENCE_NONE) {
				row.kind = DIFFERENCE_ORDER;
				text_add(&t, _("in another order there"));
			}
			*last = row.there > *last ? row.there : *last;
		}
		add(d, row, &t);
	}
	for (size_t i = 0; i < there->count; i++) {
		int64_t time = there->sightings[i].time - offset;
		struct difference row = {PAIR_NONE, i, 0, time, 0};

		if (p->partner_there[i] != PAIR_NONE)
			continue;
		row.kind = one_sided(p, &u, 1, i);
		tell_one_sided(row.kind, 1, &t);
		add(d, row, &t);
	}
	qsort(d->at, d->count, sizeof(*d->at), by_time);
	unpaired_free(&u);
	text_fini(&t);
}

void differences_fini(struct differences *d)
{
	free(d->at);
	text_fini(&d->store);
}
