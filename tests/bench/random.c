/* SPDX-License-Identifier: BSD-2-Clause
 *
 * random: splitmix64.  Whole numbers only, so that no machine's arithmetic
 * makes another capture of the same seed.
 */
#include "config.h"

#include "random.h"

#define GOLDEN UINT64_C(0x9e3779b97f4a7c15) /* 2^64 over the golden ratio */
#define MILLION 1000000

uint64_t random_mix(uint64_t value)
{
	value ^= value >> 30;
	value *= UINT64_C(0xbf58476d1ce4e5b9);
	value ^= value >> 27;
	value *= UINT64_C(0x94d049bb133111eb);
	return value ^ value >> 31;
}

struct random random_seeded(uint64_t seed, uint64_t index)
{
	return (struct random){random_mix(seed + GOLDEN) ^
	                       random_mix(index * GOLDEN + 1)};
}

uint64_t random_next(struct random *random)
{
	random->state += GOLDEN;
	return random_mix(random->state);
}

uint64_t random_below(struct random *random, uint64_t limit)
{
	return random_next(random) % limit;
}

uint64_t random_between(struct random *random, uint64_t low, uint64_t high)
{
	return low + random_below(random, high - low + 1);
}

bool random_chance(struct random *random, uint32_t per_million)
{
	return random_below(random, MILLION) < per_million;
}

uint64_t random_skewed(struct random *random, uint64_t mean)
{
	uint64_t a = random_below(random, 2049), b = random_below(random, 2049);

	return mean * a / 1024 * b / 1024;
}
