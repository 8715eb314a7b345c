/* SPDX-License-Identifier: BSD-2-Clause
 *
 * words: what a connection's data says, in sentences.
 */
#ifndef TCPLADDER_WORDS_H
#define TCPLADDER_WORDS_H

#include "base/phrase.h"
#include "track/connection.h"

struct listener;
struct listener_finding;
struct sources;
struct text;

/* Adds one sentence that says what the finding found, without its packet. */
void words_finding(const struct connection *c, const struct finding *finding,
                   struct text *text);

/* Adds one sentence: how many findings of the connection are not kept. */
void words_findings_omitted(const struct connection *c, struct text *text);

/* The same of what shows across a listener's connections. */
void words_listener_finding(const struct listener *listener,
                            const struct listener_finding *finding,
                            struct text *text);

/* Adds one sentence: how the connection opened, closed, and what is wrong. */
void words_summary(const struct connection *c, struct text *text);

/* A side's place in a sentence, which decides its form in many languages. */
enum words_role {
	WORDS_FIRST,   /* "The client reset the connection." */
	WORDS_SUBJECT, /* "…; the client never closed its side" */
	WORDS_BY,      /* "closed by the client" */
	WORDS_OF,      /* "nothing of the client" */
};

/* "the client" or "the server", article included, in this role. */
const char *words_end(bool client, enum words_role role);
const char *words_side_as(const struct connection *c, unsigned dir,
                          enum words_role role);

/* "1 address", "about 5000 addresses". */
struct phrase words_addresses(const struct sources *sources);

/* "The client" or "The server", as WORDS_FIRST. */
const char *words_the_side(const struct connection *c, unsigned dir);

/* "client" or "server": for programs, never translated. */
const char *words_side(const struct connection *c, unsigned dir);

#endif
