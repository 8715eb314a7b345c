/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Each connection is counted as several things at once: as half-open, in
 * CLOSE-WAIT or TIME-WAIT, as a handshake without an answer, and so on.  What
 * it is counted as follows from a few facts of it; while those are the same
 * as after its last segment, nothing happens here.
 *
 * Memory is bounded whatever the capture holds: so many listeners, so many
 * crowds (who never completes a handshake, and may be forged, is in none),
 * and of each a fixed number of bytes.  Where there is no room for another
 * crowd, one makes room of which all is over, and whoever came most seldom
 * first.
 */
#include "config.h"

#include "track/census.h"

#include <string.h>

#include "track/outcome.h"
#include "track/tcp_state.h"

#define SECOND INT64_C(1000000000)

/* In CLOSE-WAIT for so long, at least, when the capture ends. */
#define LINGER_LEAST SECOND

#define SHORT (10 * SECOND) /* that a connection was in use */

#define LOOK 8 /* crowds, for one to be forgotten */

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

	/* What concerns its handshake, … */
	AS_OF_RUSH = AS_UNANSWERED | AS_WAITING | AS_COMPLETED,
	/* … its listener, … */
	AS_OF_LISTENER = AS_HALF_OPEN | AS_CLOSE_WAIT | AS_TIME_WAIT |
	                 AS_SERVER_CLOSE_WAIT,
	/* … and its crowd. */
	AS_OF_CROWD = AS_IN_USE | AS_CLIENT_CLOSE_WAIT | AS_CLIENT_TIME_WAIT,
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
                                    const struct counted *k)
{
	return roster_at(&n->listeners, k->listener - 1);
}

static struct crowd_key crowd_key(const struct counted *k,
                                  const struct endpoint *client)
{
	struct crowd_key key = {*client, k->listener - 1};

	key.client.port = 0;
	return key;
}

/* The crowd it belongs to; NULL where it is in none, or another has taken the
 * place of that. */
static struct crowd *crowd_of(const struct census *n, const struct counted *k,
                              const struct endpoint *client)
{
	struct crowd_key key;
	struct crowd *w;

	if (!k->crowd)
		return NULL;
	key = crowd_key(k, client);
	w = roster_at(&n->crowds, k->crowd - 1);
	return memcmp(&w->key, &key, sizeof(key)) == 0 ? w : NULL;
}

static uint32_t one_if(unsigned bits)
{
	return bits != 0;
}

/* What it counts for in the rush: one that began. */
static struct tally share_of(unsigned as)
{
	return (struct tally){
		.begun = 1,
		.completed = one_if(as & AS_COMPLETED),
		.unanswered = one_if(as & AS_UNANSWERED),
		.half_open = one_if(as & AS_WAITING),
	};
}

void census_begin(struct census *n, struct counted *k,
                  const struct endpoint *server, int64_t time)
{
	struct listener *l;
	size_t index = roster_index(&n->listeners, server);

	if (index == ROSTER_FULL) {
		n->unlisted++;
		return;
	}
	k->listener = (uint32_t)index + 1;
	l = roster_at(&n->listeners, index);
	l->connections++;
	k->slot = rush_begin(&l->rush, time, share_of(k->as));
}

/* The facts, in a few bits. */
static uint16_t look(const struct standing *now)
{
	_Static_assert(TCP_STATE_COUNT <= 16, "a state is four bits");
	return (uint16_t)(now->state[DIR_0] | now->state[DIR_1] << 4 |
	                  now->reset << 8 | now->closing << 9 |
	                  now->opened << 10 | now->tried_again << 11);
}

static unsigned as_open(const struct standing *now)
{
	unsigned server = now->state[!now->client], as = 0;

	if (server == TCP_SYN_RECEIVED)
		as |= AS_HALF_OPEN;
	if (now->opened && !now->closing)
		as |= AS_IN_USE;
	if (!now->opened && !now->tried_again &&
	    !tcp_state_synchronized(server))
		as |= as & AS_HALF_OPEN ? AS_WAITING : AS_UNANSWERED;
	return as;
}

static unsigned as_closing(const struct standing *now)
{
	unsigned client = now->state[now->client], as = 0;
	unsigned server = now->state[!now->client];

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

/* As what it is counted, who was counted as `was`. */
static unsigned as_now(const struct standing *now, unsigned was)
{
	unsigned as = was & AS_COMPLETED;

	if (now->opened)
		as |= AS_COMPLETED;
	return now->reset ? as : as | as_open(now) | as_closing(now);
}

/* Of a few crowds, going round, the one that is over and that fewest
 * connections were of; ROSTER_FULL where none is. */
static size_t find_room(struct census *n)
{
	size_t found = ROSTER_FULL, at = n->hand;
	uint8_t fewest = CROWD_BUSY;

	for (unsigned i = 0; i < LOOK; i++) {
		at = at + 1 < n->crowds.count ? at + 1 : 0;
		if (n->busy[at] >= fewest)
			continue;
		found = at;
		fewest = n->busy[at];
	}
	n->hand = found != ROSTER_FULL ? found : at;
	return found;
}

/* Something of it has changed. */
static void note_crowd(struct census *n, const struct counted *k,
                       const struct crowd *w)
{
	uint32_t few = w->connections < CROWD_BUSY ? w->connections
	                                           : CROWD_BUSY - 1;

	n->busy[k->crowd - 1] = crowd_is_over(w) ? (uint8_t)few : CROWD_BUSY;
}

/* Finds the client's crowd, or makes one, if there is room. */
static void join(struct census *n, struct counted *k,
                 const struct endpoint *client)
{
	struct crowd_key key = crowd_key(k, client);
	size_t index = roster_index(&n->crowds, &key);

	if (index == ROSTER_FULL) {
		index = find_room(n);
		if (index == ROSTER_FULL)
			return;
		roster_replace(&n->crowds, index, &key);
		n->busy[index] = 0;
	}
	k->crowd = (uint32_t)index + 1;
}

/* Its handshake is completed: it joins its crowd. */
static void complete(struct census *n, struct counted *k,
                     const struct subject *c)
{
	struct listener *l = listener_of(n, k);

	if (c->has_syn && c->ack.time - c->last_syn_time > l->slowest)
		l->slowest = c->ack.time - c->last_syn_time;
	join(n, k, &c->client);
}

static void open_or_close(struct crowd *w, const struct subject *c, bool opens)
{
	if (opens)
		crowd_open(w, c->client.port, &c->ack,
		           c->has_syn ? c->ack.time - c->syn_time : 0);
	else
		crowd_close(w, c->last.time,
		            c->talked && c->last.time - c->ack.time <= SHORT);
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

static void change_listener(struct listener *l, struct counted *k,
                            const struct moment *last, unsigned bits,
                            bool enters)
{
	if (bits & AS_HALF_OPEN)
		move(&l->half_open, enters, last);
	if (bits & AS_CLOSE_WAIT)
		move(&l->close_wait, enters, last);
	if (bits & AS_SERVER_CLOSE_WAIT)
		move(&l->own_close_wait, enters, last);
	if (bits & AS_TIME_WAIT)
		move_aging(&l->time_waits, &l->time_wait, &k->time_wait, enters,
		           last);
}

static void change_crowd(struct crowd *w, struct counted *k,
                         const struct subject *c, unsigned bits, bool enters)
{
	if (bits & AS_IN_USE)
		open_or_close(w, c, enters);
	if (bits & AS_CLIENT_CLOSE_WAIT)
		move(&w->close_wait, enters, &c->last);
	if (bits & AS_CLIENT_TIME_WAIT)
		move_aging(&w->time_waits, &w->time_wait, &k->client_time_wait,
		           enters, &c->last);
}

/* From what it was counted as to what it is. */
static void recount(struct census *n, struct counted *k,
                    const struct subject *c, unsigned as)
{
	unsigned was = k->as, left = was & ~as, entered = as & ~was;
	struct listener *l;
	struct crowd *w;

	k->as = (uint16_t)as;
	if (!k->listener || as == was)
		return;
	l = listener_of(n, k);
	if (entered & AS_COMPLETED)
		complete(n, k, c);
	if ((left | entered) & AS_OF_RUSH)
		rush_change(&l->rush, k->slot,
		            tally_less(share_of(as), share_of(was)));
	if (left & AS_OF_LISTENER)
		change_listener(l, k, &c->last, left, false);
	if (entered & AS_OF_LISTENER)
		change_listener(l, k, &c->last, entered, true);
	w = (left | entered) & AS_OF_CROWD ? crowd_of(n, k, &c->client) : NULL;
	if (!w)
		return;
	change_crowd(w, k, c, left, false);
	change_crowd(w, k, c, entered, true);
	note_crowd(n, k, w);
}

uint16_t census_as(const struct standing *standing)
{
	return (uint16_t)as_now(standing, 0);
}

void census_move(struct census *n, struct counted *k, uint16_t as,
                 const struct subject *c)
{
	recount(n, k, c, as);
}

bool census_news(const struct counted *k, const struct standing *now)
{
	return look(now) != k->seen;
}

void census_step(struct census *n, struct counted *k,
                 const struct standing *now, const struct subject *c)
{
	k->seen = look(now);
	recount(n, k, c, as_now(now, k->as));
}

/* What waits for an answer has been in vain: it stays counted as that. */
void census_leave(struct census *n, struct counted *k, const struct subject *c)
{
	recount(n, k, c, k->as & (AS_COMPLETED | AS_UNANSWERED | AS_WAITING));
	k->left = true;
}

void census_cut(struct census *n, const struct counted *k, int64_t began,
                int64_t capture_end)
{
	struct listener *l;
	int64_t patience;

	if (!k->listener || k->left || !(k->as & (AS_UNANSWERED | AS_WAITING)))
		return;
	l = listener_of(n, k);
	patience = l->slowest < CENSUS_PATIENCE / 2 ? 2 * l->slowest
	                                            : CENSUS_PATIENCE;
	if (capture_end - began >= patience)
		return;
	rush_change(&l->rush, k->slot,
	            tally_less((struct tally){0}, share_of(k->as)));
}

struct standing census_standing(const struct connection *c)
{
	return (struct standing){
		.state = {c->half[DIR_0].state, c->half[DIR_1].state},
		.client = c->client,
		.reset = c->closing.reset.packet != 0,
		.closing = c->closing.fins != 0,
		.opened = c->opening.ack.packet != 0,
		.tried_again = c->opening.syns > 1,
	};
}

struct subject census_subject(const struct connection *c)
{
	return (struct subject){
		.client = c->end[c->client],
		.last = c->last,
		.ack = c->opening.ack,
		.syn_time = c->opening.syn.time,
		.last_syn_time = c->opening.last_syn.time,
		.has_syn = c->opening.syn.packet != 0,
		.talked = c->half[DIR_0].payload_bytes &&
	                  c->half[DIR_1].payload_bytes,
	};
}

void census_recall(struct counted *k, const struct standing *now)
{
	k->seen = look(now);
	k->as = census_as(now);
}

/* What does not depend on when it is counted: so it is, once, where the listeners'
 * memory is at hand. */
static void settle(struct listener *l, const struct endpoint *client,
                   bool completed, enum outcome outcome)
{
	uint32_t hash = sources_hash(client);

	sources_add(&l->sources, hash);
	if (completed)
		sources_add(&l->completers, hash);
	l->outcomes[outcome]++;
}

/* Who sent the SYN; in a connection that continues another the client may be the
 * other end. */
static const struct endpoint *source_of(const struct listener *l,
                                        const struct connection *c)
{
	bool first = memcmp(&l->end, &c->end[DIR_0], sizeof(l->end)) != 0;

	return &c->end[first ? DIR_0 : DIR_1];
}

void census_settle(struct census *n, const struct connection *c)
{
	struct listener *l;
	struct crowd *w;

	if (!c->counted.listener)
		return;
	l = listener_of(n, &c->counted);
	w = crowd_of(n, &c->counted, &c->end[c->client]);
	settle(l, source_of(l, c), c->counted.as & AS_COMPLETED,
	       connection_outcome(c));
	for (uint32_t i = 0; i < c->finding_count; i++) {
		const struct finding *f = &c->findings[i];

		if (f->rule != RULE_CLOSE_WAIT_LINGERING ||
		    f->duration < LINGER_LEAST)
			continue;
		if (f->from != c->client) {
			l->close_wait_left++;
		} else if (w) {
			w->close_wait_left++;
			note_crowd(n, &c->counted, w);
		}
	}
}

void census_settle_brief(struct census *n, uint32_t listener,
                         const struct brief *b)
{
	settle(roster_at(&n->listeners, listener - 1), &b->ends[0],
	       b->opened != BRIEF_NOT_OPENED, (enum outcome)b->outcome);
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

		crowd_finish(w, roster_at(&n->listeners, w->key.listener));
	}
}

const struct listener *census_listeners(const struct census *n, size_t *count)
{
	*count = n->listeners.count;
	return n->listeners.items;
}
