/* SPDX-License-Identifier: BSD-2-Clause
 *
 * schema: JSON held against schema/tcpladder-1.schema.json.
 *
 * Knows the words that schema uses, but `pattern` and `format`, and ends the
 * program on one it does not know; tests/schema has a whole validator.
 */
#ifndef TCPLADDER_SCHEMA_H
#define TCPLADDER_SCHEMA_H

#include <jansson.h>

/* Aborts where the value is not valid. */
void schema_check(json_t *value);

#endif
