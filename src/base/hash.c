/* SPDX-License-Identifier: BSD-2-Clause
 *
 * SipHash by Aumasson and Bernstein (2012), with one round a word and three
 * at the end, over whole 64-bit words.
 */
#include "config.h"

#include "base/hash.h"

#include <time.h>
#include <unistd.h>
#ifdef HAVE_SYS_RANDOM_H
#include <sys/random.h> /* macOS has getentropy() there */
#endif

struct sip {
	uint64_t a, b, c, d;
};

static inline uint64_t rotate(uint64_t x, unsigned by)
{
	return x << by | x >> (64 - by);
}

static inline void sip_round(struct sip *v)
{
	v->a += v->b;
	v->c += v->d;
	v->b = rotate(v->b, 13) ^ v->a;
	v->d = rotate(v->d, 16) ^ v->c;
	v->a = rotate(v->a, 32);
	v->c += v->b;
	v->a += v->d;
	v->b = rotate(v->b, 17) ^ v->c;
	v->d = rotate(v->d, 21) ^ v->a;
	v->c = rotate(v->c, 32);
}

static inline void sip_word(struct sip *v, uint64_t word)
{
	v->d ^= word;
	sip_round(v);
	v->a ^= word;
}

static inline struct sip sip_begin(const struct hash_key *key)
{
	return (struct sip){
		key->k0 ^ UINT64_C(0x736f6d6570736575),
		key->k1 ^ UINT64_C(0x646f72616e646f6d),
		key->k0 ^ UINT64_C(0x6c7967656e657261),
		key->k1 ^ UINT64_C(0x7465646279746573),
	};
}

static inline uint64_t sip_end(struct sip *v)
{
	v->c ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v->a ^ v->b ^ v->c ^ v->d;
}

uint64_t hash_words(const struct hash_key *key, const uint64_t *words,
                    size_t count)
{
	struct sip v = sip_begin(key);

	for (size_t i = 0; i < count; i++)
		sip_word(&v, words[i]);
	sip_word(&v, (uint64_t)(count * 8) << 56);
	return sip_end(&v);
}

void hash_key_random(struct hash_key *key)
{
	if (getentropy(key, sizeof(*key)) == 0)
		return;
	key->k0 = (uint64_t)time(NULL) ^ (uint64_t)(uintptr_t)key << 16;
	key->k1 = (uint64_t)clock() * UINT64_C(0x9E3779B97F4A7C15);
}

void hash_line_key_random(struct hash_line_key *key)
{
	struct hash_key seed;
	uint64_t words[2] = {0, 0};

	hash_key_random(&seed);
	key->first = hash_words(&seed, words, 2);
	for (unsigned i = 0; i < HASH_LINE_MAX; i++) {
		words[0] = i + 1;
		key->by[i] = hash_words(&seed, words, 2);
	}
}
