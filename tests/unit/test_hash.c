/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/array.h"
#include "base/hash.h"
#include "suites.h"

/* The key of SipHash's own examples: bytes 0 to 15. */
static const struct hash_key KEY = {UINT64_C(0x0706050403020100),
                                    UINT64_C(0x0f0e0d0c0b0a0908)};

/* SipHash-1-3 of the bytes 0, 1, 2 … in as many words (the vectors that
 * other implementations of it publish). */
static const uint64_t VECTORS[] = {
	UINT64_C(0xabac0158050fc4dc),
	UINT64_C(0x369095118d299a8e),
};

START_TEST(test_hash_is_siphash_1_3)
{
	static const uint64_t WORDS[] = {UINT64_C(0x0706050403020100)};

	ck_assert_uint_eq(hash_words(&KEY, WORDS, (size_t)_i), VECTORS[_i]);
}
END_TEST

static unsigned bits(uint64_t word)
{
	unsigned count = 0;

	for (; word; word &= word - 1)
		count++;
	return count;
}

/* Each bit of the input moves about half of the output's. */
START_TEST(test_every_bit_of_every_word_counts)
{
	uint64_t words[5] = {1, 2, 3, 4, 5};
	uint64_t hash = hash_words(&KEY, words, 5);

	for (size_t bit = 0; bit < 64 * ARRAY_LEN(words); bit++) {
		uint64_t other;

		words[bit / 64] ^= UINT64_C(1) << bit % 64;
		other = hash_words(&KEY, words, 5);
		words[bit / 64] ^= UINT64_C(1) << bit % 64;
		ck_assert_uint_ge(bits(hash ^ other), 12);
		ck_assert_uint_le(bits(hash ^ other), 52);
	}
}
END_TEST

START_TEST(test_every_bit_of_the_key_counts)
{
	static const uint64_t WORDS[] = {1, 2, 3};
	uint64_t hash = hash_words(&KEY, WORDS, 3);

	for (unsigned bit = 0; bit < 128; bit++) {
		struct hash_key key = KEY;

		*(bit < 64 ? &key.k0 : &key.k1) ^= UINT64_C(1) << bit % 64;
		ck_assert_uint_ne(hash, hash_words(&key, WORDS, 3));
	}
}
END_TEST

START_TEST(test_a_zero_word_more_is_another_key)
{
	static const uint64_t WORDS[] = {0, 0, 0};

	ck_assert_uint_ne(hash_words(&KEY, WORDS, 1),
	                  hash_words(&KEY, WORDS, 2));
	ck_assert_uint_ne(hash_words(&KEY, WORDS, 2),
	                  hash_words(&KEY, WORDS, 3));
}
END_TEST

START_TEST(test_no_two_keys_are_alike)
{
	struct hash_key a, b;

	hash_key_random(&a);
	hash_key_random(&b);
	ck_assert(a.k0 != b.k0 || a.k1 != b.k1);
	ck_assert(a.k0 != 0 || a.k1 != 0);
}
END_TEST

Suite *hash_suite(void)
{
	Suite *suite = suite_create("hash");
	TCase *tcase = tcase_create("hash");

	tcase_add_loop_test(tcase, test_hash_is_siphash_1_3, 0,
	                    ARRAY_LEN(VECTORS));
	tcase_add_test(tcase, test_every_bit_of_every_word_counts);
	tcase_add_test(tcase, test_every_bit_of_the_key_counts);
	tcase_add_test(tcase, test_a_zero_word_more_is_another_key);
	tcase_add_test(tcase, test_no_two_keys_are_alike);
	suite_add_tcase(suite, tcase);
	return suite;
}
