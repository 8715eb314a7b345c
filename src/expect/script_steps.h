/* SPDX-License-Identifier: BSD-2-Clause
 *
 * script_steps: a connection's segments told as the steps of a ladder.
 */
#ifndef TCPLADDER_SCRIPT_STEPS_H
#define TCPLADDER_SCRIPT_STEPS_H

#include "expect/script.h"

/* Adds the steps to the script. */
void script_add_steps(struct script *script, const struct connection *c);

/* Adds the text as a line, and empties it; valid until the next is added. */
struct script_line *script_add(struct script *script, struct text *text);

#endif
