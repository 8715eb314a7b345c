/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/show.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/digits.h"
#include "base/intl.h"
#include "base/phrase.h"
#include "base/text.h"

#define SECOND INT64_C(1000000000)

/* clang-format off */
#define OCTET(text) {text ".", sizeof(text)}
#define OCTETS_OF(tens) \
	OCTET(tens "0"), OCTET(tens "1"), OCTET(tens "2"), OCTET(tens "3"), \
	OCTET(tens "4"), OCTET(tens "5"), OCTET(tens "6"), OCTET(tens "7"), \
	OCTET(tens "8"), OCTET(tens "9")
/* clang-format on */

/* "0." to "255.": to copy what is known costs less than to divide, and nothing
 * has to be foreseen. */
static const struct octet {
	char text[7]; /* of which as many are copied as the longest has */
	unsigned char len;
} OCTETS[] = {
	/* clang-format off */
	OCTETS_OF(""),
	OCTETS_OF("1"), OCTETS_OF("2"), OCTETS_OF("3"), OCTETS_OF("4"),
	OCTETS_OF("5"), OCTETS_OF("6"), OCTETS_OF("7"), OCTETS_OF("8"),
	OCTETS_OF("9"), OCTETS_OF("10"), OCTETS_OF("11"), OCTETS_OF("12"),
	OCTETS_OF("13"), OCTETS_OF("14"), OCTETS_OF("15"), OCTETS_OF("16"),
	OCTETS_OF("17"), OCTETS_OF("18"), OCTETS_OF("19"), OCTETS_OF("20"),
	OCTETS_OF("21"), OCTETS_OF("22"), OCTETS_OF("23"), OCTETS_OF("24"),
	OCTET("250"), OCTET("251"), OCTET("252"), OCTET("253"), OCTET("254"),
	OCTET("255"),
	/* clang-format on */
};

static char *put_ipv4(char *at, const uint8_t *address)
{
	_Static_assert(ARRAY_LEN(OCTETS) == UINT8_MAX + 1, "every one");
	for (unsigned i = 0; i < 4; i++) {
		const struct octet *o = &OCTETS[address[i]];

		memcpy(at, o->text, 4);
		at += o->len;
	}
	return at - 1;
}

static char *put_group(char *at, unsigned group)
{
	static const char hex[] = "0123456789abcdef";
	int shift = group > 0xFFF ? 12 : group > 0xFF ? 8 : group > 0xF ? 4 : 0;

	for (; shift >= 0; shift -= 4)
		*at++ = hex[group >> shift & 0xF];
	return at;
}

/* The longest run of at least two groups that are zero, the first of equals
 * (RFC 5952 §4.2): where it begins, and its length or 0. */
static unsigned find_zeros(const uint16_t *groups, unsigned *begin)
{
	unsigned longest = 1, run = 0;

	*begin = 0;
	for (unsigned i = 0; i < 8; i++) {
		run = groups[i] ? 0 : run + 1;
		if (run > longest) {
			longest = run;
			*begin = i + 1 - run;
		}
	}
	return longest > 1 ? longest : 0;
}

/* As inet_ntop() has it, of which there are versions that take a microsecond:
 * what is or maps an IPv4 address ends as one. */
static char *put_ipv6(char *at, const uint8_t *address)
{
	uint16_t groups[8];
	unsigned begin, zeros;
	bool dotted;

	for (unsigned i = 0; i < 8; i++)
		groups[i] = load_be16(address + (size_t)2 * i);
	zeros = find_zeros(groups, &begin);
	dotted = begin == 0 &&
	         (zeros == 6 || (zeros == 5 && groups[5] == 0xFFFF));
	for (unsigned i = 0; i < (dotted ? 6 : 8); i++) {
		if (zeros && i == begin) {
			*at++ = ':';
			i += zeros - 1;
			continue;
		}
		if (i)
			*at++ = ':';
		at = put_group(at, groups[i]);
	}
	if (dotted) {
		*at++ = ':';
		return put_ipv4(at, address + 12);
	}
	if (zeros && begin + zeros == 8)
		*at++ = ':';
	return at;
}

static char *put_address(char *at, const struct endpoint *end)
{
	return end->family == 4 ? put_ipv4(at, end->address)
	                        : put_ipv6(at, end->address);
}

void show_address(struct text *t, const struct endpoint *end)
{
	text_end(t, put_address(text_room(t, SHOW_ENDPOINT_MAX), end));
}

char *show_put_endpoint(char *at, const struct endpoint *end)
{
	if (end->family == 6)
		*at++ = '[';
	at = put_address(at, end);
	if (end->family == 6)
		*at++ = ']';
	*at++ = ':';
	return digits_put(at, end->port);
}

void show_endpoint(struct text *t, const struct endpoint *end)
{
	text_end(t, show_put_endpoint(text_room(t, SHOW_ENDPOINT_MAX), end));
}

char *show_put_flags(char *at, uint16_t flags)
{
	/* By their bits; as many bytes are copied as the longest has. */
	static const struct {
		char name[4];
		unsigned char len;
	} rows[] = {
		{"FIN", 3}, {"SYN", 3}, {"RST", 3}, {"PSH", 3}, {"ACK", 3},
		{"URG", 3}, {"ECE", 3}, {"CWR", 3}, {"AE", 2},
	};
	unsigned left = flags & SHOW_FLAGS;
	char *begin = at;

	for (size_t i = 0; left; i++, left >>= 1) {
		if (!(left & 1))
			continue;
		memcpy(at, rows[i].name, sizeof(rows[i].name));
		at += rows[i].len;
		*at++ = ',';
	}
	return at - (at > begin);
}

void show_flags(struct text *t, uint16_t flags)
{
	text_end(t, show_put_flags(text_room(t, SHOW_FLAGS_MAX), flags));
}

/* Days since 1970-01-01 to a date, by eras of 400 years that begin in March
 * (the proleptic Gregorian calendar; no library call that asks a time zone). */
static void civil(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	unsigned doe = (unsigned)(z - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned mp = (5 * doy + 2) / 153;

	*day = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = (int64_t)yoe + era * 400 + (*month <= 2);
}

/* "2026-11-20", … */
static char *put_date(char *at, int64_t days)
{
	int64_t year;
	unsigned month, day;

	civil(days, &year, &month, &day);
	at = digits_fill(at, (uint64_t)year, 4);
	*at++ = '-';
	at = digits_fill(at, month, 2);
	*at++ = '-';
	return digits_fill(at, day, 2);
}

/* … "04:25:05". */
static char *put_time_of_day(char *at, unsigned seconds)
{
	at = digits_fill(at, seconds / 3600, 2);
	*at++ = ':';
	at = digits_fill(at, seconds / 60 % 60, 2);
	*at++ = ':';
	return digits_fill(at, seconds % 60, 2);
}

static char *put_utc(char *at, int64_t time, char between, unsigned digits)
{
	int64_t seconds = time / SECOND, rest = time % SECOND, days;

	if (rest < 0) {
		rest += SECOND;
		seconds--;
	}
	days = seconds / 86400 - (seconds % 86400 < 0);
	at = put_date(at, days);
	*at++ = between;
	at = put_time_of_day(at, (unsigned)(seconds - days * 86400));
	*at++ = '.';
	return digits_fill(at, (uint64_t)(digits == 9 ? rest : rest / 1000),
	                   digits);
}

void show_utc(struct text *t, int64_t time, char between, int digits)
{
	text_end(t, put_utc(text_room(t, SHOW_TIME_MAX), time, between,
	                    (unsigned)digits));
}

/* Seconds with six digits, rounded towards the past as Wireshark does. */
static char *put_seconds(char *at, int64_t ns)
{
	uint64_t us = (ns < 0 ? -(uint64_t)ns : (uint64_t)ns) / 1000;

	if (ns < 0 && us)
		*at++ = '-';
	at = digits_put(at, us / 1000000);
	*at++ = '.';
	return digits_fill(at, us % 1000000, 6);
}

char *show_put_time(char *at, enum report_time how, int64_t time, int64_t since)
{
	switch (how) {
	case REPORT_TIME_DATE:
		return put_utc(at, time, ' ', 6);
	case REPORT_TIME_EPOCH:
		return put_seconds(at, time);
	default:
		return put_seconds(at, time - since);
	}
}

void show_time(struct text *t, enum report_time how, int64_t time,
               int64_t since)
{
	text_end(t,
	         show_put_time(text_room(t, SHOW_TIME_MAX), how, time, since));
}

void show_found(struct text *t, const uint64_t *found)
{
	uint64_t errors = found[SEVERITY_ERROR];
	uint64_t warnings = found[SEVERITY_WARNING];
	uint64_t notes = found[SEVERITY_NOTE];

	/* TRANSLATORS: "1 error, 2 warnings, 5 notes" */
	text_printf(t, _("%s, %s, %s"),
	            phrase_printf(P_("%" PRIu64 " error", "%" PRIu64 " errors",
	                             errors),
	                          errors)
	                    .text,
	            phrase_printf(P_("%" PRIu64 " warning",
	                             "%" PRIu64 " warnings", warnings),
	                          warnings)
	                    .text,
	            phrase_printf(
			    P_("%" PRIu64 " note", "%" PRIu64 " notes", notes),
			    notes)
	                    .text);
}
