/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A segment's two ends lead to its connection.  A SYN that does not fit the
 * one that is there begins another, as Wireshark 4.0 decides it: a plain SYN
 * whose number differs from where that direction's numbers begin.
 *
 * When connections are streamed, one that has ended waits in a list, oldest
 * end first, until it has lingered (2MSL of capture time, RFC 9293 §3.4.2) or
 * its addresses and ports are used again; then it is handed on and freed.  In
 * another wait those that were never opened, as long as a SYN may follow.
 */
#include "config.h"

#include "track/tracker.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "decode/ftp.h"
#include "decode/vnc.h"
#include "track/minute.h"
#include "track/tracker_inside.h"
#include "track/unfold.h"
#include "track/zeek_steady.h"

/* ns after a SYN in which it is sent again, if it is: Linux doubles the wait
 * up to two minutes, and a TCP tries for three at least (RFC 9293 §3.8.3). */
#define SYN_WAIT (INT64_C(180) * 1000000000)

struct tracker *tracker_new(const struct tracker_options *options)
{
	struct tracker *t = xzalloc(sizeof(*t));

	t->options = *options;
	t->most = options->most ? options->most * STORE_LEAN_WEIGHT
	                        : UINT64_MAX;
	t->lean_zeek = options->connection.zeek && !options->shown;
	t->slot_begin = t->slot_end = INT64_MIN;
	store_init(&t->store, options->streams);
	if (options->shelf)
		store_use_shelf(&t->store, options->shelf, options->room);
	flow_table_init(&t->table);
	count_init(&t->count);
	quoted_init(&t->quoted);
	quoted_init(&t->greeted);
	return t;
}

/* ---- places ---- */

/* The next number, which is nobody's yet. */
static uint32_t give_number(struct tracker *t)
{
	if (!t->options.streams) {
		t->order = xgrow(t->order, t->streams, sizeof(*t->order));
		t->order[t->streams] = 0;
	}
	return t->streams++;
}

/* The number that a connection which begins with this segment will have. */
static uint32_t number_for(const struct tracker *t, const struct segment *s)
{
	const struct quote *quote = quoted_find(&t->quoted, s);

	return quote ? quote->stream : t->streams;
}

/* A connection begins with this segment at this place: its number. */
static uint32_t enter(struct tracker *t, uint32_t place,
                      const struct segment *s)
{
	struct quote *quote = quoted_find(&t->quoted, s);
	uint32_t stream = quote ? quote->stream : give_number(t);

	if (quote)
		quote->met = true;
	if (!t->options.streams)
		t->order[stream] = place;
	t->totals.connections++;
	return stream;
}

struct ended *tracker_list(struct tracker *t, uint32_t place)
{
	if (store_is_open(&t->store, place))
		return NULL;
	if (store_ended(&t->store, place))
		return &t->ended;
	return store_unopened(&t->store, place) ? &t->unopened : NULL;
}

void tracker_move(struct tracker *t, uint32_t hash, uint32_t from, uint32_t to)
{
	struct ended *list = t->options.streams ? tracker_list(t, from) : NULL;

	flow_table_change(&t->table, hash, from, to);
	if (!t->options.streams)
		t->order[store_stream(&t->store, from)] = to;
	if (list)
		ended_move(list, &t->store, from, to);
	store_remove(&t->store, from);
}

void tracker_unfold(const struct tracker *t, uint32_t place,
                    struct connection *c)
{
	if (place_form(place) <= FORM_EMBRYO_6)
		unfold_embryo(c, store_at(&t->store, place), t->lean_zeek);
	else if (place_is_shelved(place))
		unfold_steady(c, store_shelved_steady(&t->store, place),
		              t->lean_zeek);
	else
		unfold_steady(c, store_at(&t->store, place), t->lean_zeek);
	c->hidden = t->options.shown != NULL;
}

/* The whole connection at a place, of which one is made if it is not. */
static struct connection *whole(struct tracker *t, uint32_t hash,
                                uint32_t place)
{
	struct connection *c;
	uint32_t to;

	if (place_form(place) == FORM_WHOLE)
		return store_at(&t->store, place);
	to = store_add_like(&t->store, FORM_WHOLE, place);
	c = store_at(&t->store, to);
	tracker_unfold(t, place, c);
	if (place_form(place) <= FORM_EMBRYO_6)
		unfold_trails(c, store_at(&t->store, place));
	tracker_move(t, hash, place, to);
	return c;
}

void tracker_stop_waiting(struct tracker *t, uint32_t place)
{
	struct ended *list = tracker_list(t, place);

	if (list)
		ended_remove(list, &t->store, place);
}

void tracker_wait_to_go(struct tracker *t, uint32_t place)
{
	struct ended *list = tracker_list(t, place);

	if (list)
		ended_add(list, &t->store, place);
}

/* ---- the beginning of one ---- */

/* Another connection on the same addresses and ports.  The one before is over,
 * unless this one may turn out to be its continuation (inherit.h): then it
 * waits like one that has ended. */
static void succeed(struct tracker *t, struct connection *earlier,
                    const struct connection *c, int64_t now)
{
	struct subject subject = census_subject(earlier);

	census_leave(&t->count.census, &earlier->counted, &subject);
	earlier->continued = c->earlier.renumbered;
	earlier->continued_in = c->stream;
	if (!c->inherited && t->options.streams) {
		settle_out(t, earlier->place, now);
	} else if (!c->inherited) {
		connection_finish(earlier, now);
	} else if (t->options.streams) {
		tracker_wait_to_go(t, earlier->place);
	}
}

/* Whether the next connection, which begins with this segment, is shown. */
static bool is_shown(const struct tracker *t, const struct segment *s)
{
	const struct tracker_options *o = &t->options;

	return !o->shown ||
	       o->shown(o->shown_context, number_for(t, s), s->packet);
}

static const struct connection_options *wishes(const struct tracker *t,
                                               const struct connection *c)
{
	static const struct connection_options nothing = {.keep = KEEP_NONE};

	return c->hidden ? &nothing : &t->options.connection;
}

static struct connection *begin(struct tracker *t, uint32_t hash,
                                const struct segment *s,
                                struct connection *earlier)
{
	uint32_t place = store_add(&t->store, FORM_WHOLE, s);
	struct connection *c = store_at(&t->store, place);

	if (earlier)
		wait_end(t, earlier);
	c->hidden = !is_shown(t, s);
	connection_init(c, s, enter(t, place, s), earlier, wishes(t, c));
	c->announced = announced_find(&t->announced, s);
	if (earlier) {
		c->earlier.place = earlier->place;
		flow_table_change(&t->table, hash, earlier->place, place);
		succeed(t, earlier, c, s->time);
	} else {
		flow_table_add(&t->table, hash, place);
	}
	count_begin(&t->count, c, s);
	return c;
}

/* It has turned out to go on where the one before stood, or not to. */
static void tell_continued(struct tracker *t, struct connection *c)
{
	struct connection *earlier = store_at(&t->store, c->earlier.place);

	if (earlier->freed || earlier->stream != c->earlier.stream)
		return;
	earlier->continued = c->continues;
	earlier->continued_in = c->stream;
}

/* Wireshark 4.0: a plain SYN, where this direction's numbers begin with
 * another. */
static bool begins_anew(const struct connection *c, const struct segment *s)
{
	const struct half *from = &c->half[connection_dir(c, s)];

	return (s->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN &&
	       from->base_known && s->seq != from->base;
}

/* ---- a segment ---- */

void tracker_take(struct tracker *t, struct connection *c,
                  const struct segment *s, uint32_t marks)
{
	bool continues = c->continues, news;
	uint32_t kept = c->record_count;

	news = connection_take(c, s, wishes(t, c), marks);
	t->store.weight += c->record_count - kept;
	if (!news)
		return;
	if (continues != c->continues)
		tell_continued(t, c);
	count_segment(&t->count, c);
}

/* All the rules.  Returns the place. */
static uint32_t feed_whole(struct tracker *t, uint32_t hash, uint32_t place,
                           const struct segment *s)
{
	struct connection *c = place ? whole(t, hash, place) : NULL;

	if (c)
		wait_in_vain(t, c, s);
	if (!c || begins_anew(c, s))
		c = begin(t, hash, s, c);
	connection_meet(c, s, wishes(t, c));
	if (!wait_take(t, c, s))
		tracker_take(t, c, s, 0);
	return c->place;
}

/* Of the next connection, no segment needs to be kept. */
static bool may_be_lean(const struct tracker *t, const struct segment *s)
{
	return t->options.shown ? !is_shown(t, s)
	                        : t->options.connection.keep == KEEP_NONE;
}

/* A SYN that opens an ordinary connection, as far as can be known. */
static uint32_t begin_embryo(struct tracker *t, uint32_t hash,
                             const struct segment *s)
{
	enum form form = s->source.family == 4 ? FORM_EMBRYO_4 : FORM_EMBRYO_6;
	uint32_t place;
	struct embryo *e;

	if (!may_be_lean(t, s) || !embryo_begins(s) ||
	    announced_find(&t->announced, s))
		return 0;
	place = store_add(&t->store, form, s);
	e = store_at(&t->store, place);
	e->filed.stream = enter(t, place, s);
	embryo_begin(e, s);
	flow_table_add(&t->table, hash, place);
	count_syn(&t->count, e, s);
	return place;
}

static uint32_t feed_embryo(struct tracker *t, uint32_t hash, uint32_t place,
                            enum dir dir, const struct segment *s)
{
	bool four = place_form(place) == FORM_EMBRYO_4;
	struct embryo *e = store_at(&t->store, place);
	struct steady *st;
	uint32_t to;

	if (embryo_answer(e, dir, s)) {
		count_syn_ack(&t->count, e, s);
		return place;
	}
	if (embryo_refuse(e, dir, s)) {
		count_refusal(&t->count, e, s);
		return place;
	}
	if (!embryo_completes(e, dir, s) ||
	    (t->lean_zeek && !zeek_predicts_open(e, s)))
		return 0;
	to = store_add_like(&t->store, four ? FORM_STEADY_4 : FORM_STEADY_6,
	                    place);
	st = store_at(&t->store, to);
	steady_open(st, e, s, t->lean_zeek);
	tracker_move(t, hash, place, to);
	count_ack(&t->count, st, s);
	return to;
}

static uint32_t feed_steady(struct tracker *t, uint32_t place, enum dir dir,
                            const struct segment *s)
{
	struct steady *st = store_at(&t->store, place);
	enum stage stage = (enum stage)st->stage;

	if (!steady_feed(st, dir, s))
		return 0;
	if (stage != (enum stage)st->stage)
		count_stage(&t->count, st, s, stage);
	return place;
}

/* The place, if the segment was predicted; else 0, and nothing has changed. */
static uint32_t feed_lean(struct tracker *t, uint32_t hash, uint32_t place,
                          enum dir dir, const struct segment *s)
{
	switch (place_form(place)) {
	case FORM_NONE:
		return begin_embryo(t, hash, s);
	case FORM_EMBRYO_4:
	case FORM_EMBRYO_6:
		return feed_embryo(t, hash, place, dir, s);
	case FORM_STEADY_4:
	case FORM_STEADY_6:
		return feed_steady(t, place, dir, s);
	default:
		return 0;
	}
}

/* What is counted by the minute is counted in the slot of its time only while
 * the clock does not run back from slot to slot; else nothing is predicted. */
static bool on_time(struct tracker *t, int64_t time)
{
	if (time >= t->slot_end) {
		t->slot_begin = minute_slot(time) * MINUTE_SLOT_NS;
		t->slot_end = t->slot_begin + MINUTE_SLOT_NS;
	}
	return time >= t->slot_begin;
}

/* Whoever has waited for so long goes. */
static void let_go(struct tracker *t, struct ended *list, int64_t now,
                   int64_t after)
{
	while (list->oldest &&
	       now - store_last_time(&t->store, list->oldest) >= after)
		settle_out(t, list->oldest, now);
}

/* Of what has ended, late segments may come; of what was never opened, the SYN
 * once more. */
static void linger(struct tracker *t, uint32_t place, int64_t now)
{
	int64_t linger = t->options.linger;

	tracker_wait_to_go(t, place);
	let_go(t, &t->ended, now, linger);
	let_go(t, &t->unopened, now, linger > SYN_WAIT ? linger : SYN_WAIT);
}

/* Whoever has been silent for too long goes, but for those that linger.  One is
 * asked with each segment, all of them in turn. */
static void sweep(struct tracker *t, uint32_t spare, int64_t now)
{
	uint32_t place = store_walk(&t->store);

	if (place && place != spare && !store_ended(&t->store, place) &&
	    now - store_last_time(&t->store, place) > t->options.idle)
		settle_evict(t, place, now);
}

/* Where its dissector of VNC takes over, Wireshark begins another stream in the
 * middle of the connection.  It stays one here; but the number is gone. */
static void note_greeting(struct tracker *t, const struct segment *s)
{
	if (quoted_note(&t->greeted, s, t->streams))
		(void)give_number(t);
}

/* Its slot may have been guessed (flow_table.h). */
static void feed(struct tracker *t, uint32_t hash, uint32_t guess,
                 const struct segment *s)
{
	enum dir dir = DIR_0;
	uint32_t at, place;

	if (t->waiting.busy && s->time > t->waiting.due)
		wait_expire(t, s->time);
	at = flow_table_find(&t->table, &t->store, hash, guess, s, &dir);
	if (place_is_shelved(at))
		at = tidy_fetch(t, hash, at);
	if (t->store.weight > t->most)
		settle_make_room(t, at, s->time);
	if (t->store.full)
		tidy_up(t, at, s->time);
	if (at && t->options.streams)
		tracker_stop_waiting(t, at);
	place = on_time(t, s->time) ? feed_lean(t, hash, at, dir, s) : 0;
	if (!place)
		place = feed_whole(t, hash, at, s);
	if (!t->options.streams)
		return;
	linger(t, place, s->time);
	if (t->options.idle)
		sweep(t, place, s->time);
}

void tracker_feed(struct tracker *t, const struct segment *s)
{
	uint32_t hash = flow_hash(&t->table, s);

	feed(t, hash, hash, s);
	if (ftp_is_control(s))
		announced_note(&t->announced, s);
	if (vnc_greets(s))
		note_greeting(t, s);
}

void tracker_quote(struct tracker *t, const struct segment *s)
{
	uint32_t hash = flow_hash(&t->table, s);
	enum dir dir;

	if (flow_table_search(&t->table, &t->store, hash, s, &dir) == 0 &&
	    quoted_note(&t->quoted, s, t->streams))
		(void)give_number(t);
}

/* In three passes ahead of the rules the slots are asked for, then what they
 * lead to, its first line, where its page has to be found, and then the others:
 * so that the memory answers all at once, not one after another. */
void tracker_feed_all(struct tracker *t, const struct segment *segments,
                      size_t count)
{
	uint32_t hashes[TRACKER_BATCH], guesses[TRACKER_BATCH], place;
	const char *records[TRACKER_BATCH];

	for (size_t i = 0; i < count; i++) {
		hashes[i] = flow_hash(&t->table, &segments[i]);
		flow_table_prefetch(&t->table, hashes[i]);
	}
	for (size_t i = 0; i < count; i++) {
		guesses[i] = flow_table_guess(&t->table, hashes[i], &place);
		records[i] = place ? store_at(&t->store, place) : NULL;
		if (records[i])
			__builtin_prefetch(records[i]);
	}
	for (size_t i = 0; i < count; i++)
		if (records[i])
			store_prefetch_rest(records[i],
			                    segments[i].source.family == 6);
	for (size_t i = 0; i < count; i++)
		feed(t, hashes[i], guesses[i], &segments[i]);
}

/* ---- the end of all ---- */

void tracker_finish(struct tracker *t, int64_t capture_end)
{
	size_t count;
	const struct listener *listeners = tracker_listeners(t, &count);

	t->capture_end = capture_end;
	wait_end_all(t);
	settle_all(t);
	census_finish(&t->count.census);
	t->totals.unlisted = t->count.census.unlisted;
	for (size_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < listeners[i].finding_count; j++)
			t->totals.findings[listeners[i].findings[j].severity]++;
}

const struct tracker_totals *tracker_totals(const struct tracker *t)
{
	return &t->totals;
}

const struct listener *tracker_listeners(const struct tracker *t, size_t *count)
{
	return census_listeners(&t->count.census, count);
}

size_t tracker_streams(const struct tracker *t)
{
	return t->streams;
}

const struct connection *tracker_connection(struct tracker *t, size_t stream)
{
	return stream < t->streams && t->order[stream]
	               ? settle_finished(t, t->order[stream], t->capture_end)
	               : NULL;
}

void tracker_free(struct tracker *t)
{
	if (!t)
		return;
	wait_free(&t->waiting);
	connection_fini(&t->guest);
	store_fini(&t->store);
	flow_table_fini(&t->table);
	count_fini(&t->count);
	quoted_fini(&t->quoted);
	quoted_fini(&t->greeted);
	free(t->order);
	free(t);
}
