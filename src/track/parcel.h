/* SPDX-License-Identifier: BSD-2-Clause
 *
 * parcel: a whole connection as one run of bytes, and back.
 */
#ifndef TCPLADDER_PARCEL_H
#define TCPLADDER_PARCEL_H

#include <stdbool.h>
#include <stddef.h>

#include "track/connection.h"

#define PARCEL_MAX 16384 /* bytes; no connection takes more */

/* False where the connection holds what is not worth it: records of segments,
 * what it has inherited. */
bool parcel_may_hold(const struct connection *c);

/* Writes what the connection is and holds, which parcel_may_hold(); returns how
 * many bytes it took.  The connection stays as it is. */
size_t parcel_pack(const struct connection *c, unsigned char *bytes);

/* Makes the connection, whatever it was, what was packed; connection_fini()
 * frees what it holds. */
void parcel_unpack(const unsigned char *bytes, struct connection *c);

#endif
