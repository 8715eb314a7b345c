/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "decode/ftp.h"
#include "suites.h"
#include "track/announced.h"

#define HEADER 20

static const uint8_t CLIENT[4] = {192, 0, 2, 10}, SERVER[4] = {198, 51, 100, 5};

/* A segment of the control connection with this payload. */
static struct segment control(uint8_t *bytes, const char *payload, bool reply)
{
	struct segment s = {.header_len = HEADER, .tcp = bytes};
	struct endpoint client = {.family = 4, .port = 50000};
	struct endpoint server = {.family = 4, .port = 21};

	memcpy(client.address, CLIENT, sizeof(CLIENT));
	memcpy(server.address, SERVER, sizeof(SERVER));
	memcpy(bytes + HEADER, payload, strlen(payload));
	s.source = reply ? server : client;
	s.destination = reply ? client : server;
	s.len = (uint32_t)strlen(payload);
	s.tcp_captured = HEADER + s.len;
	return s;
}

static const struct {
	const char *payload;
	bool reply;
	bool announces;
	uint8_t address[4]; /* of the known end */
	uint16_t port;
} ROWS[] = {
	{"227 Entering Passive Mode (198,51,100,5,221,90).\r\n",
         true,
         true,
         {198, 51, 100, 5},
         56666},
	{"227 =198,51,100,9,0,21", true, true, {198, 51, 100, 9}, 21},
	{"227 at 4 o'clock: 10,0,0,1,1,0\r\n", true, true, {10, 0, 0, 1}, 256},
	{"227 Entering Passive Mode (198,51,100,256,221,90)\r\n",
         true,
         false,
         {0},
         0},
	{"227 Entering Passive Mode (198,51,100,5,221\r\n90)",
         true,
         false,
         {0},
         0},
	{"229 Entering Extended Passive Mode (|||6446|)\r\n",
         true,
         true,
         {198, 51, 100, 5},
         6446},
	{"229 (||6446|)\r\n", true, false, {0}, 0},
	{"229 (|||65536|)\r\n", true, false, {0}, 0},
	{"229 Extended", true, false, {0}, 0},
	{"226 198,51,100,5,221,90\r\n", true, false, {0}, 0},
	{"PORT 192,0,2,10,131,46\r\n", false, true, {198, 51, 100, 5}, 20},
	{"PORT 192,0,2,10\r\n", false, false, {0}, 0},
	{"PORT ", false, false, {0}, 0},
	{"227 198,51,100,5,221,90\r\n", false, false, {0}, 0},
};

START_TEST(test_what_announces_a_data_connection_and_what_does_not)
{
	uint8_t bytes[256] = {0};
	struct segment s = control(bytes, ROWS[_i].payload, ROWS[_i].reply);
	struct endpoint end, peer;

	ck_assert_int_eq(ftp_announcement(&s, &end, &peer), ROWS[_i].announces);
	if (!ROWS[_i].announces)
		return;
	ck_assert_mem_eq(end.address, ROWS[_i].address, 4);
	ck_assert_uint_eq(end.port, ROWS[_i].port);
	ck_assert_mem_eq(peer.address, CLIENT, 4);
	ck_assert_uint_eq(peer.port, 0);
}
END_TEST

START_TEST(test_no_cut_of_a_reply_is_read_beyond_its_end)
{
	uint8_t bytes[256] = {0};
	struct segment s = control(bytes, ROWS[0].payload, true);
	struct endpoint end, peer;
	uint32_t all = s.tcp_captured;

	for (uint32_t captured = 0; captured < all; captured++) {
		uint8_t *cut = malloc(captured ? captured : 1);

		memcpy(cut, bytes, captured);
		s.tcp = cut;
		s.tcp_captured = captured;
		(void)ftp_announcement(&s, &end, &peer);
		free(cut);
	}
	s.tcp = bytes;
	s.tcp_captured = HEADER + 20;
	ck_assert(!ftp_announcement(&s, &end, &peer));
}
END_TEST

START_TEST(test_only_the_announced_connection_is_found)
{
	uint8_t bytes[256] = {0};
	struct segment s = control(bytes, ROWS[0].payload, true);
	struct announced announced = {.count = 0};
	struct segment syn = control(bytes, "", false);

	announced_note(&announced, &s);
	syn.destination.port = 56666;
	ck_assert(announced_find(&announced, &syn));
	syn.destination.port = 56667;
	ck_assert(!announced_find(&announced, &syn));
	syn.destination.port = 56666;
	syn.source.address[3] ^= 1;
	ck_assert(!announced_find(&announced, &syn));
}
END_TEST

START_TEST(test_the_oldest_announcement_is_forgotten)
{
	uint8_t bytes[256] = {0};
	struct segment first = control(bytes, ROWS[0].payload, true);
	struct segment syn = first;
	struct announced announced = {.count = 0};

	announced_note(&announced, &first);
	memcpy(bytes + HEADER + 44, "91", 2);
	for (unsigned i = 0; i < ANNOUNCED_MAX; i++)
		announced_note(&announced, &first);
	syn.source.port = 56666;
	ck_assert(!announced_find(&announced, &syn));
	syn.source.port = 56667;
	ck_assert(announced_find(&announced, &syn));
}
END_TEST

Suite *ftp_suite(void)
{
	Suite *suite = suite_create("ftp");
	TCase *tcase = tcase_create("announcements");

	tcase_add_loop_test(
		tcase, test_what_announces_a_data_connection_and_what_does_not,
		0, (int)(sizeof(ROWS) / sizeof(*ROWS)));
	tcase_add_test(tcase, test_no_cut_of_a_reply_is_read_beyond_its_end);
	tcase_add_test(tcase, test_only_the_announced_connection_is_found);
	tcase_add_test(tcase, test_the_oldest_announcement_is_forgotten);
	suite_add_tcase(suite, tcase);
	return suite;
}
