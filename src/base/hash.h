/* SPDX-License-Identifier: BSD-2-Clause
 *
 * hash: a keyed hash, so that a capture cannot be made to collide.
 */
#ifndef TCPLADDER_HASH_H
#define TCPLADDER_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash_key {
	uint64_t k0, k1;
};

/* A key nobody can foresee: from the system, or, where it has none to give,
 * from the clock and where things lie in memory. */
void hash_key_random(struct hash_key *key);

/* SipHash-1-3 of `count` 64-bit words: fast for the short keys of a table,
 * and of no use to who does not know the key. */
uint64_t hash_words(const struct hash_key *key, const uint64_t *words,
                    size_t count);

/* The same of two words, where all keys have two: their count is left out. */
uint64_t hash_pair(const struct hash_key *key, uint64_t a, uint64_t b);

#endif
