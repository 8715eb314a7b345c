/* SPDX-License-Identifier: BSD-2-Clause
 *
 * application: what the two programs do with their connection.  The client
 * asks, the server answers, so many times; then someone closes.
 */
#include "config.h"

#include "conversation.h"

enum act { ACT_REQUEST, ACT_ANSWER, ACT_REST, ACT_CLOSE };

static void later(struct conversation *c, enum side side, enum act act,
                  uint64_t wait)
{
	conversation_plan(c, EVENT_ACT, side, wait)->act = (uint8_t)act;
}

static bool open(const struct peer *peer)
{
	return (peer->state == PEER_OPEN || peer->state == PEER_SYN_RECEIVED) &&
	       !peer->closing;
}

static bool last_exchange(const struct conversation *c)
{
	return c->exchange == c->plan.exchanges;
}

static bool closes_with_data(const struct conversation *c, enum side side)
{
	return c->plan.fin_on_data && c->plan.closer == side &&
	       last_exchange(c) &&
	       (c->plan.closing == CLOSE_FOUR ||
	        c->plan.closing == CLOSE_THREE);
}

/* The client has all it asked for. */
static void finish(struct conversation *c)
{
	const struct plan *plan = &c->plan;

	if (plan->closing == CLOSE_NEVER || closes_with_data(c, plan->closer))
		return;
	later(c, plan->closer, ACT_CLOSE, plan->before_close);
	if (plan->closing == CLOSE_BOTH)
		later(c, other(plan->closer), ACT_CLOSE, plan->before_close);
}

static void go_on(struct conversation *c)
{
	if (c->exchange < c->plan.exchanges)
		later(c, CLIENT, ACT_REQUEST, c->plan.before_request);
	else
		finish(c);
}

static void request(struct conversation *c)
{
	struct peer *peer = &c->peer[CLIENT];

	c->exchange++;
	peer->written += c->plan.request;
	peer->wanted = peer->rcv_nxt + c->plan.answer;
	if (c->plan.closing == CLOSE_ABORT && last_exchange(c))
		peer->wanted -= c->plan.answer / 2;
	peer->closing = closes_with_data(c, CLIENT);
	send_data(c, CLIENT);
}

static void answer(struct conversation *c)
{
	struct peer *peer = &c->peer[SERVER];

	peer->written += c->plan.answer;
	if (last_exchange(c))
		peer->closing = closes_with_data(c, SERVER) || peer->fin_taken;
	else
		peer->wanted = peer->rcv_nxt + c->plan.request;
	send_data(c, SERVER);
}

void application_opened(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];

	if (side == SERVER) {
		if (c->plan.exchanges > 0)
			peer->wanted = 1 + c->plan.request;
		peer->written += c->plan.greeting;
		send_data(c, SERVER);
	} else if (c->plan.opening == OPEN_FAST) {
		return;
	} else if (c->plan.greeting) {
		peer->wanted = 1 + c->plan.greeting;
	} else if (c->plan.opening == OPEN_WITH_DATA) {
		request(c);
	} else {
		go_on(c);
	}
}

void application_read(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];

	if (!peer->wanted || peer->rcv_nxt < peer->wanted)
		return;
	peer->wanted = 0;
	if (side == CLIENT)
		go_on(c);
	else
		later(c, SERVER, ACT_ANSWER, c->plan.before_answer);
}

/* The other side will send no more. */
void application_ended(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];
	bool owes = side == SERVER && closes_with_data(c, CLIENT);

	if (peer->closing || owes || c->plan.closing == CLOSE_BOTH)
		return;
	switch (c->plan.closing) {
	case CLOSE_THREE:
		peer->closing = true;
		send_data(c, side);
		break;
	case CLOSE_HALF:
		later(c, side, ACT_REST, c->plan.before_answer);
		break;
	default:
		later(c, side, ACT_CLOSE, c->plan.before_answer);
		break;
	}
}

static void close_or_abort(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];

	if (side == c->plan.closer && (c->plan.closing == CLOSE_RESET ||
	                               c->plan.closing == CLOSE_ABORT)) {
		send_reset(c, side);
		return;
	}
	peer->closing = true;
	send_data(c, side);
}

void application_act(struct conversation *c, enum side side, unsigned act)
{
	struct peer *peer = &c->peer[side];

	if (!open(peer))
		return;
	switch (act) {
	case ACT_REQUEST:
		request(c);
		break;
	case ACT_ANSWER:
		answer(c);
		break;
	case ACT_REST:
		peer->written += c->plan.rest;
		peer->closing = true;
		send_data(c, side);
		break;
	default:
		close_or_abort(c, side);
		break;
	}
}
