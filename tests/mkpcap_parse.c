/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mkpcap_parse: the words of a packet's line.
 */
#include "config.h"

#include "mkpcap.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* Words on their way: what follows the one being read. */
struct line {
	const struct mk_place *place;
	char **words;
	size_t count;
	const struct mk_end *ends;
	struct mk_packet *packet;
};

static const struct flag {
	const char *name;
	char letter; /* tcpdump's; '.' is ACK */
	unsigned bit;
} FLAGS[] = {
	{"FIN", 'F', 0x001}, {"SYN", 'S', 0x002}, {"RST", 'R', 0x004},
	{"PSH", 'P', 0x008}, {"ACK", '.', 0x010}, {"URG", 'U', 0x020},
	{"ECE", 'E', 0x040}, {"CWR", 'W', 0x080}, {"AE", 'e', 0x100},
};

uint32_t mk_parse_number(const struct mk_place *place, const char *word,
                         uint32_t max)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(word, &end, 0);
	if (!isdigit((unsigned char)word[0]) || *end != '\0' || errno != 0 ||
	    value > max)
		mk_fail(place, "not a number from 0 to %lu: %s",
		        (unsigned long)max, word);
	return (uint32_t)value;
}

size_t mk_parse_hex(const struct mk_place *place, const char *text,
                    uint8_t *bytes, size_t size)
{
	size_t len = 0;

	for (const char *at = text; *at != '\0'; at += 2) {
		char pair[3] = {at[0], at[1], '\0'};

		if (!isxdigit((unsigned char)pair[0]) ||
		    !isxdigit((unsigned char)pair[1]))
			mk_fail(place, "not pairs of hexadecimal digits: %s",
			        text);
		if (len == size)
			mk_fail(place, "more than %zu bytes", size);
		bytes[len++] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return len;
}

void mk_parse_end(const struct mk_place *place, const char *word,
                  struct mk_end *end)
{
	char address[INET6_ADDRSTRLEN + 1];
	const char *colon = strrchr(word, ':');
	bool brackets = word[0] == '[';
	size_t len;

	if (colon == NULL || (brackets && colon[-1] != ']'))
		mk_fail(place, "not ADDRESS:PORT: %s", word);
	len = (size_t)(colon - word) - (brackets ? 2 : 0);
	if (len >= sizeof(address))
		mk_fail(place, "not an address: %s", word);
	memcpy(address, word + brackets, len);
	address[len] = '\0';
	memset(end->address, 0, sizeof(end->address));
	end->family = brackets ? 6 : 4;
	if (inet_pton(brackets ? AF_INET6 : AF_INET, address, end->address) !=
	    1)
		mk_fail(place, "not an address: %s", address);
	end->port = (uint16_t)mk_parse_number(place, colon + 1, UINT16_MAX);
}

static bool flag_bit(const char *name, unsigned *flags)
{
	for (size_t i = 0; i < ARRAY_LEN(FLAGS); i++)
		if (strcmp(name, FLAGS[i].name) == 0) {
			*flags |= FLAGS[i].bit;
			return true;
		}
	return false;
}

static bool letter_bit(char letter, unsigned *flags)
{
	for (size_t i = 0; i < ARRAY_LEN(FLAGS); i++)
		if (letter == FLAGS[i].letter) {
			*flags |= FLAGS[i].bit;
			return true;
		}
	return false;
}

/* "SYN,ACK", "S.", "none" */
static unsigned parse_flags(const struct mk_place *place, char *word)
{
	unsigned flags = 0;
	char *rest = word;
	char *name;
	const char *letter = word;

	if (strcmp(word, "none") == 0)
		return 0;
	while (*letter != '\0' && letter_bit(*letter, &flags))
		letter++;
	if (*letter == '\0')
		return flags;
	flags = 0;
	while ((name = strsep(&rest, ",")) != NULL)
		if (!flag_bit(name, &flags))
			mk_fail(place, "no flag is called %s", name);
	return flags;
}

static char *next_word(struct line *line, const char *after)
{
	if (line->count == 0)
		mk_fail(line->place, "nothing stands after %s", after);
	line->count--;
	return *line->words++;
}

/* "517", or "=3512345678" where raw numbers make sense. */
static struct mk_number next_number(struct line *line, const char *after,
                                    uint32_t max, bool may_be_raw)
{
	const char *word = next_word(line, after);
	struct mk_number number = {.given = true};

	if (may_be_raw && *word == '=') {
		number.raw = true;
		word++;
	}
	number.value = mk_parse_number(line->place, word, max);
	return number;
}

/* "GET /\r\n": the quotes are gone, the escapes \r \n \\ \" are not. */
static void parse_data(struct line *line)
{
	struct mk_packet *packet = line->packet;
	const char *in = next_word(line, "data");

	packet->has_data = true;
	packet->len = 0;
	for (; *in != '\0'; in++) {
		char byte = *in;

		if (byte == '\\' && in[1] != '\0') {
			in++;
			byte = (char)(*in == 'r'   ? '\r'
			              : *in == 'n' ? '\n'
			                           : *in);
		}
		if (packet->len == MK_DATA_MAX)
			mk_fail(line->place, "more than %d bytes of data",
			        MK_DATA_MAX);
		packet->data[packet->len++] = byte;
	}
}

static void parse_ip_options(struct line *line)
{
	struct mk_packet *packet = line->packet;

	packet->ip_options_len =
		mk_parse_hex(line->place, next_word(line, "ipopt"),
	                     packet->ip_options, sizeof(packet->ip_options));
	while (packet->ip_options_len % 4 != 0)
		packet->ip_options[packet->ip_options_len++] = 0;
}

/* One thing a line may say; false where the word is unknown. */
static bool parse_word(struct line *line, char *word)
{
	struct mk_packet *packet = line->packet;
	const struct number_row {
		const char *name;
		struct mk_number *number;
		uint32_t max;
		bool may_be_raw;
	} numbers[] = {
		{"seq", &packet->seq, UINT32_MAX, true},
		{"ack", &packet->ack, UINT32_MAX, true},
		{"win", &packet->window, UINT16_MAX, false},
		{"urg", &packet->urgent, UINT16_MAX, false},
		{"ttl", &packet->ttl, UINT8_MAX, false},
		{"id", &packet->ip_id, UINT16_MAX, false},
		{"offset", &packet->offset, 15, false},
		{"iplen", &packet->ip_len, UINT16_MAX, false},
		{"cut", &packet->captured, MK_FRAME_MAX, false},
	};
	const struct count_row {
		const char *name;
		uint32_t *count;
		uint32_t max;
	} counts[] = {
		{"len", &packet->len, MK_PAYLOAD_MAX},
		{"fragment", &packet->fragment, MK_PAYLOAD_MAX},
		{"pad", &packet->pad, 256},
		{"repeat", &packet->repeat, 100000},
	};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (strcmp(word, numbers[i].name) == 0) {
			*numbers[i].number = next_number(line, word,
			                                 numbers[i].max,
			                                 numbers[i].may_be_raw);
			return true;
		}
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		if (strcmp(word, counts[i].name) == 0) {
			*counts[i].count =
				next_number(line, word, counts[i].max, false)
					.value;
			return true;
		}
	if (strcmp(word, "badsum") == 0)
		packet->bad_checksum = true;
	else if (strcmp(word, "data") == 0)
		parse_data(line);
	else if (strcmp(word, "ipopt") == 0)
		parse_ip_options(line);
	else if (*word == '<')
		mk_parse_options(line->place, word + 1,
		                 line->ends[!packet->side].isn, packet);
	else
		return false;
	return true;
}

void mk_parse_words(const struct mk_place *place, char **words, size_t count,
                    const struct mk_end ends[2], struct mk_packet *packet)
{
	struct line line = {place, words, count, ends, packet};

	while (line.count > 0) {
		char *word = next_word(&line, "");

		if (!parse_word(&line, word))
			mk_fail(place, "%s means nothing here", word);
	}
	if (packet->fragment % 8 != 0)
		mk_fail(place, "fragments are cut at multiples of 8 bytes");
}

void mk_parse_packet(const struct mk_place *place, char **words, size_t count,
                     const struct mk_end ends[2], struct mk_packet *packet)
{
	if (count == 0)
		mk_fail(place, "no flags: SYN, ACK, … or none");
	packet->flags = parse_flags(place, words[0]);
	mk_parse_words(place, words + 1, count - 1, ends, packet);
}
