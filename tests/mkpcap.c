/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: mkpcap INPUT.txt OUTPUT.pcap
 *
 * Writes the capture that INPUT tells, packet by packet.  The notation is
 * described in tests/cases/README.md.  Numbers that a line does not give are
 * what a sound sender would send next; so a case's input shows what is wrong
 * and little else.
 */
#include "config.h"

#include "mkpcap.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/xalloc.h"

#define SECOND INT64_C(1000000000)
#define CONNECTIONS_MAX 64

struct mk_connection {
	char name[32]; /* "" for the first */
	struct mk_end ends[2];
};

/* The packet `again` repeats, and its ends' numbers from before it. */
struct mk_last {
	bool known;
	struct mk_packet packet;
	struct mk_end ends[2];
};

struct mk_file {
	struct mk_place place;
	char **lines;
	size_t line_count;

	struct mk_link link;
	bool nanoseconds;
	uint32_t snapshot_length;
	uint32_t truncate;   /* bytes to take off the file's end */
	int64_t start, time; /* nanoseconds */

	struct mk_connection connections[CONNECTIONS_MAX];
	size_t connection_count;
	struct mk_connection *current;
	struct mk_last last;

	FILE *out;
	bool begun;    /* the file's header is written */
	unsigned side; /* of the packet being written */
	bool ipv6;
	uint32_t captured, pad; /* its cut and padding */
};

void mk_fail(const struct mk_place *place, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s:%u: ", place->file, place->line);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(EXIT_FAILURE);
}

/* --- the capture file -------------------------------------------------- */

static void write32(FILE *out, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		fputc((int)(value >> (8 * i) & 0xff), out);
}

static void write_header(struct mk_file *file)
{
	if (file->begun)
		return;
	file->begun = true;
	write32(file->out, file->nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
	write32(file->out, 2 | 4 << 16);
	write32(file->out, 0);
	write32(file->out, 0);
	write32(file->out, file->snapshot_length);
	write32(file->out, (uint32_t)file->link.type);
}

static void write_frame(struct mk_file *file, const uint8_t *bytes, size_t len)
{
	uint32_t captured = (uint32_t)len;
	int64_t fraction = file->time % SECOND;

	if (captured > file->snapshot_length)
		captured = file->snapshot_length;
	if (file->captured != 0 && captured > file->captured)
		captured = file->captured;
	write_header(file);
	write32(file->out, (uint32_t)(file->time / SECOND));
	write32(file->out,
	        (uint32_t)(file->nanoseconds ? fraction : fraction / 1000));
	write32(file->out, captured);
	write32(file->out, (uint32_t)len);
	fwrite(bytes, 1, captured, file->out);
}

/* Wraps an IP packet, or a fragment of one, and writes it. */
static void write_ip(void *context, const uint8_t *ip, size_t len)
{
	struct mk_file *file = context;
	uint8_t frame[MK_FRAME_MAX + MK_HEADERS_MAX];
	size_t at =
		mk_build_link(&file->link, file->side, file->ipv6, len, frame);

	memcpy(frame + at, ip, len);
	memset(frame + at + len, 0x55, file->pad);
	write_frame(file, frame, at + len + file->pad);
}

static void write_packet(struct mk_file *file, const struct mk_packet *packet,
                         struct mk_end ends[2])
{
	uint8_t bytes[MK_FRAME_MAX + MK_HEADERS_MAX];
	size_t len;

	file->side = packet->side;
	file->ipv6 = ends[0].family == 6;
	file->captured = packet->captured.value;
	file->pad = packet->pad;
	len = mk_build_packet(packet, ends, bytes);
	if (packet->fragment != 0)
		mk_build_fragments(bytes, len, packet->fragment, write_ip,
		                   file);
	else
		write_ip(file, bytes, len);
}

/* --- lines that set something ------------------------------------------ */

struct words {
	char *word[MK_WORDS_MAX];
	size_t count;
};

static void set_link(struct mk_file *file, const struct words *words)
{
	static const struct {
		const char *name;
		int type;
	} LINKS[] = {
		{"ethernet", 1}, {"raw", 101},  {"sll", 113},
		{"sll2", 276},   {"null", 0},   {"loop", 108},
		{"ppp", 9},      {"ipv4", 228}, {"ipv6", 229},
	};

	for (size_t i = 0; i < ARRAY_LEN(LINKS); i++)
		if (strcmp(words->word[1], LINKS[i].name) == 0) {
			file->link.type = LINKS[i].type;
			return;
		}
	file->link.type =
		(int)mk_parse_number(&file->place, words->word[1], 65535);
}

static void set_vlan(struct mk_file *file, const struct words *words)
{
	file->link.vlan_count = 0;
	for (size_t i = 1; i < words->count; i++)
		file->link.vlans[file->link.vlan_count++] =
			(uint16_t)mk_parse_number(&file->place, words->word[i],
		                                  4095);
}

static void set_pppoe(struct mk_file *file, const struct words *words)
{
	(void)words;
	file->link.pppoe = true;
}

static void set_nanoseconds(struct mk_file *file, const struct words *words)
{
	(void)words;
	file->nanoseconds = true;
}

static void set_snaplen(struct mk_file *file, const struct words *words)
{
	file->snapshot_length =
		mk_parse_number(&file->place, words->word[1], 262144);
}

static void set_truncate(struct mk_file *file, const struct words *words)
{
	file->truncate = mk_parse_number(&file->place, words->word[1], 65535);
}

/* Seconds with up to nine decimals, as nanoseconds. */
static int64_t parse_seconds(const struct mk_place *place, const char *text)
{
	char *end;
	int64_t value;
	int64_t unit = SECOND / 10;

	if (!isdigit((unsigned char)*text))
		mk_fail(place, "not a time in seconds: %s", text);
	value = (int64_t)strtoull(text, &end, 10) * SECOND;
	if (*end == '.')
		for (end++; isdigit((unsigned char)*end) && unit > 0; end++) {
			value += (*end - '0') * unit;
			unit /= 10;
		}
	if (*end != '\0')
		mk_fail(place, "not a time in seconds: %s", text);
	return value;
}

static void set_start(struct mk_file *file, const struct words *words)
{
	file->start = parse_seconds(&file->place, words->word[1]);
	file->time = file->start;
}

/* client ADDRESS:PORT [isn N] [win N] [ttl N] [id N] */
static void set_end(struct mk_file *file, const struct words *words)
{
	const struct mk_place *place = &file->place;
	unsigned side = strcmp(words->word[0], "server") == 0;
	struct mk_end *end = &file->current->ends[side];

	mk_parse_end(place, words->word[1], end);
	for (size_t i = 2; i < words->count; i += 2) {
		const char *name = words->word[i];
		uint32_t value;

		if (i + 1 == words->count)
			mk_fail(place, "nothing stands after %s", name);
		value = mk_parse_number(place, words->word[i + 1], UINT32_MAX);
		if (strcmp(name, "isn") == 0)
			end->isn = end->next = value;
		else if (strcmp(name, "win") == 0)
			end->window = (uint16_t)value;
		else if (strcmp(name, "ttl") == 0)
			end->ttl = (uint8_t)value;
		else if (strcmp(name, "id") == 0)
			end->ip_id = (uint16_t)value;
		else
			mk_fail(place, "an end has no %s", name);
	}
}

/* Both ends as if nothing had been sent. */
static void rewind_ends(struct mk_end ends[2])
{
	for (unsigned side = 0; side < 2; side++)
		ends[side].next = ends[side].isn;
}

/* connection NAME: goes on with it, or begins it as a copy of the first, from
 * the next port. */
static void set_connection(struct mk_file *file, const struct words *words)
{
	const char *name = words->word[1];
	struct mk_connection *new;

	for (size_t i = 0; i < file->connection_count; i++)
		if (strcmp(file->connections[i].name, name) == 0) {
			file->current = &file->connections[i];
			return;
		}
	if (file->connection_count == CONNECTIONS_MAX)
		mk_fail(&file->place, "more than %d connections",
		        CONNECTIONS_MAX);
	new = &file->connections[file->connection_count];
	*new = file->connections[0];
	snprintf(new->name, sizeof(new->name), "%s", name);
	rewind_ends(new->ends);
	new->ends[0].port += (uint16_t)file->connection_count;
	file->connection_count++;
	file->current = new;
}

/* reopen [CLIENT-ISN SERVER-ISN]: the same four numbers, a new connection. */
static void set_reopen(struct mk_file *file, const struct words *words)
{
	for (unsigned side = 0; side < 2; side++)
		if (words->count == 3)
			file->current->ends[side].isn = mk_parse_number(
				&file->place, words->word[1 + side],
				UINT32_MAX);
	rewind_ends(file->current->ends);
}

/* --- lines that make packets ------------------------------------------- */

/* "+0.010" after the packet before, "-0.010" earlier, "@1.5" from the
 * start. */
static void move_time(struct mk_file *file, const char *word)
{
	int64_t span = parse_seconds(&file->place, word + 1);

	if (*word == '@')
		file->time = file->start + span;
	else
		file->time += *word == '-' ? -span : span;
}

static void send_segments(struct mk_file *file, struct words *words)
{
	struct mk_end *ends = file->current->ends;
	struct mk_packet packet = {.side = words->word[1][0] == '<'};
	int64_t began = file->time;
	int64_t span;

	move_time(file, words->word[0]);
	span = file->time - began;
	mk_parse_packet(&file->place, words->word + 2, words->count - 2, ends,
	                &packet);
	for (uint32_t i = 0; i == 0 || i < packet.repeat; i++) {
		if (i > 0)
			file->time += span;
		file->last.known = true;
		file->last.packet = packet;
		memcpy(file->last.ends, ends, sizeof(file->last.ends));
		write_packet(file, &packet, ends);
		if (packet.seq.given)
			packet.seq.value += packet.len;
	}
}

/* The packet before once more, with what the line changes. */
static void send_again(struct mk_file *file, struct words *words)
{
	struct mk_packet packet = file->last.packet;
	struct mk_end ends[2];

	if (!file->last.known)
		mk_fail(&file->place, "there is no packet before");
	move_time(file, words->word[0]);
	memcpy(ends, file->last.ends, sizeof(ends));
	mk_parse_words(&file->place, words->word + 2, words->count - 2, ends,
	               &packet);
	write_packet(file, &packet, ends);
}

/* frame HEX…: as it is.  ip > HEX…: behind a link header. */
static void send_raw(struct mk_file *file, struct words *words)
{
	bool ip = strcmp(words->word[1], "ip") == 0;
	uint8_t bytes[MK_FRAME_MAX];
	size_t len = 0;

	move_time(file, words->word[0]);
	for (size_t i = 2; i < words->count; i++)
		len += mk_parse_hex(&file->place, words->word[i], bytes + len,
		                    sizeof(bytes) - len);
	file->side = 0;
	file->ipv6 = len > 0 && bytes[0] >> 4 == 6;
	file->captured = 0;
	file->pad = 0;
	if (ip)
		write_ip(file, bytes, len);
	else
		write_frame(file, bytes, len);
}

static void send(struct mk_file *file, struct words *words)
{
	const char *verb = words->count > 1 ? words->word[1] : "";

	if (strcmp(verb, ">") == 0 || strcmp(verb, "<") == 0)
		send_segments(file, words);
	else if (strcmp(verb, "again") == 0)
		send_again(file, words);
	else if (strcmp(verb, "frame") == 0 || strcmp(verb, "ip") == 0)
		send_raw(file, words);
	else
		mk_fail(&file->place,
		        "after a time comes >, <, again, frame or ip");
}

/* --- reading ----------------------------------------------------------- */

/* Splits a line where it stands: "…" and <…> are one word, # ends it. */
static void split(const struct mk_place *place, char *line, struct words *words)
{
	char *at = line;

	words->count = 0;
	for (;;) {
		char end = ' ';

		at += strspn(at, " \t\r\n");
		if (*at == '\0' || *at == '#')
			return;
		if (words->count == MK_WORDS_MAX)
			mk_fail(place, "more than %d words", MK_WORDS_MAX);
		words->word[words->count++] = at;
		if (*at == '"') {
			words->word[words->count - 1]++;
			end = '"';
		} else if (*at == '<' && !isspace((unsigned char)at[1])) {
			end = '>';
		}
		for (at++; *at != '\0' && *at != end; at++) {
			if (end == ' ' && isspace((unsigned char)*at))
				break;
			if (end == '"' && *at == '\\' && at[1] != '\0')
				at++;
		}
		if (*at == '\0' && end != ' ')
			mk_fail(place, "no closing %c", end);
		if (*at != '\0')
			*at++ = '\0';
	}
}

static const struct statement {
	const char *name;
	size_t min, max; /* arguments */
	void (*run)(struct mk_file *file, const struct words *words);
} STATEMENTS[] = {
	{"link", 1, 1, set_link},       {"vlan", 1, MK_VLANS_MAX, set_vlan},
	{"pppoe", 0, 0, set_pppoe},     {"nanoseconds", 0, 0, set_nanoseconds},
	{"snaplen", 1, 1, set_snaplen}, {"truncate", 1, 1, set_truncate},
	{"start", 1, 1, set_start},     {"client", 1, 9, set_end},
	{"server", 1, 9, set_end},      {"connection", 1, 1, set_connection},
	{"reopen", 0, 2, set_reopen},
};

static void run_statement(struct mk_file *file, const struct words *words)
{
	for (size_t i = 0; i < ARRAY_LEN(STATEMENTS); i++) {
		const struct statement *row = &STATEMENTS[i];
		size_t arguments = words->count - 1;

		if (strcmp(words->word[0], row->name) != 0)
			continue;
		if (arguments < row->min || arguments > row->max)
			mk_fail(&file->place,
			        "%s takes %zu to %zu arguments, not %zu",
			        row->name, row->min, row->max, arguments);
		row->run(file, words);
		return;
	}
	mk_fail(&file->place, "no line begins with %s", words->word[0]);
}

static void run_lines(struct mk_file *file, size_t from, size_t to);

/* The index of the line `end` that belongs to the `each` on line `each`. */
static size_t find_end(struct mk_file *file, size_t each, size_t to)
{
	for (size_t i = each + 1; i < to; i++) {
		const char *at = file->lines[i];

		at += strspn(at, " \t");
		if (strncmp(at, "end", 3) == 0 &&
		    strspn(at + 3, " \t\n") == strlen(at + 3))
			return i;
	}
	mk_fail(&file->place, "each without end");
}

/* each N … end: the lines between, N times, from N ports. */
static void run_each(struct mk_file *file, uint32_t times, size_t from,
                     size_t to)
{
	struct mk_connection *outer = file->current;

	for (uint32_t i = 0; i < times; i++) {
		struct mk_connection inner = *outer;

		rewind_ends(inner.ends);
		inner.ends[0].port += (uint16_t)i;
		file->current = &inner;
		run_lines(file, from, to);
	}
	file->current = outer;
	outer->ends[0].port += (uint16_t)times;
}

static void run_lines(struct mk_file *file, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		char *line = xstrdup(file->lines[i]);
		struct words words;

		file->place.line = (unsigned)i + 1;
		split(&file->place, line, &words);
		if (words.count == 0) {
			/* a comment */
		} else if (strchr("+-@", words.word[0][0]) != NULL) {
			send(file, &words);
		} else if (strcmp(words.word[0], "each") == 0 &&
		           words.count == 2) {
			size_t end = find_end(file, i, to);

			run_each(file,
			         mk_parse_number(&file->place, words.word[1],
			                         10000),
			         i + 1, end);
			i = end;
		} else {
			run_statement(file, &words);
		}
		free(line);
	}
}

static void read_lines(struct mk_file *file)
{
	FILE *in = fopen(file->place.file, "r");
	char *line = NULL;
	size_t size = 0;

	if (in == NULL)
		mk_fail(&file->place, "cannot be opened");
	while (getline(&line, &size, in) != -1) {
		file->lines = xreallocarray(file->lines, file->line_count + 1,
		                            sizeof(*file->lines));
		file->lines[file->line_count++] = xstrdup(line);
	}
	free(line);
	fclose(in);
}

static void set_defaults(struct mk_file *file)
{
	struct mk_end *ends = file->connections[0].ends;

	/* RFC 5737's addresses; numbers that wrap after a few hundred bytes. */
	file->link.type = 1;
	file->snapshot_length = 262144;
	file->start = file->time = INT64_C(1700000000) * SECOND;
	mk_parse_end(&file->place, "192.0.2.10:51734", &ends[0]);
	mk_parse_end(&file->place, "198.51.100.5:80", &ends[1]);
	ends[0].isn = ends[0].next = UINT32_C(4294967000);
	ends[1].isn = ends[1].next = UINT32_C(4294966000);
	ends[0].window = 64240;
	ends[1].window = 65160;
	ends[0].ttl = ends[1].ttl = 64;
	ends[0].ip_id = 0x1000;
	ends[1].ip_id = 0x2000;
	file->connection_count = 1;
	file->current = &file->connections[0];
}

/* Takes the bytes off the end that the input asked for, and closes. */
static void finish(struct mk_file *file, const char *name)
{
	long size;

	write_header(file);
	size = ftell(file->out);
	fflush(file->out);
	if (file->truncate != 0 &&
	    (size < (long)file->truncate ||
	     ftruncate(fileno(file->out), size - (long)file->truncate) != 0))
		mk_fail(&file->place, "cannot take off %lu bytes",
		        (unsigned long)file->truncate);
	if (ferror(file->out) || fclose(file->out) != 0)
		mk_fail(&file->place, "%s cannot be written", name);
	for (size_t i = 0; i < file->line_count; i++)
		free(file->lines[i]);
	free(file->lines);
}

int main(int argc, char **argv)
{
	struct mk_file file = {0};

	if (argc != 3) {
		fputs("usage: mkpcap INPUT.txt OUTPUT.pcap\n", stderr);
		return EXIT_FAILURE;
	}
	file.place.file = argv[1];
	set_defaults(&file);
	read_lines(&file);
	file.out = fopen(argv[2], "wb");
	if (file.out == NULL)
		mk_fail(&file.place, "%s cannot be written", argv[2]);
	run_lines(&file, 0, file.line_count);
	finish(&file, argv[2]);
	return EXIT_SUCCESS;
}
