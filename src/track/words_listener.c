/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The words of each finding across connections, one function a rule.  What a
 * finding's amounts mean is said here, where they are spoken.
 */
#include "config.h"

#include <inttypes.h>

#include "base/intl.h"
#include "base/phrase.h"
#include "base/text.h"
#include "track/listener.h"
#include "track/words.h"

#define SAY(rule)                                                \
	static void say_##rule(const struct listener *l,         \
	                       const struct listener_finding *f, \
	                       struct text *t)

struct phrase words_addresses(const struct sources *sources)
{
	uint64_t count = sources_count(sources);

	if (sources_exact(sources))
		return phrase_printf(P_("%" PRIu64 " address",
		                        "%" PRIu64 " addresses", count),
		                     count);
	return phrase_printf(P_("about %" PRIu64 " address",
	                        "about %" PRIu64 " addresses", count),
	                     count);
}

/* amounts: handshakes begun in a minute, of them half-open, unanswered. */
SAY(SYN_FLOOD)
{
	uint64_t begun = f->amounts[0], half_open = f->amounts[1];
	uint64_t unanswered = f->amounts[2];
	struct phrase sources = words_addresses(&l->sources);
	uint64_t completers = sources_count(&l->completers);

	if (unanswered)
		text_printf(t,
		            _("%" PRIu64 " of %" PRIu64
		              " SYNs in a minute were never followed up: "
		              "%" PRIu64 " wait half-open (at most %" PRIu32
		              " at once), %" PRIu64 " got no answer, as when "
		              "the backlog is full; of %s %" PRIu64
		              " ever completed a handshake. SYN cookies "
		              "(tcp_syncookies) keep the door open, while "
		              "tcp_max_syn_backlog and tcp_synack_retries "
		              "bound how many wait, and how long."),
		            half_open + unanswered, begun, half_open,
		            l->half_open.most, unanswered, sources.text,
		            completers);
	else
		text_printf(t,
		            _("%" PRIu64 " of %" PRIu64
		              " SYNs in a minute were never followed up: "
		              "%" PRIu64 " wait half-open (at most %" PRIu32
		              " at once); of %s %" PRIu64
		              " ever completed a handshake. SYN cookies "
		              "(tcp_syncookies) keep the door open, while "
		              "tcp_max_syn_backlog and tcp_synack_retries "
		              "bound how many wait, and how long."),
		            half_open, begun, half_open, l->half_open.most,
		            sources.text, completers);
}

/* amounts: the most at once, how many in all. */
SAY(CLOSE_WAIT_PILE)
{
	(void)l;
	text_printf(t,
	            P_("%s left %" PRIu64 " connection in CLOSE-WAIT, up to "
	               "%" PRIu64 " at once: its application was told that "
	               "its peer has closed, and forgets to close too.",
	               "%s left %" PRIu64 " connections in CLOSE-WAIT, up to "
	               "%" PRIu64 " at once: its application was told that "
	               "its peer has closed, and forgets to close too.",
	               f->amounts[1]),
	            words_end(f->of_client, WORDS_FIRST), f->amounts[1],
	            f->amounts[0]);
}

/* amounts: the most at once, connections, handshakes that keep-alive would
 * have spared, lowest and highest port. */
SAY(TIME_WAIT_PILE)
{
	(void)l;
	if (f->amounts[2])
		text_printf(t,
		            _("%" PRIu64 " of the client's connections were in "
		              "TIME-WAIT at once, each keeping one of its "
		              "ports, of %" PRIu64 " to %" PRIu64
		              ", for a minute or more; keep-alive would have "
		              "spared %" PRIu64 " of %" PRIu64 " handshakes."),
		            f->amounts[0], f->amounts[3], f->amounts[4],
		            f->amounts[2], f->amounts[1]);
	else
		text_printf(t,
		            _("%" PRIu64 " of the client's connections were in "
		              "TIME-WAIT at once, each keeping one of its "
		              "ports, of %" PRIu64 " to %" PRIu64
		              ", for a minute or more."),
		            f->amounts[0], f->amounts[3], f->amounts[4]);
}

/* amounts: the most open at once, connections, handshakes spared. */
SAY(MANY_SHORT_CONNECTIONS)
{
	uint64_t spared = f->amounts[2], kept = f->amounts[1] - spared;
	struct phrase handshakes = phrase_printf(
		P_("%" PRIu64 " handshake and its round trip",
	           "%" PRIu64 " handshakes and their round trips", spared),
		spared);

	(void)l;
	text_printf(t,
	            P_("%" PRIu64 " connection of the client, kept alive, "
	               "would have served for its %" PRIu64
	               ": %s, %s in all, were spent for nothing.",
	               "%" PRIu64 " connections of the client, kept alive, "
	               "would have served for its %" PRIu64
	               ": %s, %s in all, were spent for nothing.",
	               kept),
	            kept, f->amounts[1], handshakes.text,
	            phrase_duration(f->duration).text);
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
