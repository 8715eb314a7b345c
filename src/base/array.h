/* SPDX-License-Identifier: BSD-2-Clause
 *
 * array: how many elements an array has.
 */
#ifndef TCPLADDER_ARRAY_H
#define TCPLADDER_ARRAY_H

/* Only for arrays, never for pointers. */
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
