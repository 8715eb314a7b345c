/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/outcome.h"

#include <assert.h>

#include "track/endpoint.h"
#include "track/tcp_state.h"

bool connection_fin_acknowledged(const struct connection *c, unsigned index)
{
	const struct closing *cl = &c->closing;
	const struct moment *fin = &cl->last_fin[index];
	const struct moment *ack = &cl->last_ack[index];

	return ack->packet &&
	       (!cl->fin_due[index] ||
	        fin->time - ack->time <= connection_under_way(c));
}

static bool both_closed(const struct connection *c)
{
	return c->closing.ack[0].packet && c->closing.ack[1].packet &&
	       connection_fin_acknowledged(c, 1);
}

/* The capture may lack the third ACK, or the SYN,ACK. */
static bool server_went_on(const struct connection *c)
{
	return c->half[dir_peer(c->client)].open_proved;
}

static bool began(const struct connection *c)
{
	return c->opening.syn.packet || c->opening.syn_ack.packet;
}

bool connection_reset_unopened(const struct connection *c)
{
	return began(c) && !c->opening.ack.packet && c->closing.fins == 0 &&
	       !c->closing.reset_beyond &&
	       (c->closing.reset_by == c->client || !server_went_on(c));
}

/* A reset before the handshake was complete. */
static enum outcome early_reset(const struct connection *c)
{
	if (c->closing.reset_by == c->client)
		return OUTCOME_ABORTED;
	return c->opening.syn_ack.packet ? OUTCOME_HALF_OPEN : OUTCOME_REFUSED;
}

enum outcome connection_outcome(const struct connection *c)
{
	const struct opening *o = &c->opening;

	if (both_closed(c))
		return OUTCOME_CLOSED;
	if (c->closing.reset.packet) {
		if (connection_reset_unopened(c))
			return early_reset(c);
		if (began(c) || c->half[0].open_proved ||
		    c->half[1].open_proved)
			return OUTCOME_RESET;
		return OUTCOME_PARTIAL; /* no segment of any connection */
	}
	if (c->closing.ack[0].packet || c->closing.ack[1].packet)
		return OUTCOME_HALF_CLOSED;
	if (c->closing.fins)
		return OUTCOME_CLOSING;
	if (o->ack.packet || (o->simultaneous && endpoint_both_acked(c)))
		return OUTCOME_OPEN;
	if (began(c) && server_went_on(c))
		return OUTCOME_OPEN;
	if (o->syn_ack.packet)
		return OUTCOME_HALF_OPEN;
	return o->syn.packet ? OUTCOME_UNANSWERED : OUTCOME_PARTIAL;
}

enum handshake_kind connection_handshake(const struct connection *c)
{
	const struct opening *o = &c->opening;

	if (!o->syn.packet && !o->syn_ack.packet)
		return HANDSHAKE_NOT_CAPTURED;
	if (!o->ack.packet && !(o->simultaneous && o->syn_ack.packet))
		return HANDSHAKE_INCOMPLETE;
	return o->simultaneous ? HANDSHAKE_SIMULTANEOUS : HANDSHAKE_THREE_WAY;
}

struct moment connection_third_ack(const struct connection *c)
{
	const struct moment not_captured = {0};

	return c->opening.third_unseen ? not_captured : c->opening.ack;
}

enum close_kind connection_close(const struct connection *c)
{
	const struct closing *cl = &c->closing;

	if (cl->reset.packet && !both_closed(c))
		return CLOSE_RESET;
	if (cl->fins == 0)
		return CLOSE_NONE;
	if (cl->fins == 1)
		return CLOSE_HALF;
	if (cl->crossed)
		return CLOSE_SIMULTANEOUS;
	return cl->fin_acks_fin ? CLOSE_THREE_SEGMENT : CLOSE_FOUR_WAY;
}

bool connection_closer(const struct connection *c, enum dir *dir)
{
	if (connection_close(c) == CLOSE_RESET) {
		*dir = c->closing.reset_by;
		return true;
	}
	*dir = c->closing.first;
	return c->closing.fins > 0;
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[OUTCOME_COUNT] = {
		[OUTCOME_CLOSED] = "closed",
		[OUTCOME_HALF_CLOSED] = "half-closed",
		[OUTCOME_CLOSING] = "closing",
		[OUTCOME_OPEN] = "open",
		[OUTCOME_RESET] = "reset",
		[OUTCOME_REFUSED] = "refused",
		[OUTCOME_UNANSWERED] = "unanswered",
		[OUTCOME_HALF_OPEN] = "half-open",
		[OUTCOME_ABORTED] = "aborted",
		[OUTCOME_PARTIAL] = "partial",
	};

	assert(outcome < OUTCOME_COUNT);
	return names[outcome];
}

const char *handshake_name(enum handshake_kind kind)
{
	static const char *const names[HANDSHAKE_KIND_COUNT] = {
		[HANDSHAKE_THREE_WAY] = "three-way",
		[HANDSHAKE_SIMULTANEOUS] = "simultaneous",
		[HANDSHAKE_INCOMPLETE] = "incomplete",
		[HANDSHAKE_NOT_CAPTURED] = "not-captured",
	};

	assert(kind < HANDSHAKE_KIND_COUNT);
	return names[kind];
}

const char *close_name(enum close_kind kind)
{
	static const char *const names[CLOSE_KIND_COUNT] = {
		[CLOSE_FOUR_WAY] = "four-way",
		[CLOSE_THREE_SEGMENT] = "three-segment",
		[CLOSE_SIMULTANEOUS] = "simultaneous",
		[CLOSE_HALF] = "half",
		[CLOSE_RESET] = "reset",
		[CLOSE_NONE] = "none",
	};

	assert(kind < CLOSE_KIND_COUNT);
	return names[kind];
}

const char *equation_name(enum equation equation)
{
	static const char *const names[EQUATION_COUNT] = {
		[EQUATION_J] = "J+1",
		[EQUATION_K] = "K+1",
		[EQUATION_M] = "M+1",
		[EQUATION_N] = "N+1",
	};

	assert(equation < EQUATION_COUNT);
	return names[equation];
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[VERDICT_COUNT] = {
		[VERDICT_NOT_SEEN] = "not-seen",
		[VERDICT_PASS] = "pass",
		[VERDICT_FAIL] = "fail",
	};

	assert(verdict < VERDICT_COUNT);
	return names[verdict];
}
