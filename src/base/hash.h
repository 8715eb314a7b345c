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

#define HASH_LINE_MAX 9 /* 32-bit words of a key in a table of flows */

/* A key of hash_line(): a number by which each word is multiplied, and one
 * more. */
struct hash_line_key {
	uint64_t by[HASH_LINE_MAX], first;
};

/* A key nobody can foresee: from the system, or, where it has none to give,
 * from the clock and where things lie in memory. */
void hash_key_random(struct hash_key *key);

/* SipHash-1-3 of `count` 64-bit words: fast for the short keys of a table,
 * and of no use to who does not know the key. */
uint64_t hash_words(const struct hash_key *key, const uint64_t *words,
                    size_t count);

/* The same kind of key for hash_line(). */
void hash_line_key_random(struct hash_line_key *key);

/* Multilinear hashing (Carter and Wegman 1979; strongly universal, Lemire and
 * Kaser 2014) of 32-bit words, up to HASH_LINE_MAX, as many as all keys of the
 * table have: of any two keys, made by whoever does not know the key, the hashes
 * agree once in 2^32 keys.  The end only spreads what lies in a row, one to one. */
static inline uint32_t hash_line(const struct hash_line_key *key,
                                 const uint32_t *words, unsigned count)
{
	uint64_t sum = key->first;
	uint32_t hash;

	for (unsigned i = 0; i < count; i++)
		sum += key->by[i] * words[i];
	hash = (uint32_t)(sum >> 32);
	hash = (hash ^ hash >> 16) * UINT32_C(0x85EBCA6B);
	hash = (hash ^ hash >> 13) * UINT32_C(0xC2B2AE35);
	return hash ^ hash >> 16;
}

#endif
