/* SPDX-License-Identifier: BSD-2-Clause
 *
 * words: what a connection's data says, in sentences.
 */
#ifndef TCPLADDER_WORDS_H
#define TCPLADDER_WORDS_H

#include "track/connection.h"

struct listener;
struct listener_finding;
struct text;

/* Adds one sentence that says what the finding found, without its packet. */
void words_finding(const struct connection *c, const struct finding *finding,
                   struct text *text);

/* The same of what shows across a listener's connections. */
void words_listener_finding(const struct listener *listener,
                            const struct listener_finding *finding,
                            struct text *text);

/* Adds one sentence: how the connection opened, closed, and what is wrong. */
void words_summary(const struct connection *c, struct text *text);

/* Adds how a SYN's tries were spaced: ", each twice as long after the last",
 * or nothing where there were too few. */
void words_back_off(const struct connection *c, struct text *text);

/* "client" or "server". */
const char *words_side(const struct connection *c, unsigned dir);

/* "The client" or "The server". */
const char *words_the_side(const struct connection *c, unsigned dir);

#endif
