/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Numbers that look random and follow from a seed: the same on every machine.
 */
#ifndef TCPLADDER_BENCH_RANDOM_H
#define TCPLADDER_BENCH_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

/* Scatters the bits of a number; different for different numbers. */
uint64_t random_mix(uint64_t value);

/* The stream of numbers that belongs to a seed and an index. */
struct random random_seeded(uint64_t seed, uint64_t index);

uint64_t random_next(struct random *random);

/* From 0 to limit - 1. */
uint64_t random_below(struct random *random, uint64_t limit);

/* From low to high, both included. */
uint64_t random_between(struct random *random, uint64_t low, uint64_t high);

/* True so many times in a million. */
bool random_chance(struct random *random, uint32_t per_million);

/* Mostly less than the mean, at times up to four times as much. */
uint64_t random_skewed(struct random *random, uint64_t mean);

#endif
