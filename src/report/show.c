/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/show.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdbool.h>

#include "base/intl.h"
#include "base/phrase.h"
#include "base/text.h"

#define SECOND INT64_C(1000000000)

void show_address(struct text *t, const struct endpoint *end)
{
	char name[INET6_ADDRSTRLEN];

	if (end->family == 4) {
		for (unsigned i = 0; i < 4; i++) {
			if (i)
				text_add_bytes(t, ".", 1);
			text_number(t, end->address[i], 1);
		}
	} else if (inet_ntop(AF_INET6, end->address, name, sizeof(name))) {
		text_add(t, name);
	}
}

void show_endpoint(struct text *t, const struct endpoint *end)
{
	if (end->family == 6)
		text_add_bytes(t, "[", 1);
	show_address(t, end);
	text_add(t, end->family == 6 ? "]:" : ":");
	text_number(t, end->port, 1);
}

void show_flags(struct text *t, uint16_t flags)
{
	static const struct {
		uint16_t bit;
		const char *name;
	} rows[] = {
		{SEG_FIN, "FIN"}, {SEG_SYN, "SYN"}, {SEG_RST, "RST"},
		{SEG_PSH, "PSH"}, {SEG_ACK, "ACK"}, {SEG_URG, "URG"},
		{SEG_ECE, "ECE"}, {SEG_CWR, "CWR"}, {SEG_AE, "AE"},
	};
	bool first = true;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!(flags & rows[i].bit))
			continue;
		if (!first)
			text_add(t, ",");
		text_add(t, rows[i].name);
		first = false;
	}
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

void show_utc(struct text *t, int64_t time, char between, int digits)
{
	int64_t seconds = time / SECOND, rest = time % SECOND, days, year;
	unsigned month, day, of_day;

	if (rest < 0) {
		rest += SECOND;
		seconds--;
	}
	days = seconds / 86400 - (seconds % 86400 < 0);
	of_day = (unsigned)(seconds - days * 86400);
	civil(days, &year, &month, &day);
	text_printf(t, "%04" PRId64 "-%02u-%02u%c%02u:%02u:%02u.%0*" PRId64,
	            year, month, day, between, of_day / 3600, of_day / 60 % 60,
	            of_day % 60, digits, digits == 9 ? rest : rest / 1000);
}

/* Seconds with six digits, rounded towards the past as Wireshark does. */
static void show_seconds(struct text *t, int64_t ns)
{
	int64_t us = ns < 0 ? -(-ns / 1000) : ns / 1000;
	uint64_t amount = (uint64_t)(us < 0 ? -us : us);

	if (us < 0)
		text_add_bytes(t, "-", 1);
	text_number(t, amount / 1000000, 1);
	text_add_bytes(t, ".", 1);
	text_number(t, amount % 1000000, 6);
}

void show_time(struct text *t, enum report_time how, int64_t time,
               int64_t since)
{
	switch (how) {
	case REPORT_TIME_DATE:
		show_utc(t, time, ' ', 6);
		break;
	case REPORT_TIME_EPOCH:
		show_seconds(t, time);
		break;
	default:
		show_seconds(t, time - since);
	}
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
