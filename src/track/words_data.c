/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The words of findings about the data, and about the capture itself.
 */
#include "config.h"

#include "track/words_say.h"

#include <inttypes.h>

#include "base/text.h"
#include "track/seq.h"

/* Its peer has answered, but with no word of its data. */
static bool was_never_acknowledged(const struct connection *c, unsigned dir)
{
	const struct half *from = &c->half[dir],
			  *to = &c->half[dir_peer((enum dir)dir)];

	return from->syn_seen && to->acked &&
	       seq_le(to->max_ack, from->iss + 1);
}

static void say_again(const struct connection *c, const struct finding *f,
                      struct text *t)
{
	uint64_t again = c->half[f->from].retransmitted_bytes;
	uint64_t all = c->half[f->from].payload_bytes;
	bool least = c->half[f->from].wait_unknown;

	if (!f->duration)
		text_printf(t,
		            P_("%s sent %" PRId64 " segment again, %" PRIu64
		               " of %" PRIu64 " bytes.",
		               "%s sent %" PRId64 " segments again, %" PRIu64
		               " of %" PRIu64 " bytes.",
		               COUNT),
		            WHO, f->amount, again, all);
	else if (f->amount == 1 && least)
		text_printf(t,
		            _("%s sent 1 segment again, %" PRIu64 " of %" PRIu64
		              " bytes, after %s at least."),
		            WHO, again, all, LASTED);
	else if (f->amount == 1)
		text_printf(t,
		            _("%s sent 1 segment again, %" PRIu64 " of %" PRIu64
		              " bytes, after %s."),
		            WHO, again, all, LASTED);
	else if (least)
		text_printf(t,
		            P_("%s sent %" PRId64 " segment again, %" PRIu64
		               " of %" PRIu64
		               " bytes; the longest wait was at least %s.",
		               "%s sent %" PRId64 " segments again, %" PRIu64
		               " of %" PRIu64
		               " bytes; the longest wait was at least %s.",
		               COUNT),
		            WHO, f->amount, again, all, LASTED);
	else
		text_printf(
			t,
			P_("%s sent %" PRId64 " segment again, %" PRIu64
		           " of %" PRIu64 " bytes; the longest wait was %s.",
		           "%s sent %" PRId64 " segments again, %" PRIu64
		           " of %" PRIu64 " bytes; the longest wait was %s.",
		           COUNT),
			WHO, f->amount, again, all, LASTED);
}

SAY(RETRANSMISSIONS)
{
	say_again(c, f, t);
	if (!was_never_acknowledged(c, f->from))
		return;
	text_add(t, " ");
	text_add(t, _("None of it was ever acknowledged."));
}

SAY(ZERO_WINDOW_STALL)
{
	text_printf(t,
	            _("%s shut its window %s, for %s in all: its program does "
	              "not read fast enough."),
	            WHO, TIMES, LASTED);
}

SAY(WINDOW_EXCEEDED)
{
	uint32_t beyond = f->actual - f->expected;

	text_printf(t,
	            P_("%s sent %" PRIu32
	               " byte beyond the window it was offered.",
	               "%s sent %" PRIu32
	               " bytes beyond the window it was offered.",
	               beyond),
	            WHO, beyond);
}

SAY(WINDOW_SHRUNK)
{
	uint32_t by = f->expected - f->actual;

	text_printf(
		t,
		P_("%s took back %" PRIu32 " byte of window it had offered.",
	           "%s took back %" PRIu32 " bytes of window it had offered.",
	           by),
		WHO, by);
}

SAY(KEEP_ALIVE_UNANSWERED)
{
	if (f->other)
		text_printf(t,
		            P_("%s sent %" PRId64 " keep-alive probe, over "
		               "%s, that nobody answered, and gave up with a "
		               "reset.",
		               "%s sent %" PRId64 " keep-alive probes, over "
		               "%s, that nobody answered, and gave up with a "
		               "reset.",
		               COUNT),
		            WHO, f->amount, LASTED);
	else
		text_printf(t,
		            P_("%s sent %" PRId64 " keep-alive probe, over "
		               "%s, that nobody answered.",
		               "%s sent %" PRId64 " keep-alive probes, over "
		               "%s, that nobody answered.",
		               COUNT),
		            WHO, f->amount, LASTED);
}

SAY(CAPTURE_GAP)
{
	if (!c->half[f->from].segments)
		text_printf(t,
		            _("The capture has nothing of what %s sent: its "
		              "loss, not the network's."),
		            words_side_as(c, f->from, WORDS_SUBJECT));
	else
		text_printf(t,
		            P_("The capture lacks segments of %s that were "
		               "acknowledged, at %" PRId64
		               " place: its loss, not the network's.",
		               "The capture lacks segments of %s that were "
		               "acknowledged, at %" PRId64
		               " places: its loss, not the network's.",
		               COUNT),
		            words_side_as(c, f->from, WORDS_OF), f->amount);
}

SAY(CAPTURE_ORDER)
{
	const char *of = words_side_as(c, f->from, WORDS_OF);

	if (f->duration)
		text_printf(t,
		            P_("The capture has %" PRId64
		               " segment of %s before what it acknowledges, by "
		               "up to %s: they passed in another order.",
		               "The capture has %" PRId64
		               " segments of %s before what they acknowledge, "
		               "by up to %s: they passed in another order.",
		               COUNT),
		            f->amount, of, LASTED);
	else
		text_printf(t,
		            P_("The capture has %" PRId64
		               " segment of %s before what it acknowledges, "
		               "though by their times they passed in another "
		               "order.",
		               "The capture has %" PRId64
		               " segments of %s before what they acknowledge, "
		               "though by their times they passed in another "
		               "order.",
		               COUNT),
		            f->amount, of);
}

/* By the capture's clock, or the clocks of two that were merged. */
static void say_apart(const struct connection *c, struct text *t)
{
	int64_t client = c->apart[c->client], server = c->apart[!c->client];

	if (client || server)
		text_add(t, " ");
	if (client && server)
		text_printf(t,
		            _("The client's took %s from the one to the other, "
		              "the server's %s, at least."),
		            phrase_duration(client).text,
		            phrase_duration(server).text);
	else if (client)
		text_printf(t,
		            _("The client's took %s from the one to the other, "
		              "at least."),
		            phrase_duration(client).text);
	else if (server)
		text_printf(t,
		            _("The server's took %s from the one to the other, "
		              "at least."),
		            phrase_duration(server).text);
}

static void say_two_points(const struct connection *c, const struct finding *f,
                           struct text *t)
{
	text_printf(t,
	            P_("%" PRId64 " packet is in the capture twice, from two "
	               "points of its way; it is counted once.",
	               "%" PRId64 " packets are in the capture twice, from two "
	               "points of their way; they are counted once.",
	               COUNT),
	            f->amount);
	say_apart(c, t);
}

SAY(DUPLICATE_CAPTURE)
{
	if (c->renumbered.known)
		text_printf(t,
		            P_("%" PRId64 " packet is in the capture twice, on "
		               "both sides of a device that changes numbers; "
		               "it is counted once.",
		               "%" PRId64 " packets are in the capture twice, "
		               "on both sides of a device that changes "
		               "numbers; they are counted once.",
		               COUNT),
		            f->amount);
	else if (c->half[DIR_0].far_hops || c->half[DIR_1].far_hops)
		say_two_points(c, f, t);
	else
		text_printf(
			t,
			P_("%" PRId64 " packet is in the capture twice; it is "
		           "counted once.",
		           "%" PRId64 " packets are in the capture twice; they "
		           "are counted once.",
		           COUNT),
			f->amount);
}
