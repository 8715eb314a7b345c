/* SPDX-License-Identifier: BSD-2-Clause
 *
 * conversation: opens it, hands its events on, and ends it.
 */
#include "config.h"

#include "conversation.h"

#include <stdlib.h>

#include "tap.h"

struct event *conversation_plan(struct conversation *c, enum event_kind kind,
                                enum side side, uint64_t wait)
{
	struct event *event = clock_plan(c->clock, c->clock->now + wait);

	event->conversation = c;
	event->kind = (uint8_t)kind;
	event->side = (uint8_t)side;
	c->events++;
	return event;
}

static void set_up(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];

	peer->mss = (uint16_t)((c->plan.ipv6 ? 1440 : 1460) -
	                       (c->plan.timestamps ? 12 : 0));
	peer->id = (uint16_t)random_next(&c->random);
	peer->clock_offset = (uint32_t)random_next(&c->random);
	peer->written = 1;
	peer->cwnd = 10 * (uint64_t)peer->mss; /* RFC 6928 */
	peer->ssthresh = UINT64_MAX;
}

void conversation_begin(struct conversation *c)
{
	set_up(c, CLIENT);
	set_up(c, SERVER);
	c->peer[SERVER].state = PEER_LISTEN;
	if (c->plan.opening == OPEN_FAST) {
		c->peer[CLIENT].written += c->plan.request;
		c->peer[CLIENT].wanted = 1 + c->plan.answer;
		c->exchange = 1;
	}
	send_syn(c, CLIENT);
	if (c->plan.opening == OPEN_BOTH)
		send_syn(c, SERVER);
}

static void pass(struct conversation *c, enum side side,
                 const struct packet *packet)
{
	struct event *event;

	tap_packet(c->tap, c, side, packet);
	if (c->plan.fate == FATE_UNANSWERED ||
	    (c->plan.fate == FATE_FORGED && side == SERVER) ||
	    random_chance(&c->random, c->plan.loss / 2))
		return;
	event = conversation_plan(c, EVENT_ARRIVE, other(side),
	                          c->plan.delay[other(side)]);
	event->packet = *packet;
}

void conversation_event(struct event *event)
{
	struct conversation *c = event->conversation;
	enum side side = event->side;

	switch (event->kind) {
	case EVENT_PASS:
		pass(c, side, &event->packet);
		break;
	case EVENT_ARRIVE:
		receive_packet(c, side, &event->packet);
		break;
	case EVENT_TIMER:
		if (c->peer[side].timer_at == c->clock->now)
			send_timer(c, side);
		break;
	default:
		application_act(c, side, event->act);
		break;
	}
	if (--c->events == 0)
		free(c);
}
