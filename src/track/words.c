/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/words.h"

#include <inttypes.h>

#include "base/intl.h"
#include "base/text.h"
#include "track/words_say.h"

const char *words_side(const struct connection *c, unsigned dir)
{
	return dir == c->client ? "client" : "server";
}

const char *words_end(bool client, enum words_role role)
{
	switch (role) {
	case WORDS_FIRST:
		/* TRANSLATORS: the subject, at the beginning of a sentence.
		 * A side has four roles in sentences; each is translated on
		 * its own, in the form its sentences want: "%s reset the
		 * connection.", "…; %s never closed its side", "closed by
		 * %s", "nothing of %s". */
		return client ? C_("first", "The client")
		              : C_("first", "The server");
	case WORDS_SUBJECT:
		return client ? C_("subject", "the client")
		              : C_("subject", "the server");
	case WORDS_BY:
		return client ? C_("by", "the client") : C_("by", "the server");
	default:
		return client ? C_("of", "the client") : C_("of", "the server");
	}
}

const char *words_side_as(const struct connection *c, unsigned dir,
                          enum words_role role)
{
	return words_end(dir == c->client, role);
}

const char *words_the_side(const struct connection *c, unsigned dir)
{
	return words_side_as(c, dir, WORDS_FIRST);
}

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

void words_findings_omitted(const struct connection *c, struct text *t)
{
	text_printf(t,
	            P_("… and %" PRIu32 " more finding, which is not kept.",
	               "… and %" PRIu32 " more findings, which are not kept.",
	               c->findings_omitted),
	            c->findings_omitted);
}
