/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "decode/ftp.h"

#include <string.h>

#include "base/bytes.h"

enum { FTP_DATA_PORT = 20, LINE_MAX_LEN = 128 };

/* The first line of the payload, cut where it is longer than any of these. */
static struct bytes first_line(const struct segment *s)
{
	struct bytes line = bytes_skip((struct bytes){s->tcp, s->tcp_captured},
	                               s->header_len);
	const uint8_t *end;

	line = bytes_first(line, s->len < LINE_MAX_LEN ? s->len : LINE_MAX_LEN);
	end = line.len ? memchr(line.at, '\n', line.len) : NULL;
	return end ? bytes_first(line, (size_t)(end - line.at)) : line;
}

static bool begins(struct bytes line, const char *word)
{
	size_t length = strlen(word);

	return line.len > length && memcmp(line.at, word, length) == 0;
}

static bool is_digit(struct bytes b)
{
	return b.len && b.at[0] >= '0' && b.at[0] <= '9';
}

/* Takes a number off the front; false where there is none up to `most`. */
static bool take_number(struct bytes *b, unsigned most, unsigned *number)
{
	if (!is_digit(*b))
		return false;
	for (*number = 0; is_digit(*b); *b = bytes_skip(*b, 1)) {
		*number = *number * 10 + (unsigned)(b->at[0] - '0');
		if (*number > most)
			return false;
	}
	return true;
}

/* "h1,h2,h3,h4,p1,p2" */
static bool six_numbers(struct bytes b, struct endpoint *listener)
{
	unsigned numbers[6];

	for (unsigned i = 0; i < 6; i++) {
		if (i && (!b.len || b.at[0] != ','))
			return false;
		if (i)
			b = bytes_skip(b, 1);
		if (!take_number(&b, 255, &numbers[i]))
			return false;
	}
	*listener = (struct endpoint){
		.family = 4,
		.port = (uint16_t)(numbers[4] << 8 | numbers[5]),
	};
	for (unsigned i = 0; i < 4; i++)
		listener->address[i] = (uint8_t)numbers[i];
	return true;
}

/* The first place in the line where six numbers stand (RFC 1123 §4.1.2.6: the
 * text around them is anybody's). */
static bool find_six(struct bytes line, struct endpoint *listener)
{
	while (line.len) {
		if (is_digit(line) && six_numbers(line, listener))
			return true;
		while (is_digit(line))
			line = bytes_skip(line, 1);
		while (line.len && !is_digit(line))
			line = bytes_skip(line, 1);
	}
	return false;
}

/* "|||6446|": the same address, another port. */
static bool extended_reply(struct bytes line, const struct segment *s,
                           struct endpoint *listener)
{
	const uint8_t *open = memchr(line.at, '(', line.len);
	unsigned port;

	if (!open)
		return false;
	line = bytes_skip(line, (size_t)(open - line.at) + 1);
	if (line.len < 4 || line.at[1] != line.at[0] ||
	    line.at[2] != line.at[0])
		return false;
	line = bytes_skip(line, 3);
	if (!take_number(&line, UINT16_MAX, &port))
		return false;
	*listener = s->source;
	listener->port = (uint16_t)port;
	return true;
}

bool ftp_announcement(const struct segment *s, struct endpoint *end,
                      struct endpoint *peer)
{
	struct bytes line;

	if (!ftp_is_control(s) || !s->len || s->header_bogus)
		return false;
	line = first_line(s);
	*peer = s->destination;
	peer->port = 0;
	if (s->source.port == FTP_PORT && begins(line, "227"))
		return find_six(bytes_skip(line, 3), end);
	if (s->source.port == FTP_PORT)
		return begins(line, "229") && extended_reply(line, s, end);
	/* The client listens; the server calls from its data port. */
	if (!begins(line, "PORT ") || !find_six(bytes_skip(line, 5), peer))
		return false;
	peer->port = 0;
	*end = s->destination;
	end->port = FTP_DATA_PORT;
	return true;
}
