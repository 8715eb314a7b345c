/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The words of findings about the numbers and the opening.
 */
#include "config.h"

#include "track/words_say.h"

#include <inttypes.h>

#include "base/text.h"
#include "decode/segment.h"

static void wrong_ack(const struct connection *c, const struct finding *f,
                      struct text *t, char letter)
{
	int32_t by = (int32_t)(f->actual - f->expected + 1);

	/* TRANSLATORS: "The server acknowledged J+2 instead of J+1." */
	text_printf(t, _("%s acknowledged %s instead of %s."), WHO,
	            phrase_offset(letter, by).text,
	            phrase_offset(letter, 1).text);
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
	int32_t by = (int32_t)(f->actual - f->expected + 1);

	text_printf(t,
	            _("%s completed the handshake with sequence %s instead of "
	              "J+1."),
	            WHO, phrase_offset('J', by).text);
}

SAY(ACK_OF_UNSENT)
{
	uint32_t beyond = f->actual - f->expected;

	text_printf(t,
	            P_("%s acknowledged %" PRIu32
	               " byte that its peer had not sent.",
	               "%s acknowledged %" PRIu32
	               " bytes that its peer had not sent.",
	               beyond),
	            WHO, beyond);
}

SAY(DATA_AFTER_FIN)
{
	text_printf(t,
	            P_("%s sent %" PRId64 " byte beyond its own FIN.",
	               "%s sent %" PRId64 " bytes beyond its own FIN.", COUNT),
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
	if (f->amount != f->duration)
		text_printf(t,
		            _("%s went on sending after its reset in packet "
		              "%" PRIu64 ", whose TTL is %" PRId64
		              " where its own is %" PRId64
		              ": somebody else made that reset."),
		            WHO, f->other, f->amount, f->duration);
	else
		text_printf(t,
		            _("%s went on sending after its reset in packet "
		              "%" PRIu64
		              ": a broken TCP, or the reset was forged."),
		            WHO, f->other);
}

SAY(SYN_UNANSWERED)
{
	if (c->opening.cut && !c->opening.waited)
		text_add(t, _("The capture ends with the SYN."));
	else if (c->opening.cut)
		text_printf(t,
		            _("The capture ends %s after the SYN: too soon "
		              "for an answer."),
		            phrase_duration(c->opening.waited).text);
	else if (f->amount < 2)
		text_add(t, _("The SYN was never answered."));
	else if (c->opening.back_off == BACK_OFF_DOUBLING)
		text_printf(t,
		            P_("%" PRId64 " SYN in %s, each twice as long "
		               "after the last, none was answered: dropped on "
		               "the way, or no such host.",
		               "%" PRId64 " SYNs in %s, each twice as long "
		               "after the last, none was answered: dropped on "
		               "the way, or no such host.",
		               COUNT),
		            f->amount, LASTED);
	else if (c->opening.back_off == BACK_OFF_EVEN)
		text_printf(t,
		            P_("%" PRId64 " SYN in %s, evenly spaced, none "
		               "was answered: dropped on the way, or no such "
		               "host.",
		               "%" PRId64 " SYNs in %s, evenly spaced, none "
		               "was answered: dropped on the way, or no such "
		               "host.",
		               COUNT),
		            f->amount, LASTED);
	else
		text_printf(t,
		            P_("%" PRId64 " SYN in %s, none was answered: "
		               "dropped on the way, or no such host.",
		               "%" PRId64 " SYNs in %s, none was answered: "
		               "dropped on the way, or no such host.",
		               COUNT),
		            f->amount, LASTED);
}

#define REFUSED_LATE \
	INT64_C(10000000000) /* ns: no host takes so long to say no */

SAY(REFUSED)
{
	if (f->duration >= REFUSED_LATE)
		text_printf(t,
		            _("%s answered the SYN with a reset, but only "
		              "after %s: no host waits so long, a NAT or "
		              "proxy on the way has given up."),
		            WHO, LASTED);
	else
		text_printf(
			t,
			_("%s answered the SYN with a reset after %s: nobody "
		          "listens on that port, or a firewall says so."),
			WHO, LASTED);
}

SAY(HALF_OPEN)
{
	if (c->opening.cut && !c->opening.waited)
		text_add(t, _("The capture ends with the SYN,ACK."));
	else if (c->opening.cut)
		text_printf(t,
		            _("The capture ends %s after the SYN,ACK: too "
		              "soon for its ACK."),
		            phrase_duration(c->opening.waited).text);
	else if (f->other)
		text_printf(t,
		            _("The SYN,ACK was sent %s and never acknowledged; "
		              "%s gave it up with a reset in packet %" PRIu64
		              ", after %s."),
		            TIMES, words_side_as(c, f->from, WORDS_SUBJECT),
		            f->other, LASTED);
	else
		text_printf(
			t,
			_("The SYN,ACK was sent %s and never acknowledged; %s "
		          "waits in SYN-RECEIVED."),
			TIMES, words_side_as(c, f->from, WORDS_SUBJECT));
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
	uint64_t refused = c->opening.refused.packet;
	uint64_t older = c->opening.older.packet;
	uint64_t answer = c->opening.syn_ack.packet;

	if (answer >= f->packet)
		answer = 0;
	if (refused >= f->packet)
		refused = 0;
	if (older >= f->packet)
		older = 0;
	if (f->amount == 1 && older)
		text_printf(t,
		            _("The SYN was sent again once after %s: an older "
		              "connection had answered it in packet %" PRIu64
		              "."),
		            LASTED, older);
	else if (older)
		text_printf(t,
		            _("The SYN was sent again %s, over %s: an older "
		              "connection had answered it in packet %" PRIu64
		              "."),
		            TIMES, LASTED, older);
	else if (f->amount == 1 && refused)
		text_printf(t,
		            _("The SYN was sent again once after %s: it had "
		              "been refused in packet %" PRIu64 "."),
		            LASTED, refused);
	else if (refused)
		text_printf(t,
		            _("The SYN was sent again %s, over %s: it had been "
		              "refused in packet %" PRIu64 "."),
		            TIMES, LASTED, refused);
	else if (f->amount == 1 && answer)
		text_printf(
			t,
			_("The SYN was sent again once after %s: its answer "
		          "in packet %" PRIu64 " was late or lost."),
			LASTED, answer);
	else if (answer)
		text_printf(
			t,
			_("The SYN was sent again %s, over %s: its answer in "
		          "packet %" PRIu64 " was late or lost."),
			TIMES, LASTED, answer);
	else if (f->amount == 1 && c->opening.syn_had_come)
		text_printf(t,
		            _("The SYN was sent again once after %s, though "
		              "the first had come, whose timestamp the SYN,ACK "
		              "echoes: its answer was late or lost."),
		            LASTED);
	else if (c->opening.syn_had_come)
		text_printf(t,
		            _("The SYN was sent again %s, over %s, though an "
		              "earlier one had come, whose timestamp the "
		              "SYN,ACK echoes: its answer was late or lost."),
		            TIMES, LASTED);
	else if (f->amount == 1)
		text_printf(t,
		            _("The SYN was sent again once after %s: it or "
		              "its answer was lost."),
		            LASTED);
	else
		text_printf(t,
		            _("The SYN was sent again %s, over %s: it or its "
		              "answer was lost."),
		            TIMES, LASTED);
}

SAY(SYN_ACK_RETRANSMITTED)
{
	bool acked = f->other && f->other < f->packet;

	if (f->amount == 1 && acked && c->opening.unheeded)
		text_printf(
			t,
			_("The SYN,ACK was sent again once after %s, though "
		          "the ACK in packet %" PRIu64
		          " had arrived, whose timestamp it echoes: the "
		          "server waits for data, or its accept queue is "
		          "full."),
			LASTED, f->other);
	else if (acked && c->opening.unheeded)
		text_printf(t,
		            _("The SYN,ACK was sent again %s, over %s, though "
		              "the ACK in packet %" PRIu64
		              " had arrived, whose timestamp it echoes: the "
		              "server waits for data, or its accept queue is "
		              "full."),
		            TIMES, LASTED, f->other);
	else if (f->amount == 1 && c->opening.answered_again)
		text_printf(t,
		            _("The SYN,ACK was sent again once after %s: the "
		              "SYN had come again."),
		            LASTED);
	else if (f->amount == 1 && acked)
		text_printf(t,
		            _("The SYN,ACK was sent again once after %s: the "
		              "ACK in packet %" PRIu64 " had not come yet, or "
		              "was not taken."),
		            LASTED, f->other);
	else if (f->amount == 1)
		text_printf(t,
		            _("The SYN,ACK was sent again once after %s: it "
		              "or its ACK was lost."),
		            LASTED);
	else if (acked)
		text_printf(t,
		            _("The SYN,ACK was sent again %s, over %s: the "
		              "ACK in packet %" PRIu64 " had not come yet, or "
		              "was not taken."),
		            TIMES, LASTED, f->other);
	else
		text_printf(t,
		            _("The SYN,ACK was sent again %s, over %s: it or "
		              "its ACK was lost."),
		            TIMES, LASTED);
}

SAY(SYN_ACK_CHANGED)
{
	(void)c;
	if (f->amount == 1)
		text_printf(t,
		            _("The SYN was answered again with another K than "
		              "in packet %" PRIu64
		              ", by one that did not know of it; the "
		              "client took the first."),
		            f->other);
	else if (f->amount == 2)
		text_printf(t,
		            _("The SYN was answered again with another K than "
		              "in packet %" PRIu64
		              ", by one that did not know of it; the "
		              "client took the second."),
		            f->other);
	else
		text_printf(t,
		            _("The SYN was answered again with another K than "
		              "in packet %" PRIu64
		              ", by one that did not know of it."),
		            f->other);
}

SAY(SYN_CHANGED)
{
	text_printf(t,
	            _("%s sent another J where the SYN of stream %" PRId64
	              " had no answer yet: that one no longer counts."),
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

SAY(SYN_CHALLENGED)
{
	if (c->opening.older_reset)
		text_printf(t,
		            _("%s answered the SYN from an older connection of "
		              "these addresses and ports, which it still held; "
		              "the client reset that one in packet %" PRIu64
		              "."),
		            WHO, c->opening.older_reset);
	else
		text_printf(t,
		            _("%s answered the SYN from an older connection of "
		              "these addresses and ports, which it still "
		              "holds."),
		            WHO);
}

SAY(SIMULTANEOUS_OPEN)
{
	(void)c, (void)f;
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
	(void)c;
	if (!f->numbered)
		text_printf(t,
		            P_("The SYN carried %" PRId64
		               " byte of data, the answer is not seen.",
		               "The SYN carried %" PRId64
		               " bytes of data, the answer is not seen.",
		               COUNT),
		            f->amount);
	else if (f->actual == f->expected)
		text_printf(t,
		            P_("The SYN carried %" PRId64
		               " byte of data, which the SYN,ACK accepted.",
		               "The SYN carried %" PRId64
		               " bytes of data, which the SYN,ACK accepted.",
		               COUNT),
		            f->amount);
	else
		text_printf(t,
		            P_("The SYN carried %" PRId64 " byte of data, "
		               "which the SYN,ACK did not accept.",
		               "The SYN carried %" PRId64 " bytes of data, "
		               "which the SYN,ACK did not accept.",
		               COUNT),
		            f->amount);
}

SAY(DATA_BEFORE_THIRD_ACK)
{
	(void)c, (void)f;
	text_add(t, _("No bare third ACK is in the capture: the client's first "
	              "data carries the acknowledgment of K."));
}
