/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The capture point: numbers what passes it, changes a number of it where that
 * is asked for, and writes it to a file.
 */
#ifndef TCPLADDER_BENCH_TAP_H
#define TCPLADDER_BENCH_TAP_H

#include <stdint.h>
#include <stdio.h>

#include "frame.h"
#include "packet.h"

struct conversation;

struct tap {
	FILE *out;
	uint32_t snapshot_length;
	uint64_t packets;
	uint32_t streams;
	FILE *mutations; /* NULL: change nothing */
	uint64_t mutation_seed;
	uint8_t frame[FRAME_MAX];
};

/* Writes the head of the file. */
void tap_begin(struct tap *tap);

void tap_packet(struct tap *tap, struct conversation *c, enum side side,
                const struct packet *packet);

#endif
