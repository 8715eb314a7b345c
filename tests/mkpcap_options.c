/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mkpcap_options: TCP options, from "<mss 1460,sackOK,TS 100 0,wscale 7>" to
 * bytes (RFC 9293 §3.1, 2018, 7323, 7413).
 */
#include "config.h"

#include "mkpcap.h"

#include <string.h>

#include "base/array.h"

/* One option on its way. */
struct option {
	const struct mk_place *place;
	char **words; /* its name, then its arguments */
	size_t count;
	uint32_t peer_isn;
	struct mk_packet *packet;
};

static void put(struct option *option, uint32_t value, unsigned bytes)
{
	struct mk_packet *packet = option->packet;

	if (packet->options_len + bytes > MK_OPTIONS_MAX)
		mk_fail(option->place, "more than %d bytes of TCP options",
		        MK_OPTIONS_MAX);
	while (bytes-- > 0)
		packet->options[packet->options_len++] =
			(uint8_t)(value >> (8 * bytes));
}

static uint32_t argument(struct option *option, size_t index, uint32_t max)
{
	return mk_parse_number(option->place, option->words[index], max);
}

static void put_end(struct option *option)
{
	put(option, 0, 1);
}

static void put_nop(struct option *option)
{
	put(option, 1, 1);
}

static void put_mss(struct option *option)
{
	put(option, 0x0204, 2);
	put(option, argument(option, 1, UINT16_MAX), 2);
}

static void put_wscale(struct option *option)
{
	put(option, 0x0303, 2);
	put(option, argument(option, 1, UINT8_MAX), 1);
}

static void put_sack_permitted(struct option *option)
{
	put(option, 0x0402, 2);
}

/* sack LEFT-RIGHT …, relative to the peer's ISN */
static void put_sack(struct option *option)
{
	put(option, 5, 1);
	put(option, (uint32_t)(2 + 8 * (option->count - 1)), 1);
	for (size_t i = 1; i < option->count; i++) {
		char *left = option->words[i];
		char *right = strchr(left, '-');

		if (right == NULL)
			mk_fail(option->place, "not LEFT-RIGHT: %s", left);
		*right++ = '\0';
		put(option,
		    option->peer_isn +
		            mk_parse_number(option->place, left, UINT32_MAX),
		    4);
		put(option,
		    option->peer_isn +
		            mk_parse_number(option->place, right, UINT32_MAX),
		    4);
	}
}

static void put_timestamps(struct option *option)
{
	put(option, 0x080a, 2);
	put(option, argument(option, 1, UINT32_MAX), 4);
	put(option, argument(option, 2, UINT32_MAX), 4);
}

/* Bytes as they are, from the words after the option's name. */
static size_t hex_arguments(struct option *option, uint8_t *bytes, size_t size)
{
	size_t len = 0;

	for (size_t i = 1; i < option->count; i++)
		len += mk_parse_hex(option->place, option->words[i],
		                    bytes + len, size - len);
	return len;
}

/* fo [COOKIE] */
static void put_fast_open(struct option *option)
{
	uint8_t cookie[MK_OPTIONS_MAX];
	size_t len = hex_arguments(option, cookie, sizeof(cookie));

	put(option, 34, 1);
	put(option, (uint32_t)(2 + len), 1);
	for (size_t i = 0; i < len; i++)
		put(option, cookie[i], 1);
}

/* hex BYTES: whatever the tests need, sound or not */
static void put_hex(struct option *option)
{
	uint8_t bytes[MK_OPTIONS_MAX];
	size_t len = hex_arguments(option, bytes, sizeof(bytes));

	for (size_t i = 0; i < len; i++)
		put(option, bytes[i], 1);
}

static const struct option_row {
	const char *name;
	size_t min, max; /* arguments */
	void (*put)(struct option *option);
} OPTION_ROWS[] = {
	{"eol", 0, 0, put_end},
	{"nop", 0, 0, put_nop},
	{"mss", 1, 1, put_mss},
	{"wscale", 1, 1, put_wscale},
	{"sackOK", 0, 0, put_sack_permitted},
	{"sack", 1, 4, put_sack},
	{"TS", 2, 2, put_timestamps},
	{"fo", 0, 16, put_fast_open},
	{"hex", 1, MK_OPTIONS_MAX, put_hex},
};

static void parse_option(struct option *option)
{
	for (size_t i = 0; i < ARRAY_LEN(OPTION_ROWS); i++) {
		const struct option_row *row = &OPTION_ROWS[i];
		size_t arguments = option->count - 1;

		if (strcmp(option->words[0], row->name) != 0)
			continue;
		if (arguments < row->min || arguments > row->max)
			mk_fail(option->place,
			        "%s takes %zu to %zu arguments, not %zu",
			        row->name, row->min, row->max, arguments);
		row->put(option);
		return;
	}
	mk_fail(option->place, "no TCP option is called %s", option->words[0]);
}

void mk_parse_options(const struct mk_place *place, char *text,
                      uint32_t peer_isn, struct mk_packet *packet)
{
	char *rest = text;
	char *one;

	packet->options_len = 0;
	while ((one = strsep(&rest, ",")) != NULL) {
		char *words[MK_WORDS_MAX];
		struct option option = {.place = place,
		                        .words = words,
		                        .peer_isn = peer_isn,
		                        .packet = packet};
		char *word;

		while ((word = strsep(&one, " \t")) != NULL)
			if (*word != '\0' && option.count < MK_WORDS_MAX)
				words[option.count++] = word;
		if (option.count == 0)
			mk_fail(place, "an empty TCP option");
		parse_option(&option);
	}
	while (packet->options_len % 4 != 0)
		packet->options[packet->options_len++] = 0;
}
