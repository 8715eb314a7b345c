/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The one sentence that answers the reader's question: how did it open, how
 * did it close, and if not, what came in between.
 */
#include "config.h"

#include <inttypes.h>

#include "base/text.h"
#include "track/outcome.h"
#include "track/tcp_state.h"
#include "track/words.h"

/* " at the third SYN". */
static void say_which_syn(unsigned number, struct text *t)
{
	static const char *const names[] = {
		_(" at the second SYN"), _(" at the third SYN"),
		_(" at the fourth SYN"), _(" at the fifth SYN"),
		_(" at the sixth SYN"),
	};

	if (number < 2)
		return;
	if (number - 2 < sizeof(names) / sizeof(*names))
		text_add(t, names[number - 2]);
	else
		text_printf(t, _(" at SYN number %u"), number);
}

/* How it opened, as the beginning of a sentence. */
static void say_opening(const struct connection *c, struct text *t)
{
	const struct opening *o = &c->opening;

	if (c->continues) {
		text_printf(t,
		            _("Goes on from stream %" PRIu32
		              " past a SYN that opened nothing"),
		            c->earlier.stream);
		return;
	}
	switch (connection_handshake(c)) {
	case HANDSHAKE_NOT_CAPTURED:
		text_add(t, _("The opening is not in the capture"));
		return;
	case HANDSHAKE_SIMULTANEOUS:
		text_add(t, _("Opened by both ends at once"));
		break;
	case HANDSHAKE_THREE_WAY:
		text_add(t, _("Opened by a three-way handshake"));
		say_which_syn(o->syns, t);
		break;
	default:
		text_add(t, _("The opening is incomplete"));
		return;
	}
	if (!o->ack.packet || !o->syn.packet || !o->syn_ack.packet) {
		text_add(t, _(" (not all of it in the capture)"));
		if (!o->ack.packet || !o->syn.packet)
			return;
	}
	text_add(t, _(" in "));
	text_duration(t, o->ack.time - o->syn.time);
}

/* One side has closed; what of the other? */
static void say_half(const struct connection *c, struct text *t,
                     const char *first, const char *other)
{
	if (c->half[dir_peer(c->closing.first)].segments == 0)
		text_printf(t,
		            _("closed by the %s; nothing of the %s is in the "
		              "capture"),
		            first, other);
	else if (!c->closing.ack[0].packet)
		text_printf(t,
		            _("closed by the %s, whose FIN is not "
		              "acknowledged when the capture ends"),
		            first);
	else
		text_printf(t,
		            _("closed by the %s; the %s never closed its side"),
		            first, other);
}

/* How the last of the four steps went, where it did not go well. */
static void say_last_ack(const struct connection *c, struct text *t)
{
	const struct closing *cl = &c->closing;

	if (cl->fins < 2 || connection_close(c) == CLOSE_RESET)
		return;
	if (c->checks[EQUATION_M].verdict == VERDICT_FAIL)
		text_add(t, _("; the first FIN is acknowledged with the wrong "
		              "number"));
	else if (!cl->ack[0].packet)
		text_add(t, _("; the first FIN is never acknowledged"));
	else if (c->checks[EQUATION_N].verdict == VERDICT_FAIL)
		text_add(t, _("; the last ACK carries the wrong number"));
	else if (!cl->ack[1].packet)
		text_add(t, _("; the last ACK is not seen"));
	else if (connection_outcome(c) != OUTCOME_CLOSED)
		text_add(t, _("; the last ACK never arrived"));
}

static void say_closing(const struct connection *c, struct text *t)
{
	const struct closing *cl = &c->closing;
	const char *first = words_side(c, cl->first);
	const char *other = words_side(c, dir_peer(cl->first));

	switch (connection_close(c)) {
	case CLOSE_FOUR_WAY:
		text_printf(t, _("closed in four steps by the %s"), first);
		break;
	case CLOSE_THREE_SEGMENT:
		text_printf(t, _("closed in three segments by the %s"), first);
		break;
	case CLOSE_SIMULTANEOUS:
		text_add(t, _("closed by both ends at once"));
		break;
	case CLOSE_HALF:
		say_half(c, t, first, other);
		break;
	case CLOSE_RESET:
		text_printf(t, _("reset by the %s"),
		            words_side(c, cl->reset_by));
		break;
	default:
		if (c->continued)
			text_printf(t, _("goes on as stream %" PRIu32),
			            c->continued_in);
		else
			text_add(t, _("still open when the capture ends"));
		break;
	}
	say_last_ack(c, t);
}

static void say_refused(const struct connection *c, struct text *t)
{
	text_printf(t,
	            _("Refused: the %s answered the SYN with a reset after "),
	            words_side(c, c->closing.reset_by));
	text_duration(t, c->closing.reset.time - c->opening.last_syn.time);
	text_printf(t, _(" (packet %" PRIu64 ")."), c->closing.reset.packet);
}

static void say_unanswered(const struct connection *c, struct text *t)
{
	const struct opening *o = &c->opening;

	if (o->syns == 1) {
		text_add(t, _("Never answered: one SYN, and nothing came "
		              "back."));
		return;
	}
	text_printf(t, _("Never answered: %d SYNs in "), o->syns);
	text_duration(t, o->last_syn.time - o->syn.time);
	words_back_off(c, t);
	text_add(t, _(", and nothing came back."));
}

static void say_waiting(const struct connection *c, struct text *t)
{
	text_add(t, _("Half open: the SYN,ACK was sent "));
	text_times(t, c->opening.syn_acks);
	text_add(t, _(" and never acknowledged."));
}

static void say_half_open(const struct connection *c, struct text *t)
{
	if (c->checks[EQUATION_J].verdict == VERDICT_FAIL)
		text_add(t, _("Never opened: the SYN,ACK acknowledges the "
		              "wrong number."));
	else if (c->checks[EQUATION_K].verdict == VERDICT_FAIL)
		text_add(t, _("Never opened: the client's ACK acknowledges the "
		              "wrong number."));
	else
		say_waiting(c, t);
}

static void say_aborted(const struct connection *c, struct text *t)
{
	if (!c->opening.syn_ack.packet)
		text_add(t, _("Given up: the client reset before an answer "
		              "came."));
	else if (c->checks[EQUATION_J].verdict == VERDICT_FAIL)
		text_add(t, _("Never opened: the SYN,ACK acknowledges the "
		              "wrong number, and the client answered with a "
		              "reset."));
	else
		text_add(t, _("Never opened: the client answered the SYN,ACK "
		              "with a reset."));
}

static void say_partial(const struct connection *c, struct text *t)
{
	if (c->closing.reset.packet)
		text_add(t, c->half[0].segments + c->half[1].segments > 1
		                    ? _("A segment of no known connection, "
		                        "answered with a reset.")
		                    : _("Nothing but a reset is in the "
		                        "capture."));
	else
		text_add(t, _("Neither the opening nor the closing is in the "
		              "capture."));
}

void words_summary(const struct connection *c, struct text *t)
{
	switch (connection_outcome(c)) {
	case OUTCOME_REFUSED:
		say_refused(c, t);
		return;
	case OUTCOME_UNANSWERED:
		say_unanswered(c, t);
		return;
	case OUTCOME_HALF_OPEN:
		say_half_open(c, t);
		return;
	case OUTCOME_ABORTED:
		say_aborted(c, t);
		return;
	case OUTCOME_PARTIAL:
		say_partial(c, t);
		return;
	default:
		say_opening(c, t);
		text_add(t, connection_handshake(c) == HANDSHAKE_NOT_CAPTURED
		                    ? "; "
		                    : ", ");
		say_closing(c, t);
		text_add(t, ".");
	}
}
