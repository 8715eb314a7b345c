/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The words of each finding across connections, one function a rule.  What a
 * finding's amounts mean is said here, where they are spoken.
 */
#include "config.h"

#include <inttypes.h>

#include "base/text.h"
#include "track/listener.h"
#include "track/words.h"

#define SAY(rule)                                                \
	static void say_##rule(const struct listener *l,         \
	                       const struct listener_finding *f, \
	                       struct text *t)

static void number(struct text *t, const struct sources *sources)
{
	text_printf(t,
	            P_(_("%s%" PRIu64 " address"), _("%s%" PRIu64 " addresses"),
	               sources_count(sources)),
	            sources_exact(sources) ? "" : _("about "),
	            sources_count(sources));
}

/* amounts: handshakes begun in a minute, of them half-open, unanswered. */
SAY(SYN_FLOOD)
{
	text_printf(t,
	            _("%" PRIu64 " of %" PRIu64 " SYNs in a minute were never "
	              "followed up: %" PRIu64
	              " wait half-open (at most %" PRIu32 " at once)"),
	            f->amounts[1] + f->amounts[2], f->amounts[0], f->amounts[1],
	            l->half_open.most);
	if (f->amounts[2])
		text_printf(t,
		            _(", %" PRIu64 " got no answer, as when the "
		              "backlog is full"),
		            f->amounts[2]);
	text_add(t, _("; of "));
	number(t, &l->sources);
	text_printf(t,
	            _(" %" PRIu64 " ever completed a handshake. SYN cookies "
	              "(tcp_syncookies) keep the door open, while "
	              "tcp_max_syn_backlog and tcp_synack_retries bound how "
	              "many wait, and how long."),
	            sources_count(&l->completers));
}

/* amounts: the most at once, how many in all. */
SAY(CLOSE_WAIT_PILE)
{
	text_printf(t,
	            P_(_("%s left %" PRIu64 " connection in CLOSE-WAIT, up to "
	                 "%" PRIu64 " at once: its application was told that "
	                 "its peer has closed, and forgets to close too."),
	               _("%s left %" PRIu64 " connections in CLOSE-WAIT, up to "
	                 "%" PRIu64 " at once: its application was told that "
	                 "its peer has closed, and forgets to close too."),
	               f->amounts[1]),
	            f->of_client ? _("The client") : _("The server"),
	            f->amounts[1], f->amounts[0]);
	(void)l;
}

/* amounts: the most at once, connections, handshakes that keep-alive would
 * have spared, lowest and highest port. */
SAY(TIME_WAIT_PILE)
{
	text_printf(t,
	            _("%" PRIu64 " of the client's connections were in "
	              "TIME-WAIT at once, each keeping one of its ports "
	              "(%" PRIu64 " to %" PRIu64 ") for a minute or more"),
	            f->amounts[0], f->amounts[3], f->amounts[4]);
	if (f->amounts[2])
		text_printf(t,
		            _("; keep-alive would have spared %" PRIu64
		              " of %" PRIu64 " handshakes"),
		            f->amounts[2], f->amounts[1]);
	text_add(t, ".");
	(void)l;
}

/* amounts: the most open at once, connections, handshakes spared. */
SAY(MANY_SHORT_CONNECTIONS)
{
	uint64_t kept = f->amounts[1] - f->amounts[2];

	text_printf(t,
	            P_(_("%" PRIu64 " connection of the client, kept alive, "
	                 "would have served for its %" PRIu64 ": "),
	               _("%" PRIu64 " connections of the client, kept alive, "
	                 "would have served for its %" PRIu64 ": "),
	               kept),
	            kept, f->amounts[1]);
	text_printf(t,
	            P_(_("%" PRIu64 " handshake and its round trip, "),
	               _("%" PRIu64 " handshakes and their round trips, "),
	               f->amounts[2]),
	            f->amounts[2]);
	text_duration(t, f->duration);
	text_add(t, _(" in all, were spent for nothing."));
	(void)l;
}

typedef void say(const struct listener *l, const struct listener_finding *f,
                 struct text *t);

static say *const sayings[RULE_COUNT] = {
#define RULE(name, slug, severity, source, title) [RULE_##name] = say_##name,
#define RULES_NOT_OF_CONNECTIONS
#include "track/rules.def"
#undef RULES_NOT_OF_CONNECTIONS
#undef RULE
};

void words_listener_finding(const struct listener *l,
                            const struct listener_finding *f, struct text *t)
{
	sayings[f->rule](l, f, t);
}
