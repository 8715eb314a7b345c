/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The words of each finding, one function a rule, found by the rule's name in
 * rules.def.  What a finding's `amount`, `other` and `duration` mean is said
 * here, where they are spoken.
 */
#include "config.h"

#include "track/words.h"

#include <inttypes.h>

#include "base/text.h"
#include "decode/segment.h"
#include "track/endpoint.h"
#include "track/outcome.h"
#include "track/tcp_state.h"

#define SAY(rule)                                          \
	static void say_##rule(const struct connection *c, \
	                       const struct finding *f, struct text *t)

#define WHO words_the_side(c, f->from)
#define UNUSED_ARGUMENTS ((void)c, (void)f)

const char *words_side(const struct connection *c, unsigned dir)
{
	return dir == c->client ? _("client") : _("server");
}

const char *words_the_side(const struct connection *c, unsigned dir)
{
	return dir == c->client ? _("The client") : _("The server");
}

/* "J+2" for a number two beyond the letter's. */
static void offset(struct text *t, char letter, uint32_t number, uint32_t base)
{
	int32_t by = (int32_t)(number - base);

	if (by == 0)
		text_printf(t, "%c", letter);
	else
		text_printf(t, "%c%+" PRId32, letter, by);
}

static void wrong_ack(const struct connection *c, const struct finding *f,
                      struct text *t, char letter)
{
	text_printf(t, _("%s acknowledged "), WHO);
	offset(t, letter, f->actual, f->expected - 1);
	text_printf(t, _(" instead of %c+1."), letter);
}

SAY(J_PLUS_1)
{
	wrong_ack(c, f, t, 'J');
}
SAY(K_PLUS_1)
{
	wrong_ack(c, f, t, 'K');
}
SAY(M_PLUS_1)
{
	wrong_ack(c, f, t, 'M');
}
SAY(N_PLUS_1)
{
	wrong_ack(c, f, t, 'N');
}

SAY(THIRD_ACK_SEQUENCE)
{
	text_printf(t, _("%s completed the handshake with sequence "), WHO);
	offset(t, 'J', f->actual, f->expected - 1);
	text_add(t, _(" instead of J+1."));
}

SAY(ACK_OF_UNSENT)
{
	uint32_t beyond = f->actual - f->expected;

	text_printf(t,
	            P_(_("%s acknowledged %" PRIu32
	                 " byte that its peer had not sent."),
	               _("%s acknowledged %" PRIu32
	                 " bytes that its peer had not sent."),
	               beyond),
	            WHO, beyond);
}

SAY(DATA_AFTER_FIN)
{
	text_printf(t,
	            P_(_("%s sent %" PRId64 " byte beyond its own FIN."),
	               _("%s sent %" PRId64 " bytes beyond its own FIN."),
	               f->amount),
	            WHO, f->amount);
}

SAY(FIN_MOVED)
{
	int32_t by = (int32_t)(f->actual - f->expected);

	text_printf(t,
	            _("%s sent its FIN again at another number, %+" PRId32
	              " from the first."),
	            WHO, by);
}

SAY(ILLEGAL_FLAGS)
{
	if ((f->amount & (SEG_SYN | SEG_FIN)) == (SEG_SYN | SEG_FIN))
		text_printf(t, _("%s sent SYN and FIN in one segment."), WHO);
	else if ((f->amount & (SEG_SYN | SEG_RST)) == (SEG_SYN | SEG_RST))
		text_printf(t, _("%s sent SYN and RST in one segment."), WHO);
	else if (f->amount & SEG_FIN)
		text_printf(t, _("%s sent a FIN without ACK."), WHO);
	else
		text_printf(t, _("%s sent a segment without any control bit."),
		            WHO);
}

SAY(ACK_MISSING)
{
	text_printf(t, _("%s sent a segment without ACK."), WHO);
}

SAY(SEGMENT_AFTER_RESET)
{
	text_printf(t,
	            _("%s went on sending after its reset in packet %" PRIu64
	              ": a broken TCP, or the reset was forged."),
	            WHO, f->other);
}

void words_back_off(const struct connection *c, struct text *t)
{
	if (c->opening.back_off == BACK_OFF_DOUBLING)
		text_add(t, _(", each twice as long after the last"));
	else if (c->opening.back_off == BACK_OFF_EVEN)
		text_add(t, _(", evenly spaced"));
}

SAY(SYN_UNANSWERED)
{
	if (f->amount < 2) {
		text_add(t, _("The SYN was never answered."));
		return;
	}
	text_printf(t, _("%" PRId64 " SYNs in "), f->amount);
	text_duration(t, f->duration);
	words_back_off(c, t);
	text_add(t, _(", none was answered: dropped on the way, or no such "
	              "host."));
	(void)c;
}

SAY(REFUSED)
{
	text_printf(t, _("%s answered the SYN with a reset after "), WHO);
	text_duration(t, f->duration);
	text_add(t, _(": nobody listens on that port, or a firewall says so."));
}

SAY(HALF_OPEN)
{
	text_add(t, _("The SYN,ACK was sent "));
	text_times(t, f->amount);
	text_printf(t,
	            _(" and never acknowledged; the %s waits in "
	              "SYN-RECEIVED."),
	            words_side(c, f->from));
}

SAY(ABORTED_OPEN)
{
	text_printf(t,
	            _("%s reset the connection before the handshake was "
	              "complete."),
	            WHO);
}

SAY(SYN_RETRANSMITTED)
{
	text_add(t, _("The SYN was sent again "));
	text_times(t, f->amount);
	text_add(t, f->amount == 1 ? _(" after ") : _(", over "));
	text_duration(t, f->duration);
	text_add(t, _(": it or its answer was lost."));
	(void)c;
}

SAY(SYN_ACK_RETRANSMITTED)
{
	text_add(t, _("The SYN,ACK was sent again "));
	text_times(t, f->amount);
	text_add(t, f->amount == 1 ? _(" after ") : _(", over "));
	text_duration(t, f->duration);
	if (f->other && f->other < f->packet)
		text_printf(
			t,
			_(": the ACK in packet %" PRIu64 " had not arrived."),
			f->other);
	else
		text_add(t, _(": it or its ACK was lost."));
	(void)c;
}

SAY(SYN_CHANGED)
{
	text_printf(t,
	            _("%s gave up the unanswered SYN of stream %" PRId64
	              " for one with another J; only this one counts."),
	            WHO, f->amount);
}

SAY(STALE_SYN)
{
	if (f->other)
		text_printf(t,
		            _("The SYN before, in packet %" PRIu64
		              " (stream %" PRIu32
		              "), was an old duplicate: the client reset "
		              "the answer to it."),
		            f->other, c->earlier.stream);
	else
		text_add(t, _("An old duplicate SYN was answered; the client "
		              "reset the answer, and the right SYN,ACK "
		              "followed."));
}

SAY(SIMULTANEOUS_OPEN)
{
	UNUSED_ARGUMENTS;
	text_add(t, _("Both ends sent a SYN before they saw the other's."));
}

SAY(SYN_ON_OPEN)
{
	text_printf(t,
	            _("%s sent a SYN inside the open connection: stale, or "
	              "an attempt to break it."),
	            WHO);
}

SAY(FAST_OPEN)
{
	text_printf(t,
	            P_(_("The SYN carried %" PRId64 " byte of data, "),
	               _("The SYN carried %" PRId64 " bytes of data, "),
	               f->amount),
	            f->amount);
	if (!f->numbered)
		text_add(t, _("the answer is not seen."));
	else if (f->actual == f->expected)
		text_add(t, _("which the SYN,ACK accepted."));
	else
		text_add(t, _("which the SYN,ACK did not accept."));
	(void)c;
}

SAY(DATA_BEFORE_THIRD_ACK)
{
	UNUSED_ARGUMENTS;
	text_add(t, _("No bare third ACK is in the capture: the client's first "
	              "data carries the acknowledgment of K."));
}

SAY(HALF_CLOSE)
{
	text_printf(t,
	            P_(_("%s sent %" PRId64 " byte more after the FIN of its "
	                 "peer, over "),
	               _("%s sent %" PRId64 " bytes more after the FIN of its "
	                 "peer, over "),
	               f->amount),
	            WHO, f->amount);
	text_duration(t, f->duration);
	text_add(t, ".");
}

SAY(FIN_RETRANSMITTED)
{
	enum equation equation = c->closing.first == f->from ? EQUATION_M
	                                                     : EQUATION_N;

	text_printf(t, _("%s sent its FIN again "), WHO);
	text_times(t, f->amount);
	text_add(t, f->amount == 1 ? _(" after ") : _(", over "));
	text_duration(t, f->duration);
	if (c->checks[equation].verdict == VERDICT_FAIL)
		text_add(t, _(": its acknowledgment has the wrong number."));
	else
		text_add(t, _(": it or its acknowledgment was lost."));
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
	text_printf(t, _("%s sent its FIN again "), WHO);
	text_times(t, f->amount);
	text_add(t, _("; the last ACK never arrived."));
}

/* amount: whether it still waits. */
SAY(CLOSE_WAIT_LINGERING)
{
	if (f->amount)
		text_printf(t,
		            _("%s acknowledged the FIN and had not closed when "
		              "the capture ended"),
		            WHO);
	else
		text_printf(
			t,
			_("%s acknowledged the FIN and stayed in CLOSE-WAIT "
		          "for "),
			WHO);
	if (f->amount && f->duration > 0)
		text_add(t, ", ");
	if (f->duration > 0)
		text_duration(t, f->duration);
	if (f->amount)
		text_add(t, f->duration > 0 ? _(" later (CLOSE-WAIT).")
		                            : _(" (CLOSE-WAIT)."));
	else
		text_add(t, ".");
}

SAY(FIN_WAIT_2_LINGERING)
{
	text_printf(t, _("%s has closed and waited "), WHO);
	if (f->duration > 0) {
		text_duration(t, f->duration);
		text_add(t, " ");
	}
	text_add(t, _("in FIN-WAIT-2 for its peer to close."));
}

SAY(RESET_INSTEAD_OF_CLOSE)
{
	text_printf(t, _("%s reset where a FIN was due"), WHO);
	if (f->amount > 0)
		text_printf(t,
		            P_(_(", with %" PRId64
		                 " byte from its peer not acknowledged"),
		               _(", with %" PRId64
		                 " bytes from its peer not acknowledged"),
		               f->amount),
		            f->amount);
	if (c->closing.reset_bare)
		text_add(t, _(": it no longer knew the connection, having "
		              "closed or restarted."));
	else
		text_add(t, _(": closed with linger 0 or with data unread, or "
		              "it died."));
}

SAY(TIME_WAIT_ASSASSINATED)
{
	text_printf(t, _("A reset by the %s hit its peer's TIME-WAIT."),
	            words_side(c, f->from));
}

/* Which state the connection before was left in decides whether 2MSL, the
 * time its last segments may still live, is anybody's concern (RFC 6191). */
SAY(PORT_REUSED)
{
	bool waiting = c->earlier.state[0] == TCP_TIME_WAIT ||
	               c->earlier.state[1] == TCP_TIME_WAIT;

	text_printf(t,
	            _("The addresses and ports of stream %" PRId64
	              " are used again "),
	            f->amount);
	text_duration(t, f->duration);
	if (waiting && f->duration < INT64_C(60) * 1000000000)
		text_add(t, _(" after it, still inside its 2MSL."));
	else if (waiting)
		text_add(t, _(" after it, past its 2MSL."));
	else
		text_add(t, _(" after it; it left no TIME-WAIT behind."));
}

SAY(RESET)
{
	text_printf(t, _("%s reset the connection"), WHO);
	if (f->amount != TCP_UNKNOWN)
		text_printf(t, _(" while its peer was in %s"),
		            tcp_state_name((enum tcp_state)f->amount));
	if (f->other)
		text_printf(t,
		            _("; its peer went on all the same in packet "
		              "%" PRIu64),
		            f->other);
	text_add(t, ".");
}

SAY(RESET_IGNORED)
{
	text_printf(t, _("A reset from the %s's side "),
	            words_side(c, f->from));
	if (f->amount == RESET_CHALLENGED)
		text_add(t, _("is in the window but not at the next number: it "
		              "calls for a challenge ACK, and is not taken."));
	else if (f->amount == RESET_NO_ANSWER)
		text_add(t, _("does not acknowledge the SYN: it refuses "
		              "nothing."));
	else
		text_add(t, _("is outside the window: dropped."));
}

SAY(RETRANSMISSIONS)
{
	const struct half *half = &c->half[f->from];

	text_printf(t,
	            P_(_("%s sent %" PRId64 " segment again, %" PRIu64
	                 " of %" PRIu64 " bytes"),
	               _("%s sent %" PRId64 " segments again, %" PRIu64
	                 " of %" PRIu64 " bytes"),
	               f->amount),
	            WHO, f->amount, half->retransmitted_bytes,
	            half->payload_bytes);
	if (f->duration) {
		text_add(t, f->amount == 1 ? _(", after ")
		                           : _("; the longest wait was "));
		text_duration(t, f->duration);
	}
	text_add(t, ".");
}

SAY(ZERO_WINDOW_STALL)
{
	text_printf(t, _("%s shut its window "), WHO);
	text_times(t, f->amount);
	text_add(t, _(", for "));
	text_duration(t, f->duration);
	text_add(t, _(" in all: its program does not read fast enough."));
}

SAY(WINDOW_EXCEEDED)
{
	uint32_t beyond = f->actual - f->expected;

	text_printf(t,
	            P_(_("%s sent %" PRIu32
	                 " byte beyond the window it was offered."),
	               _("%s sent %" PRIu32
	                 " bytes beyond the window it was offered."),
	               beyond),
	            WHO, beyond);
}

SAY(WINDOW_SHRUNK)
{
	text_printf(
		t,
		_("%s took back %" PRIu32 " bytes of window it had offered."),
		WHO, f->expected - f->actual);
}

SAY(KEEP_ALIVE_UNANSWERED)
{
	text_printf(t,
	            P_(_("%s sent %" PRId64 " keep-alive probe, over "),
	               _("%s sent %" PRId64 " keep-alive probes, over "),
	               f->amount),
	            WHO, f->amount);
	text_duration(t, f->duration);
	text_add(t, f->other ? _(", that nobody answered, and gave up with a "
	                         "reset.")
	                     : _(", that nobody answered."));
}

SAY(CAPTURE_GAP)
{
	text_printf(t,
	            P_(_("The capture lacks segments of the %s that were "
	                 "acknowledged, at %" PRId64
	                 " place: its loss, not the network's."),
	               _("The capture lacks segments of the %s that were "
	                 "acknowledged, at %" PRId64
	                 " places: its loss, not the network's."),
	               f->amount),
	            words_side(c, f->from), f->amount);
}

SAY(DUPLICATE_CAPTURE)
{
	text_printf(t,
	            P_(_("%" PRId64 " packet is in the capture twice; it is "
	                 "counted once."),
	               _("%" PRId64 " packets are in the capture twice; they "
	                 "are counted once."),
	               f->amount),
	            f->amount);
	(void)c;
}

typedef void say(const struct connection *c, const struct finding *f,
                 struct text *t);

static say *const sayings[] = {
#define RULE(name, slug, severity, source, title) [RULE_##name] = say_##name,
#define RULES_NOT_OF_LISTENERS
#include "track/rules.def"
#undef RULES_NOT_OF_LISTENERS
#undef RULE
};

void words_finding(const struct connection *c, const struct finding *f,
                   struct text *t)
{
	sayings[f->rule](c, f, t);
}
