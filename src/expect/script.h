/* SPDX-License-Identifier: BSD-2-Clause
 *
 * script: one connection told as a block of expectations.
 */
#ifndef TCPLADDER_SCRIPT_H
#define TCPLADDER_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct connection;
struct text;

#define SCRIPT_UNTIMED (-1)

struct script_line {
	char *text;         /* "> ACK      ack M+1", without its time */
	const char *timing; /* "  in < ", "  within " */
	int64_t time;       /* ns, as it was; SCRIPT_UNTIMED: none */
	bool step;
};

struct script {
	char *head;
	struct script_line *lines;
	size_t count;
	uint64_t connections; /* that are told alike */
};

/* Tells a connection, which needs all its records; with_ends: its addresses
 * and ports as they are.  What is told holds of this connection.  The caller
 * empties it with script_fini(). */
void script_build(struct script *script, const struct connection *c,
                  bool with_ends);

/* True when two say the same, but for times. */
bool script_same(const struct script *a, const struct script *b);

/* Another that says the same took its own times: the longer ones stay. */
void script_join(struct script *script, const struct script *other);

/* Adds it as the lines of a .ladder file. */
void script_write(const struct script *script, struct text *text);

void script_fini(struct script *script);

#endif
