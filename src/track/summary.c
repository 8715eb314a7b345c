/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The one sentence that answers the reader's question: how did it open, how
 * did it close, and if not, what came in between.
 *
 * Of a connection that opened the sentence is two clauses or three (opening,
 * closing, what went wrong with the last ACK), each of them whole, in a frame
 * that a translation may change as well.
 */
#include "config.h"

#include <inttypes.h>

#include "base/array.h"
#include "base/intl.h"
#include "base/phrase.h"
#include "base/text.h"
#include "track/outcome.h"
#include "track/tcp_state.h"
#include "track/words.h"

#define CLAUSE_USUAL 128 /* bytes that most are no longer than */

/* "at the third SYN". */
static struct phrase which_syn(unsigned number)
{
	/* TRANSLATORS: "Opened by a three-way handshake at the third SYN in
	 * 3.02 s, …" */
	static const char *const names[] = {
		N_("at the second SYN"), N_("at the third SYN"),
		N_("at the fourth SYN"), N_("at the fifth SYN"),
		N_("at the sixth SYN"),
	};

	if (number - 2 < ARRAY_LEN(names))
		return phrase_printf("%s", _(names[number - 2]));
	return phrase_printf(_("at SYN number %u"), number);
}

/* How much of the handshake the capture holds. */
enum part {
	PART_WHOLE,
	PART_TIMED, /* it lacks a segment, but not the first or the last */
	PART_UNTIMED,
};

static enum part part_of(const struct opening *o)
{
	if (!o->ack.packet || !o->syn.packet || o->third_unseen)
		return PART_UNTIMED;
	return o->syn_ack.packet ? PART_WHOLE : PART_TIMED;
}

static void say_both_opened(const struct opening *o, struct text *t)
{
	struct phrase took = phrase_duration(o->ack.time - o->syn.time);

	switch (part_of(o)) {
	case PART_WHOLE:
		text_printf(t, _("Opened by both ends at once in %s"),
		            took.text);
		break;
	case PART_TIMED:
		text_printf(t,
		            _("Opened by both ends at once (not all of it in "
		              "the capture) in %s"),
		            took.text);
		break;
	default:
		text_add(t, _("Opened by both ends at once (not all of it in "
		              "the capture)"));
	}
}

static void say_three_way(const struct opening *o, struct text *t)
{
	struct phrase took = phrase_duration(o->ack.time - o->syn.time);

	switch (part_of(o)) {
	case PART_WHOLE:
		text_printf(t, _("Opened by a three-way handshake in %s"),
		            took.text);
		break;
	case PART_TIMED:
		text_printf(t,
		            _("Opened by a three-way handshake (not all of it "
		              "in the capture) in %s"),
		            took.text);
		break;
	default:
		text_add(t, _("Opened by a three-way handshake (not all of it "
		              "in the capture)"));
	}
}

static void say_late_three_way(const struct opening *o, struct text *t)
{
	struct phrase took = phrase_duration(o->ack.time - o->syn.time);
	struct phrase which = which_syn(o->syns);

	switch (part_of(o)) {
	case PART_WHOLE:
		text_printf(t, _("Opened by a three-way handshake %s in %s"),
		            which.text, took.text);
		break;
	case PART_TIMED:
		text_printf(t,
		            _("Opened by a three-way handshake %s (not all of "
		              "it in the capture) in %s"),
		            which.text, took.text);
		break;
	default:
		text_printf(t,
		            _("Opened by a three-way handshake %s (not all of "
		              "it in the capture)"),
		            which.text);
	}
}

/* How it opened, as the beginning of a sentence. */
static void say_opening(const struct connection *c, struct text *t)
{
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
		break;
	case HANDSHAKE_SIMULTANEOUS:
		say_both_opened(&c->opening, t);
		break;
	case HANDSHAKE_THREE_WAY:
		if (c->opening.syns < 2)
			say_three_way(&c->opening, t);
		else
			say_late_three_way(&c->opening, t);
		break;
	default:
		text_add(t,
		         connection_outcome(c) == OUTCOME_RESET
		                 ? _("Not all of the opening is in the capture")
		                 : _("The opening is incomplete"));
	}
}

/* One side has closed; what of the other? */
static void say_half(const struct connection *c, struct text *t)
{
	enum dir first = c->closing.first, other = dir_peer(first);
	const char *closer = words_side_as(c, first, WORDS_BY);

	if (c->half[other].segments == 0)
		text_printf(t,
		            _("closed by %s; nothing of %s is in the capture"),
		            closer, words_side_as(c, other, WORDS_OF));
	else if (!c->closing.ack[0].packet)
		text_printf(t,
		            _("closed by %s, whose FIN is not acknowledged "
		              "when the capture ends"),
		            closer);
	else if (connection_has(c, RULE_FIN_NOT_CAPTURED))
		text_printf(t,
		            _("closed by %s; no FIN of %s is in the capture"),
		            closer, words_side_as(c, other, WORDS_OF));
	else
		text_printf(t, _("closed by %s; %s never closed its side"),
		            closer, words_side_as(c, other, WORDS_SUBJECT));
}

/* How it closed, as a clause behind the opening. */
static void say_closing(const struct connection *c, struct text *t)
{
	const struct closing *cl = &c->closing;
	const char *first = words_side_as(c, cl->first, WORDS_BY);

	switch (connection_close(c)) {
	case CLOSE_FOUR_WAY:
		text_printf(t, _("closed in four steps by %s"), first);
		break;
	case CLOSE_THREE_SEGMENT:
		text_printf(t, _("closed in three segments by %s"), first);
		break;
	case CLOSE_SIMULTANEOUS:
		text_add(t, _("closed by both ends at once"));
		break;
	case CLOSE_HALF:
		say_half(c, t);
		break;
	case CLOSE_RESET:
		if (cl->reset_forged)
			text_printf(t, _("reset in the name of %s"),
			            words_side_as(c, cl->reset_by, WORDS_OF));
		else
			text_printf(t, _("reset by %s"),
			            words_side_as(c, cl->reset_by, WORDS_BY));
		break;
	default:
		if (connection_has(c, RULE_FIN_NOT_CAPTURED))
			text_add(t, _("most likely closed: the capture lacks "
			              "both last numbers"));
		else if (c->continued)
			text_printf(t, _("goes on as stream %" PRIu32),
			            c->continued_in);
		else
			text_add(t, _("still open when the capture ends"));
	}
}

/* How the last of the four steps went, where it did not go well; or NULL. */
static const char *last_ack(const struct connection *c)
{
	const struct closing *cl = &c->closing;

	if (cl->fins < 2 || connection_close(c) == CLOSE_RESET)
		return NULL;
	if (c->checks[EQUATION_M].verdict == VERDICT_FAIL)
		return _("the first FIN is acknowledged with the wrong number");
	if (!cl->ack[0].packet)
		return _("the first FIN is never acknowledged");
	if (c->checks[EQUATION_N].verdict == VERDICT_FAIL)
		return _("the last ACK carries the wrong number");
	if (!cl->ack[1].packet)
		return _("the last ACK is not seen");
	if (connection_outcome(c) != OUTCOME_CLOSED)
		return _("the last ACK never arrived");
	return NULL;
}

static void say_all(const struct connection *c, struct text *t)
{
	bool begun = connection_handshake(c) == HANDSHAKE_NOT_CAPTURED;
	char spaces[2][CLAUSE_USUAL];
	struct text opening = TEXT_ON(spaces[0]);
	struct text closing = TEXT_ON(spaces[1]);
	const char *wrong = last_ack(c);
	const char *first, *then;

	say_opening(c, &opening);
	say_closing(c, &closing);
	first = text_string(&opening);
	then = text_string(&closing);
	/* TRANSLATORS: the frames of a connection's story: how it opened, how
	 * it closed, what went wrong at its end. */
	if (begun && wrong)
		text_printf(t, _("%s; %s; %s."), first, then, wrong);
	else if (begun)
		text_printf(t, _("%s; %s."), first, then);
	else if (wrong)
		text_printf(t, _("%s, %s; %s."), first, then, wrong);
	else
		text_printf(t, _("%s, %s."), first, then);
	text_fini(&closing);
	text_fini(&opening);
}

static void say_refused(const struct connection *c, struct text *t)
{
	const struct closing *cl = &c->closing;
	int64_t after = c->opening.refused_after;

	text_printf(t,
	            _("Refused: %s answered the SYN with a reset after %s "
	              "(packet %" PRIu64 ")."),
	            words_side_as(c, cl->reset_by, WORDS_SUBJECT),
	            phrase_duration(after).text, cl->reset.packet);
}

static void say_unanswered(const struct connection *c, struct text *t)
{
	const struct opening *o = &c->opening;
	struct phrase took = phrase_duration(o->last_syn.time - o->syn.time);

	if (c->continued)
		text_printf(t,
		            _("A SYN, which is renumbered; its connection is "
		              "stream %" PRIu32 "."),
		            c->continued_in);
	else if (o->older.packet)
		text_add(t, _("Never answered, but from an older connection of "
		              "these addresses and ports."));
	else if (c->half[dir_peer(c->client)].segments)
		text_add(t, _("Never answered: nothing that came back accepts "
		              "the SYN."));
	else if (o->cut)
		text_add(t, _("Not answered yet when the capture ends."));
	else if (o->syns == 1)
		text_add(t, _("Never answered: one SYN, and nothing came "
		              "back."));
	else if (o->back_off == BACK_OFF_DOUBLING)
		text_printf(t,
		            P_("Never answered: %d SYN in %s, each twice as "
		               "long after the last, and nothing came back.",
		               "Never answered: %d SYNs in %s, each twice as "
		               "long after the last, and nothing came back.",
		               o->syns),
		            o->syns, took.text);
	else if (o->back_off == BACK_OFF_EVEN)
		text_printf(t,
		            P_("Never answered: %d SYN in %s, evenly spaced, "
		               "and nothing came back.",
		               "Never answered: %d SYNs in %s, evenly spaced, "
		               "and nothing came back.",
		               o->syns),
		            o->syns, took.text);
	else
		text_printf(t,
		            P_("Never answered: %d SYN in %s, and nothing "
		               "came back.",
		               "Never answered: %d SYNs in %s, and nothing "
		               "came back.",
		               o->syns),
		            o->syns, took.text);
}

static void say_half_open(const struct connection *c, struct text *t)
{
	if (c->checks[EQUATION_J].verdict == VERDICT_FAIL)
		text_add(t, _("Never opened: the SYN,ACK acknowledges the "
		              "wrong number."));
	else if (c->checks[EQUATION_K].verdict == VERDICT_FAIL)
		text_add(t, _("Never opened: the client's ACK acknowledges the "
		              "wrong number."));
	else if (c->opening.cut)
		text_add(t, _("Half open: the SYN,ACK is not acknowledged yet "
		              "when the capture ends."));
	else
		text_printf(t,
		            _("Half open: the SYN,ACK was sent %s and never "
		              "acknowledged."),
		            phrase_times(c->opening.syn_acks).text);
}

static void say_aborted(const struct connection *c, struct text *t)
{
	if (!c->opening.syn_ack.packet)
		text_add(t, _("Given up: the client reset, and no answer is in "
		              "the capture."));
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
	if (!c->closing.reset.packet)
		text_add(t, _("Neither the opening nor the closing is in the "
		              "capture."));
	else if (c->half[0].segments + c->half[1].segments > 1)
		text_add(t, _("A segment of no known connection, answered with "
		              "a reset."));
	else
		text_add(t, _("Nothing but a reset is in the capture."));
}

void words_summary(const struct connection *c, struct text *t)
{
	switch (connection_outcome(c)) {
	case OUTCOME_REFUSED:
		say_refused(c, t);
		break;
	case OUTCOME_UNANSWERED:
		say_unanswered(c, t);
		break;
	case OUTCOME_HALF_OPEN:
		say_half_open(c, t);
		break;
	case OUTCOME_ABORTED:
		say_aborted(c, t);
		break;
	case OUTCOME_PARTIAL:
		say_partial(c, t);
		break;
	default:
		say_all(c, t);
	}
	if (!c->evicted)
		return;
	text_add(t, " ");
	text_add(t, _("Followed no further, to make room for others "
	              "(--max-connections)."));
}
