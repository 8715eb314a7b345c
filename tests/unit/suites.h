/* SPDX-License-Identifier: BSD-2-Clause
 *
 * suites: every test_NAME.c has one function, `Suite *NAME_suite(void)`, and
 * one row here.
 */
#ifndef TCPLADDER_SUITES_H
#define TCPLADDER_SUITES_H

#include <check.h>

/* clang-format off */
#define SUITES(SUITE) \
	SUITE(fault) \
	SUITE(digits) \
	SUITE(text) \
	SUITE(hash) \
	SUITE(order) \
	SUITE(pages) \
	SUITE(pool) \
	SUITE(shelf) \
	SUITE(capture) \
	SUITE(census) \
	SUITE(idle) \
	SUITE(reserve) \
	SUITE(rewind) \
	SUITE(alike) \
	SUITE(match) \
	SUITE(collide) \
	SUITE(interfaces) \
	SUITE(json) \
	SUITE(options) \
	SUITE(seq) \
	SUITE(tcp_state) \
	SUITE(marks) \
	SUITE(rules) \
	SUITE(analysis) \
	SUITE(evidence) \
	SUITE(holes) \
	SUITE(early) \
	SUITE(elsewhere) \
	SUITE(identification) \
	SUITE(offload) \
	SUITE(quoted) \
	SUITE(endpoint) \
	SUITE(handshake) \
	SUITE(close) \
	SUITE(reset) \
	SUITE(data) \
	SUITE(connection) \
	SUITE(crossing) \
	SUITE(flow_table) \
	SUITE(listener) \
	SUITE(steady) \
	SUITE(syn_again) \
	SUITE(ordinary) \
	SUITE(parcel) \
	SUITE(tidy) \
	SUITE(tracker) \
	SUITE(linger) \
	SUITE(record) \
	SUITE(records) \
	SUITE(outcome) \
	SUITE(words) \
	SUITE(zeek) \
	SUITE(show) \
	SUITE(ladder) \
	SUITE(paint) \
	SUITE(columns) \
	SUITE(list) \
	SUITE(verdicts) \
	SUITE(expect) \
	SUITE(compare) \
	SUITE(decode_fragment) \
	SUITE(decode_ip) \
	SUITE(decode_tables) \
	SUITE(decode_tcp) \
	SUITE(ftp) \
	SUITE(explain)
/* clang-format on */

#define DECLARE(name) Suite *name##_suite(void);
SUITES(DECLARE)
#undef DECLARE

#endif
