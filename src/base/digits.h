/* SPDX-License-Identifier: BSD-2-Clause
 *
 * digits: numbers in decimal, written in place.
 */
#ifndef TCPLADDER_DIGITS_H
#define TCPLADDER_DIGITS_H

#include <stdint.h>

#define DIGITS_MAX 20          /* of 64 bits */
#define DIGITS_DURATION_MAX 24 /* bytes, of which the unit is four */
#define DIGITS_GROUPED_MAX 26
#define DIGITS_OFFSET_MAX 12

/* Writes a number, DIGITS_MAX bytes at most; returns where it ends. */
char *digits_put(char *at, uint64_t number);

/* Writes the last `count` digits of a number, zeros where it has fewer;
 * returns where they end. */
char *digits_fill(char *at, uint64_t number, unsigned count);

/* Writes a duration in ns with three digits that matter and its unit: "820 µs",
 * "21.5 ms", "1.02 s", "61.0 s"; from ten minutes on in two units, "12 min 5 s",
 * "3 h 20 min", "2 d 4 h"; returns where it ends. */
char *digits_duration(char *at, int64_t ns);

/* Writes a number in groups of three: "5 230"; returns where it ends. */
char *digits_grouped(char *at, uint64_t number);

/* Writes a number named by its distance from a letter's, "J", "J+2", "J-1",
 * DIGITS_OFFSET_MAX bytes at most; returns where it ends. */
char *digits_offset(char *at, char letter, int32_t by);

#endif
