/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The words of findings about the closing, and of resets.
 */
#include "config.h"

#include "track/words_say.h"

#include <inttypes.h>

#include "base/text.h"
#include "track/endpoint.h"
#include "track/outcome.h"
#include "track/tcp_state.h"

SAY(HALF_CLOSE)
{
	text_printf(t,
	            P_("%s sent %" PRId64 " byte more after the FIN of its "
	               "peer, over %s.",
	               "%s sent %" PRId64 " bytes more after the FIN of its "
	               "peer, over %s.",
	               COUNT),
	            WHO, f->amount, LASTED);
}

SAY(FIN_RETRANSMITTED)
{
	enum equation equation = c->closing.first == f->from ? EQUATION_M
	                                                     : EQUATION_N;
	bool wrong = c->checks[equation].verdict == VERDICT_FAIL;
	bool soon = !c->closing.fin_waited[equation - EQUATION_M];
	uint64_t had = c->closing.had_fin[equation - EQUATION_M];

	if (f->amount == 1 && wrong)
		text_printf(t,
		            _("%s sent its FIN again once after %s: its "
		              "acknowledgment has the wrong number."),
		            WHO, LASTED);
	else if (f->amount == 1 && soon)
		text_printf(t,
		            _("%s sent its FIN again once after %s, before an "
		              "answer could have come."),
		            WHO, LASTED);
	else if (f->amount == 1 && had)
		text_printf(
			t,
			_("%s sent its FIN again once after %s, though it had "
		          "come, as the duplicate SACK in packet %" PRIu64
		          " says: its acknowledgment was late or lost."),
			WHO, LASTED, had);
	else if (f->amount == 1)
		text_printf(t,
		            _("%s sent its FIN again once after %s: it or its "
		              "acknowledgment was late or lost."),
		            WHO, LASTED);
	else if (wrong)
		text_printf(t,
		            _("%s sent its FIN again %s, over %s: its "
		              "acknowledgment has the wrong number."),
		            WHO, TIMES, LASTED);
	else if (soon)
		text_printf(t,
		            _("%s sent its FIN again %s, over %s, each time "
		              "before an answer could have come."),
		            WHO, TIMES, LASTED);
	else if (had)
		text_printf(
			t,
			_("%s sent its FIN again %s, over %s, though it had "
		          "come, as the duplicate SACK in packet %" PRIu64
		          " says: its acknowledgment was late or lost."),
			WHO, TIMES, LASTED, had);
	else
		text_printf(t,
		            _("%s sent its FIN again %s, over %s: it or its "
		              "acknowledgment was late or lost."),
		            WHO, TIMES, LASTED);
}

SAY(TIME_WAIT_REACK)
{
	text_printf(t,
	            _("%s acknowledged the FIN of packet %" PRIu64
	              " once more from TIME-WAIT: this is what 2MSL is for."),
	            WHO, f->other);
}

SAY(LAST_ACK_LOST)
{
	text_printf(t,
	            _("%s sent its FIN again %s; the last ACK never "
	              "arrived."),
	            WHO, TIMES);
}

/* amount: whether it still waits. */
SAY(CLOSE_WAIT_LINGERING)
{
	if (!f->amount)
		text_printf(t,
		            _("%s acknowledged the FIN and stayed in "
		              "CLOSE-WAIT for %s."),
		            WHO, LASTED);
	else if (f->duration > 0)
		text_printf(t,
		            _("%s acknowledged the FIN and had not closed "
		              "when the capture ended, %s later "
		              "(CLOSE-WAIT)."),
		            WHO, LASTED);
	else
		text_printf(t,
		            _("%s acknowledged the FIN and had not closed "
		              "when the capture ended (CLOSE-WAIT)."),
		            WHO);
}

SAY(FIN_WAIT_2_LINGERING)
{
	if (f->duration > 0)
		text_printf(t,
		            _("%s has closed and waited %s in FIN-WAIT-2 for "
		              "its peer to close."),
		            WHO, LASTED);
	else
		text_printf(t,
		            _("%s has closed and waited in FIN-WAIT-2 for its "
		              "peer to close."),
		            WHO);
}

SAY(FIN_NOT_CAPTURED)
{
	const char *whose = words_side_as(c, f->from, WORDS_OF);

	if (f->amount)
		text_printf(
			t,
			_("The last number of %s that its peer acknowledged is "
		          "in no packet of the capture, and nothing came behind "
		          "it: most likely its FIN. Whether it has closed is "
		          "not seen."),
			whose);
	else
		text_printf(
			t,
			_("The capture has nothing of %s but acknowledgments: "
		          "whether it had closed before is not seen."),
			whose);
}

SAY(RESET_INSTEAD_OF_CLOSE)
{
	bool bare = c->closing.reset_bare;

	if (f->amount > 0 && bare)
		text_printf(t,
		            P_("%s reset where a FIN was due, with %" PRId64
		               " byte from its peer not acknowledged: it no "
		               "longer knew the connection, having closed or "
		               "restarted.",
		               "%s reset where a FIN was due, with %" PRId64
		               " bytes from its peer not acknowledged: it no "
		               "longer knew the connection, having closed or "
		               "restarted.",
		               COUNT),
		            WHO, f->amount);
	else if (f->amount > 0)
		text_printf(t,
		            P_("%s reset where a FIN was due, with %" PRId64
		               " byte from its peer not acknowledged: closed "
		               "with linger 0 or with data unread, or it died.",
		               "%s reset where a FIN was due, with %" PRId64
		               " bytes from its peer not acknowledged: closed "
		               "with linger 0 or with data unread, or it died.",
		               COUNT),
		            WHO, f->amount);
	else if (bare)
		text_printf(t,
		            _("%s reset where a FIN was due: it no longer "
		              "knew the connection, having closed or "
		              "restarted."),
		            WHO);
	else
		text_printf(t,
		            _("%s reset where a FIN was due: closed with "
		              "linger 0 or with data unread, or it died."),
		            WHO);
}

SAY(TIME_WAIT_ASSASSINATED)
{
	text_printf(t, _("A reset by %s hit its peer's TIME-WAIT."),
	            words_side_as(c, f->from, WORDS_BY));
}

/* Which state the connection before was left in decides whether 2MSL, the
 * time its last segments may still live, is anybody's concern (RFC 6191). */
SAY(PORT_REUSED)
{
	bool waiting = c->earlier.state[0] == TCP_TIME_WAIT ||
	               c->earlier.state[1] == TCP_TIME_WAIT;
	bool closed = c->earlier.state[0] == TCP_CLOSED &&
	              c->earlier.state[1] == TCP_CLOSED;

	if (waiting && f->duration < INT64_C(60) * 1000000000)
		text_printf(t,
		            _("The addresses and ports of stream %" PRId64
		              " are used again %s after it, still inside its "
		              "2MSL."),
		            f->amount, LASTED);
	else if (waiting)
		text_printf(t,
		            _("The addresses and ports of stream %" PRId64
		              " are used again %s after it, past its 2MSL."),
		            f->amount, LASTED);
	else if (closed)
		text_printf(t,
		            _("The addresses and ports of stream %" PRId64
		              " are used again %s after it; it left no "
		              "TIME-WAIT behind."),
		            f->amount, LASTED);
	else
		text_printf(t,
		            _("The addresses and ports of stream %" PRId64
		              " are used again %s after it, whose end is not "
		              "in the capture."),
		            f->amount, LASTED);
}

static void say_reset_forged(const struct connection *c,
                             const struct finding *f, struct text *t)
{
	const struct closing *cl = &c->closing;
	const char *whose = words_side_as(c, f->from, WORDS_OF);

	text_printf(t,
	            _("A reset in the name of %s came by %u routers, what else "
	              "it sends by %u: a firewall or another machine made it."),
	            whose, cl->reset_hops, cl->usual_hops);
	if (!f->other)
		return;
	text_add(t, " ");
	text_printf(t,
	            _("Its peer went on all the same in packet %" PRIu64 "."),
	            f->other);
}

SAY(RESET)
{
	const char *state = tcp_state_name((enum tcp_state)f->amount);

	if (c->closing.reset_forged)
		say_reset_forged(c, f, t);
	else if (f->amount != TCP_UNKNOWN && f->other)
		text_printf(t,
		            _("%s reset the connection while its peer was in "
		              "%s; its peer went on all the same in packet "
		              "%" PRIu64 "."),
		            WHO, state, f->other);
	else if (f->amount != TCP_UNKNOWN)
		text_printf(t,
		            _("%s reset the connection while its peer was in "
		              "%s."),
		            WHO, state);
	else if (f->other)
		text_printf(t,
		            _("%s reset the connection; its peer went on all "
		              "the same in packet %" PRIu64 "."),
		            WHO, f->other);
	else
		text_printf(t, _("%s reset the connection."), WHO);
}

SAY(RESET_IGNORED)
{
	const char *whose = words_side_as(c, f->from, WORDS_OF);

	if (f->amount == RESET_CHALLENGED)
		text_printf(t,
		            _("A reset from %s's side is in the window but "
		              "not at the next number: it calls for a "
		              "challenge ACK, and is not taken."),
		            whose);
	else if (f->amount == RESET_LATE)
		text_printf(t,
		            _("%s answered what had crossed its FIN with a "
		              "reset: it has closed altogether. The reset's "
		              "number is past, so its peer need not take it."),
		            WHO);
	else if (f->amount == RESET_NO_ANSWER && f->other)
		text_printf(
			t,
			_("A reset from %s's side answers the SYN of stream "
		          "%" PRIu32
		          ", which was given up: it refuses nothing here."),
			whose, c->earlier.stream);
	else if (f->amount == RESET_NO_ANSWER)
		text_printf(t,
		            _("A reset from %s's side does not acknowledge "
		              "the SYN: it refuses nothing."),
		            whose);
	else
		text_printf(t,
		            _("A reset from %s's side is outside the window: "
		              "dropped."),
		            whose);
}
