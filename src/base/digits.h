/* SPDX-License-Identifier: BSD-2-Clause
 *
 * digits: numbers in decimal, written in place.
 */
#ifndef TCPLADDER_DIGITS_H
#define TCPLADDER_DIGITS_H

#include <stdint.h>

#define DIGITS_MAX 20 /* of 64 bits */

/* Writes a number, DIGITS_MAX bytes at most; returns where it ends. */
char *digits_put(char *at, uint64_t number);

/* Writes the last `count` digits of a number, zeros where it has fewer;
 * returns where they end. */
char *digits_fill(char *at, uint64_t number, unsigned count);

#endif
