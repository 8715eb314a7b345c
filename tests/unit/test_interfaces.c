/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What libpcap is given of a pcapng's interfaces.
 */
#include "config.h"

#include <pcap/pcap.h>
#include <string.h>

#include "base/array.h"
#include "capture/interfaces.h"
#include "sample.h"
#include "suites.h"

#define SECTION 0x0a0d0d0a
#define MAGIC 0x1a2b3c4d

static void put_section(struct sample *s)
{
	static const uint32_t numbers[] = {SECTION, 28, MAGIC, 1, ~0u, ~0u, 28};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		sample_put32(s, numbers[i]);
}

/* Its link type is in the first two bytes of four. */
static void put_interface(struct sample *s, uint32_t link_type,
                          uint32_t snapshot)
{
	sample_put32(s, 1);
	sample_put32(s, 20);
	sample_put32(s, s->big_endian ? link_type << 16 : link_type);
	sample_put32(s, snapshot);
	sample_put32(s, 20);
}

/* A packet that looks as an interface would. */
static void put_packet(struct sample *s, uint32_t link_type)
{
	sample_put32(s, 6);
	sample_put32(s, 52);
	for (int i = 0; i < 5; i++)
		sample_put32(s, 20);
	put_interface(s, link_type, 65535);
	sample_put32(s, 52);
}

/* Sections of either byte order; the other one's numbers in the packet.  As they
 * are in the file, or as libpcap is to have them. */
static void put_file(struct sample *s, bool mended)
{
	uint32_t raw = mended ? DLT_RAW : 101;
	uint32_t atm = mended ? DLT_ATM_RFC1483 : 100;
	uint32_t lengths[] = {96, 262144, 1, 65535};

	if (mended)
		memset(lengths, 0, sizeof(lengths));
	s->len = 0;
	for (int section = 0; section < 2; section++) {
		put_section(s);
		put_interface(s, raw, lengths[0]);
		put_packet(s, 101);
		put_interface(s, 1, lengths[1]);
		put_interface(s, atm, lengths[2]);
		put_interface(s, 101 << 8, lengths[3]);
		s->big_endian = !s->big_endian;
	}
}

/* All of it, a step at a time.  Returns the snapshot length. */
static uint32_t mend(struct sample *s, size_t step)
{
	struct interfaces interfaces = {.ahead = 0};
	size_t done = 0;

	for (size_t have = 0; have < s->len;) {
		size_t last = done;

		have = s->len - have < step ? s->len : have + step;
		done += interfaces_mend(&interfaces, s->bytes + done,
		                        have - done);
		ck_assert_uint_ge(done, last);
		ck_assert_uint_le(done, have);
		ck_assert_uint_lt(have - done, INTERFACES_HEAD_LEN);
	}
	ck_assert_uint_eq(done, s->len);
	return interfaces.snapshot;
}

START_TEST(one_link_type_is_one_number)
{
	struct sample found = {.big_endian = _i % 2};
	struct sample wanted = {.big_endian = _i % 2};

	put_file(&found, false);
	put_file(&wanted, true);
	ck_assert_uint_eq(mend(&found, (size_t)_i + 1), 262144);
	ck_assert_mem_eq(found.bytes, wanted.bytes, wanted.len);
}
END_TEST

/* What a block's beginning may say that libpcap does not take. */
static const struct {
	const char *what;
	size_t at;
	uint32_t number;
} BROKEN[] = {
	{"no magic number", 8, 0x1a2b3c4e},
	{"a section without length", 4, 0},
	{"a section shorter than a head", 4, 8},
	{"an uneven section", 4, 29},
	{"an interface shorter than a head", 32, 8},
	{"an uneven interface", 32, 21},
};

START_TEST(what_is_broken_is_left_alone)
{
	struct sample found = {.len = 0}, wanted;

	put_file(&found, false);
	found.len = BROKEN[_i].at;
	sample_put32(&found, BROKEN[_i].number);
	found.len = 300;
	wanted = found;
	mend(&found, 300);
	ck_assert_msg(memcmp(found.bytes, wanted.bytes, 300) == 0, "%s",
	              BROKEN[_i].what);
}
END_TEST

START_TEST(none_is_the_largest_snapshot_length)
{
	struct sample s = {.len = 0};

	put_section(&s);
	put_interface(&s, 1, 96);
	put_interface(&s, 1, 0);
	put_interface(&s, 1, 262144);
	ck_assert_uint_eq(mend(&s, 1), UINT32_MAX);
}
END_TEST

/* Too short to hold one: what stands there is another block's. */
START_TEST(an_interface_without_a_snapshot_length_has_none)
{
	struct sample s = {.len = 0};
	size_t at;

	put_section(&s);
	sample_put32(&s, 1);
	sample_put32(&s, 12);
	sample_put32(&s, 12);
	at = s.len;
	sample_put32(&s, 6);
	sample_put32(&s, 12);
	sample_put32(&s, 12);
	ck_assert_uint_eq(mend(&s, 100), 0);
	ck_assert_uint_eq(s.bytes[at], 6);
}
END_TEST

Suite *interfaces_suite(void)
{
	Suite *suite = suite_create("interfaces");
	TCase *tcase = tcase_create("interfaces");

	tcase_add_loop_test(tcase, one_link_type_is_one_number, 0, 160);
	tcase_add_loop_test(tcase, what_is_broken_is_left_alone, 0,
	                    ARRAY_LEN(BROKEN));
	tcase_add_test(tcase, none_is_the_largest_snapshot_length);
	tcase_add_test(tcase, an_interface_without_a_snapshot_length_has_none);
	suite_add_tcase(suite, tcase);
	return suite;
}
