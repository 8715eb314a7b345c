/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Each connection is counted as several things at once: as half-open, in
 * CLOSE-WAIT or TIME-WAIT, as a handshake without an answer, and so on.  What
 * it is counted as follows from a few facts of it; while those are the same
 * as after its last segment, nothing happens here.
 *
 * Memory is bounded whatever the capture holds: so many listeners, so many
 * crowds (who never completes a handshake, and may be forged, is in none),
 * and of each a fixed number of bytes.
 */
#include "config.h"

#include "track/census.h"

#include "track/outcome.h"
#include "track/tcp_state.h"

#define SECOND INT64_C(1000000000)

/* A handshake that others completed in half the time may yet be completed
 * when the capture ends; a second later its SYN would have come again. */
#define PATIENCE_MAX SECOND

/* In CLOSE-WAIT for so long, at least, when the capture ends. */
#define LINGER_LEAST SECOND

#define SHORT (10 * SECOND) /* that a connection was in use */

/* What a connection may be counted as, struct counted's `as`. */
enum {
	AS_HALF_OPEN = 0x01,
	AS_UNANSWERED = 0x02, /* a handshake that waits, see rush.h */
	AS_WAITING = 0x04,    /* the same, with a SYN,ACK */
	AS_COMPLETED = 0x08,  /* its handshake was, once and for all */
	AS_IN_USE = 0x10,     /* open, and nobody has closed yet */
	AS_CLOSE_WAIT = 0x20, /* either end */
	AS_TIME_WAIT = 0x40,  /* either end */
	AS_SERVER_CLOSE_WAIT = 0x80,
	AS_CLIENT_CLOSE_WAIT = 0x100,
	AS_CLIENT_TIME_WAIT = 0x200,
};

void census_init(struct census *n)
{
	*n = (struct census){0};
	roster_init(&n->listeners, sizeof(struct listener),
	            sizeof(struct endpoint), LISTENERS_MAX);
	roster_init(&n->crowds, sizeof(struct crowd), sizeof(struct crowd_key),
	            CROWDS_MAX);
}

void census_fini(struct census *n)
{
	for (size_t i = 0; i < n->listeners.count; i++)
		listener_fini(roster_at(&n->listeners, i));
	roster_fini(&n->listeners);
	roster_fini(&n->crowds);
}

static struct listener *listener_of(const struct census *n,
                                    const struct connection *c)
{
	return roster_at(&n->listeners, c->counted.listener - 1);
}

static struct crowd *crowd_of(const struct census *n,
                              const struct connection *c)
{
	return roster_at(&n->crowds, c->counted.crowd - 1);
}

void census_begin(struct census *n, struct connection *c,
                  const struct segment *s)
{
	const struct endpoint *client = &c->end[c->client];
	struct listener *l;
	size_t index;

	/* Met in the middle: who listens there, nobody knows. */
	if (!(s->flags & SEG_SYN))
		return;
	index = roster_index(&n->listeners, &c->end[dir_peer(c->client)]);
	if (index == ROSTER_FULL) {
		n->unlisted++;
		return;
	}
	c->counted.listener = (uint32_t)index + 1;
	l = roster_at(&n->listeners, index);
	l->connections++;
	sources_add(&l->sources, client);
	c->counted.slot = rush_begin(&l->rush, s->time);
}

/* The facts, in a few bits. */
static uint16_t look(const struct connection *c)
{
	_Static_assert(TCP_STATE_COUNT <= 16, "a state is four bits");
	return (uint16_t)(c->half[DIR_0].state | c->half[DIR_1].state << 4 |
	                  (c->closing.reset.packet != 0) << 8 |
	                  (c->closing.fins != 0) << 9 |
	                  (c->opening.ack.packet != 0) << 10 |
	                  (c->opening.syns > 1) << 11);
}

static unsigned as_open(const struct connection *c)
{
	unsigned server = c->half[dir_peer(c->client)].state, as = 0;
	bool opened = c->opening.ack.packet != 0;

	if (server == TCP_SYN_RECEIVED)
		as |= AS_HALF_OPEN;
	if (opened && !c->closing.fins)
		as |= AS_IN_USE;
	if (!opened && c->opening.syns <= 1 && !tcp_state_synchronized(server))
		as |= as & AS_HALF_OPEN ? AS_WAITING : AS_UNANSWERED;
	return as;
}

static unsigned as_closing(const struct connection *c)
{
	unsigned client = c->half[c->client].state, as = 0;
	unsigned server = c->half[dir_peer(c->client)].state;

	if (client == TCP_CLOSE_WAIT)
		as |= AS_CLOSE_WAIT | AS_CLIENT_CLOSE_WAIT;
	if (server == TCP_CLOSE_WAIT)
		as |= AS_CLOSE_WAIT | AS_SERVER_CLOSE_WAIT;
	if (client == TCP_TIME_WAIT)
		as |= AS_TIME_WAIT | AS_CLIENT_TIME_WAIT;
	if (server == TCP_TIME_WAIT)
		as |= AS_TIME_WAIT;
	return as;
}

/* Its handshake is completed: it joins its crowd. */
static void complete(struct census *n, struct connection *c)
{
	struct listener *l = listener_of(n, c);
	struct crowd_key key = {c->end[c->client], l->end};
	const struct opening *o = &c->opening;
	size_t index;

	if (o->last_syn.packet && o->ack.time - o->last_syn.time > l->slowest)
		l->slowest = o->ack.time - o->last_syn.time;
	rush_change(&l->rush, c->counted.slot, TALLY_COMPLETED, 1);
	key.client.port = 0;
	index = roster_index(&n->crowds, &key);
	if (index != ROSTER_FULL) {
		c->counted.crowd = (uint32_t)index + 1;
		crowd_of(n, c)->listener = c->counted.listener - 1;
	}
	/* Who has a crowd with connections in it has been here before. */
	if (!c->counted.crowd || !crowd_of(n, c)->connections)
		sources_add(&l->completers, &key.client);
}

static void open_or_close(struct crowd *w, const struct connection *c,
                          bool opens)
{
	const struct opening *o = &c->opening;
	bool talked = c->half[DIR_0].payload_bytes &&
	              c->half[DIR_1].payload_bytes;

	if (opens)
		crowd_open(w, c->end[c->client].port, &o->ack,
		           o->syn.packet ? o->ack.time - o->syn.time : 0);
	else
		crowd_close(w, c->last.time,
		            talked && c->last.time - o->ack.time <= SHORT);
}

static void move(struct peak *peak, bool enters, const struct moment *moment)
{
	if (enters)
		peak_enter(peak, moment);
	else
		peak_leave(peak);
}

/* TIME-WAIT also ends by itself. */
static void move_aging(struct minute *minute, struct peak *peak, int64_t *slot,
                       bool enters, const struct moment *moment)
{
	if (enters)
		*slot = minute_add(minute, moment->time);
	else
		minute_take(minute, *slot);
	peak_see(peak, minute->sum, moment);
}

static void change_listener(struct listener *l, struct connection *c,
                            unsigned bits, bool enters)
{
	int by = enters ? 1 : -1;

	if (bits & AS_UNANSWERED)
		rush_change(&l->rush, c->counted.slot, TALLY_UNANSWERED, by);
	if (bits & AS_WAITING)
		rush_change(&l->rush, c->counted.slot, TALLY_HALF_OPEN, by);
	if (bits & AS_HALF_OPEN)
		move(&l->half_open, enters, &c->last);
	if (bits & AS_CLOSE_WAIT)
		move(&l->close_wait, enters, &c->last);
	if (bits & AS_SERVER_CLOSE_WAIT)
		move(&l->own_close_wait, enters, &c->last);
	if (bits & AS_TIME_WAIT)
		move_aging(&l->time_waits, &l->time_wait, &c->counted.time_wait,
		           enters, &c->last);
}

static void change_crowd(struct crowd *w, struct connection *c, unsigned bits,
                         bool enters)
{
	if (bits & AS_IN_USE)
		open_or_close(w, c, enters);
	if (bits & AS_CLIENT_CLOSE_WAIT)
		move(&w->close_wait, enters, &c->last);
	if (bits & AS_CLIENT_TIME_WAIT)
		move_aging(&w->time_waits, &w->time_wait,
		           &c->counted.client_time_wait, enters, &c->last);
}

/* From what it was counted as to what it is. */
static void recount(struct census *n, struct connection *c, unsigned as)
{
	unsigned was = c->counted.as, left = was & ~as, entered = as & ~was;
	struct listener *l;

	c->counted.as = (uint16_t)as;
	if (!c->counted.listener || as == was)
		return;
	l = listener_of(n, c);
	if (entered & AS_COMPLETED)
		complete(n, c);
	change_listener(l, c, left, false);
	change_listener(l, c, entered, true);
	if (!c->counted.crowd)
		return;
	change_crowd(crowd_of(n, c), c, left, false);
	change_crowd(crowd_of(n, c), c, entered, true);
}

void census_step(struct census *n, struct connection *c)
{
	unsigned seen = look(c), as = c->counted.as & AS_COMPLETED;

	if (seen == c->counted.seen)
		return;
	c->counted.seen = (uint16_t)seen;
	if (c->opening.ack.packet)
		as |= AS_COMPLETED;
	if (!c->closing.reset.packet)
		as |= as_open(c) | as_closing(c);
	recount(n, c, as);
}

/* What waits for an answer has been in vain: it stays counted as that. */
void census_leave(struct census *n, struct connection *c)
{
	recount(n, c,
	        c->counted.as & (AS_COMPLETED | AS_UNANSWERED | AS_WAITING));
	c->counted.left = true;
}

void census_cut(struct census *n, struct connection *c, int64_t capture_end)
{
	struct listener *l;
	int64_t patience;

	if (!c->counted.listener || c->counted.left ||
	    !(c->counted.as & (AS_UNANSWERED | AS_WAITING)))
		return;
	l = listener_of(n, c);
	patience = l->slowest < PATIENCE_MAX / 2 ? 2 * l->slowest
	                                         : PATIENCE_MAX;
	if (capture_end - c->first.time >= patience)
		return;
	change_listener(l, c, c->counted.as & (AS_UNANSWERED | AS_WAITING),
	                false);
	rush_forget(&l->rush, c->counted.slot);
}

void census_settle(struct census *n, const struct connection *c)
{
	struct listener *l;

	if (!c->counted.listener)
		return;
	l = listener_of(n, c);
	l->outcomes[connection_outcome(c)]++;
	for (uint32_t i = 0; i < c->finding_count; i++) {
		const struct finding *f = &c->findings[i];

		if (f->rule != RULE_CLOSE_WAIT_LINGERING ||
		    f->duration < LINGER_LEAST)
			continue;
		if (f->from != c->client)
			l->close_wait_left++;
		else if (c->counted.crowd)
			crowd_of(n, c)->close_wait_left++;
	}
}

static void find_flood(struct listener *l)
{
	const struct tally *worst = &l->rush.worst;
	struct listener_finding *f;

	rush_finish(&l->rush);
	if (!tally_is_flood(worst))
		return;
	f = listener_find(l, RULE_SYN_FLOOD);
	f->packet = l->half_open.packet;
	f->time = l->half_open.time;
	f->amounts[0] = worst->begun;
	f->amounts[1] = worst->half_open;
	f->amounts[2] = worst->unanswered;
}

static void find_close_wait(struct listener *l)
{
	struct listener_finding *f;

	if (l->close_wait_left < CLOSE_WAIT_LEAST ||
	    l->own_close_wait.most < CLOSE_WAIT_LEAST)
		return;
	f = listener_find(l, RULE_CLOSE_WAIT_PILE);
	f->packet = l->own_close_wait.packet;
	f->time = l->own_close_wait.time;
	f->amounts[0] = l->own_close_wait.most;
	f->amounts[1] = l->close_wait_left;
}

void census_finish(struct census *n)
{
	for (size_t i = 0; i < n->listeners.count; i++) {
		struct listener *l = roster_at(&n->listeners, i);

		find_flood(l);
		find_close_wait(l);
	}
	for (size_t i = 0; i < n->crowds.count; i++) {
		const struct crowd *w = roster_at(&n->crowds, i);

		crowd_finish(w, roster_at(&n->listeners, w->listener));
	}
}

const struct listener *census_listeners(const struct census *n, size_t *count)
{
	*count = n->listeners.count;
	return n->listeners.items;
}
