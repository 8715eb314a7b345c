/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What connection_finish() finds of the ordinary is so little that it is told
 * here once more; a test holds it against the rules.
 */
#include "config.h"

#include "track/brief.h"

#include <string.h>

#include "track/since.h"
#include "track/step.h"

static void add_rule(struct brief *b, enum rule rule, enum severity severity)
{
	b->severities[b->rule_count] = (uint8_t)severity;
	b->rules[b->rule_count++] = (uint8_t)rule;
}

/* What was found, each once, the worst first. */
static void add_rules(struct brief *b, const struct connection *c)
{
	uint64_t said = 0;

	_Static_assert(RULE_COUNT <= 64, "a set of rules is 64 bits");
	for (int severity = SEVERITY_COUNT; severity-- > 0;)
		for (uint32_t i = 0; i < c->finding_count; i++) {
			const struct finding *f = &c->findings[i];

			if (f->severity != severity ||
			    (said & UINT64_C(1) << f->rule))
				continue;
			said |= UINT64_C(1) << f->rule;
			add_rule(b, (enum rule)f->rule,
			         (enum severity)severity);
		}
}

static uint8_t closer_of(const struct connection *c)
{
	enum dir closer;

	if (!connection_closer(c, &closer))
		return BRIEF_NOBODY;
	return closer == c->client ? BRIEF_CLIENT : BRIEF_SERVER;
}

void brief_of(struct brief *b, const struct connection *c)
{
	const struct opening *o = &c->opening;
	const struct moment third = connection_third_ack(c);

	b->ends[0] = c->end[c->client];
	b->ends[1] = c->end[dir_peer(c->client)];
	b->stream = c->stream;
	b->retransmissions = c->half[0].retransmissions +
	                     c->half[1].retransmissions;
	b->first = c->first.time;
	b->last = c->last.time;
	b->opened = BRIEF_NOT_OPENED;
	if (o->syn.packet && third.packet)
		b->opened = third.time - o->syn.time;
	b->outcome = (uint8_t)connection_outcome(c);
	b->closer = closer_of(c);
	for (unsigned i = 0; i < EQUATION_COUNT; i++)
		b->verdicts[i] = c->checks[i].verdict;
	b->evicted = c->evicted;
	b->rule_count = 0;
	if (c->finding_count)
		add_rules(b, c);
}

/* What both kinds have in common; nothing is passed yet. */
static void begin(struct brief *b, const struct birth *birth, uint32_t stream,
                  const struct moment *last)
{
	b->stream = stream;
	b->retransmissions = 0;
	b->first = birth->time;
	b->last = last->time;
	b->opened = BRIEF_NOT_OPENED;
	b->closer = BRIEF_NOBODY;
	memset(b->verdicts, VERDICT_NOT_SEEN, sizeof(b->verdicts));
	b->evicted = false;
	b->rule_count = 0;
}

void brief_of_embryo(struct brief *b, const struct embryo *e,
                     int64_t capture_end)
{
	struct moment last = embryo_last(e);
	int64_t waited = capture_end - last.time;
	bool cut = waited >= 0 && waited < ANSWER_DUE; /* handshake.c */
	enum severity silence = cut ? SEVERITY_NOTE : SEVERITY_WARNING;

	begin(b, &e->birth, e->filed.stream, &last);
	if (e->refused) {
		b->outcome = OUTCOME_REFUSED;
		b->closer = BRIEF_SERVER;
		add_rule(b, RULE_REFUSED, SEVERITY_WARNING);
	} else if (e->has_syn_ack) {
		b->outcome = OUTCOME_HALF_OPEN;
		b->verdicts[EQUATION_J] = VERDICT_PASS;
		add_rule(b, RULE_HALF_OPEN, silence);
	} else {
		b->outcome = OUTCOME_UNANSWERED;
		add_rule(b, RULE_SYN_UNANSWERED, silence);
	}
}

bool brief_of_steady(struct brief *b, const struct steady *st)
{
	struct moment last = steady_last(st);
	bool closed = st->stage == STAGE_CLOSED;

	if (st->stage != STAGE_OPEN && st->stage != STAGE_RESET && !closed)
		return false;
	/* Who took so long to close has lingered (close.c). */
	if (closed &&
	    steady_fin_moment(st, 1).time - steady_fin_ack_moment(st, 0).time >
	            CLOSE_WAIT_LINGERING)
		return false;
	begin(b, &st->birth, st->filed.stream, &last);
	b->opened = st->ack_ns;
	b->outcome = OUTCOME_OPEN;
	b->verdicts[EQUATION_J] = b->verdicts[EQUATION_K] = VERDICT_PASS;
	if (st->stage == STAGE_OPEN)
		return true;
	b->closer = st->closer == DIR_0 ? BRIEF_CLIENT : BRIEF_SERVER;
	b->outcome = closed ? OUTCOME_CLOSED : OUTCOME_RESET;
	if (closed) {
		b->verdicts[EQUATION_M] = b->verdicts[EQUATION_N] =
			VERDICT_PASS;
		return true;
	}
	add_rule(b, RULE_RESET, SEVERITY_WARNING);
	add_rule(b, RULE_RESET_INSTEAD_OF_CLOSE, SEVERITY_NOTE);
	return true;
}
