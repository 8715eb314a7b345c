/* SPDX-License-Identifier: BSD-2-Clause
 *
 * words_say: the words of each finding, one function a rule, found by the
 * rule's name in rules.def.  What a finding's `amount`, `other` and `duration`
 * mean is said there, where they are spoken.
 *
 * Every sentence is one whole format; where a part may be missing there are
 * two sentences, so that a translator never meets half of one.
 */
#ifndef TCPLADDER_WORDS_SAY_H
#define TCPLADDER_WORDS_SAY_H

#include "base/intl.h"
#include "base/phrase.h"
#include "track/words.h"

typedef void say(const struct connection *c, const struct finding *f,
                 struct text *t);

#define RULE(name, slug, severity, source, title) say say_##name;
#define RULES_NOT_OF_LISTENERS
#include "track/rules.def"
#undef RULES_NOT_OF_LISTENERS
#undef RULE

#define SAY(rule)                                                            \
	void say_##rule(const struct connection *c, const struct finding *f, \
	                struct text *t)

/* Arguments of the sentences of finding f. */
#define WHO words_the_side(c, f->from)
#define COUNT ((uint64_t)f->amount)
#define TIMES phrase_times(f->amount).text
#define LASTED phrase_duration(f->duration).text

#endif
