/* SPDX-License-Identifier: BSD-2-Clause
 *
 * show: addresses, times and flags as people read them.
 */
#ifndef TCPLADDER_SHOW_H
#define TCPLADDER_SHOW_H

#include <stdint.h>

#include "decode/segment.h"
#include "report/report.h"

struct text;

/* "[", 8 groups of 4 digits or the last two in dotted decimal, "]:", port. */
#define SHOW_ENDPOINT_MAX 64
#define SHOW_TIME_MAX 32

#define SHOW_FLAGS 0x1FF  /* those that have a name */
#define SHOW_FLAGS_MAX 36 /* "FIN,SYN,…,AE", and what goes with copying it */

/* Adds "192.0.2.10" or "2001:db8::1" (RFC 5952). */
void show_address(struct text *text, const struct endpoint *end);

/* Adds "192.0.2.10:80" or "[2001:db8::1]:80". */
void show_endpoint(struct text *text, const struct endpoint *end);

/* The same, in place: SHOW_ENDPOINT_MAX bytes at most; returns where it ends. */
char *show_put_endpoint(char *at, const struct endpoint *end);

/* Adds "SYN,ACK", in the order FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE;
 * nothing for no flags. */
void show_flags(struct text *text, uint16_t flags);

/* The same, in place: SHOW_FLAGS_MAX bytes at most; returns where it ends. */
char *show_put_flags(char *at, uint16_t flags);

/* Adds a moment: seconds since `since` with microseconds, or since the epoch,
 * or "2026-11-20 04:25:05.874876" in UTC. */
void show_time(struct text *text, enum report_time how, int64_t time,
               int64_t since);

/* The same, in place: SHOW_TIME_MAX bytes at most; returns where it ends. */
char *show_put_time(char *at, enum report_time how, int64_t time,
                    int64_t since);

/* Adds a UTC date and time with `digits` (6 or 9) of fraction, the date and
 * the time of day parted by `between`. */
void show_utc(struct text *text, int64_t time, char between, int digits);

/* Adds how many findings there are of each severity, which found[] counts:
 * "1 error, 2 warnings, 5 notes". */
void show_found(struct text *text, const uint64_t *found);

#endif
