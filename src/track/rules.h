/* SPDX-License-Identifier: BSD-2-Clause
 *
 * rules: the catalogue of verdicts, from rules.def.
 */
#ifndef TCPLADDER_RULES_H
#define TCPLADDER_RULES_H

#include <stdbool.h>
#include <stdint.h>

enum rule {
#define RULE(name, slug, severity, source, title) RULE_##name,
#include "track/rules.def"
#undef RULE
	RULE_COUNT
};

enum severity {
	SEVERITY_NOTE,    /* worth knowing, nothing wrong */
	SEVERITY_WARNING, /* the connection suffered, or something failed */
	SEVERITY_ERROR,   /* the numbers or the protocol are violated */
	SEVERITY_COUNT
};

/* Whether it is of what only shows across connections: such findings are a
 * listener's, all others a connection's. */
bool rule_of_listeners(enum rule rule);

/* The rule's slug, "ack-of-unsent"; a constant. */
const char *rule_slug(enum rule rule);

/* The severity a finding of this rule has unless it says otherwise. */
enum severity rule_severity(enum rule rule);

/* Where it is written, "RFC 9293 §3.6"; a constant. */
const char *rule_source(enum rule rule);

/* What it is, in half a sentence, in English, as _() takes it; a constant. */
const char *rule_title(enum rule rule);

/* "error" | "warning" | "note"; a constant. */
const char *severity_name(enum severity severity);

#endif
