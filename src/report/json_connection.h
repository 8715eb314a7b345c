/* SPDX-License-Identifier: BSD-2-Clause
 *
 * json_connection: a connection as the JSON tells it.
 */
#ifndef TCPLADDER_JSON_CONNECTION_H
#define TCPLADDER_JSON_CONNECTION_H

#include <stdint.h>

#include "base/text.h"
#include "report/json_writer.h"
#include "track/connection.h"

struct json_connection {
	struct json_writer *writer;
	int64_t start;       /* of the capture, ns since the epoch */
	struct text scratch; /* kept from one connection to the next */
};

/* Writes one object of type "connection". */
void json_connection_write(struct json_connection *j,
                           const struct connection *c);

/* Nanoseconds from one time to another; hostile ones wrap. */
static inline int64_t json_between(int64_t from, int64_t to)
{
	return (int64_t)((uint64_t)to - (uint64_t)from);
}

#endif
