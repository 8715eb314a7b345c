/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A connection has a hundred values and is followed in about a microsecond.
 * A tree of them, each on the heap, each key hashed, costs many times that
 * before a byte is written; this costs the bytes.
 */
#include "config.h"

#include "report/json_writer.h"

#include <string.h>

#define NS_PER_SEC UINT64_C(1000000000)
#define DIGITS_MAX 20 /* of 64 bits */

void writer_init(struct json_writer *w, FILE *out)
{
	w->out = out;
	w->first = true;
	w->len = 0;
}

void writer_flush(struct json_writer *w)
{
	fwrite(w->buffer, 1, w->len, w->out);
	w->len = 0;
}

static void put(struct json_writer *w, const char *bytes, size_t count)
{
	if (count > sizeof(w->buffer) - w->len)
		writer_flush(w);
	if (count > sizeof(w->buffer)) {
		fwrite(bytes, 1, count, w->out);
		return;
	}
	memcpy(w->buffer + w->len, bytes, count);
	w->len += count;
}

static void put_char(struct json_writer *w, char c)
{
	if (w->len == sizeof(w->buffer))
		writer_flush(w);
	w->buffer[w->len++] = c;
}

/* What stands before a value.  Keys are tcpladder's own: plain ASCII. */
static void put_key(struct json_writer *w, const char *key)
{
	if (!w->first)
		put_char(w, ',');
	w->first = false;
	if (!key)
		return;
	put_char(w, '"');
	put(w, key, strlen(key));
	put(w, "\":", 2);
}

void writer_open(struct json_writer *w, const char *key, char bracket)
{
	put_key(w, key);
	put_char(w, bracket);
	w->first = true;
}

void writer_close(struct json_writer *w, char bracket)
{
	put_char(w, bracket);
	w->first = false;
}

static void put_escape(struct json_writer *w, char c)
{
	static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	static const char hex[] = "0123456789ABCDEF";
	char code[6] = {'\\', 'u', '0', '0', hex[(c >> 4) & 0xF], hex[c & 0xF]};

	for (size_t i = 0; i + 1 < sizeof(letters); i += 2) {
		if (letters[i] != c)
			continue;
		put_char(w, '\\');
		put_char(w, letters[i + 1]);
		return;
	}
	put(w, code, sizeof(code));
}

void writer_string(struct json_writer *w, const char *key, const char *string)
{
	const char *from = string, *at;

	if (!string) {
		writer_null(w, key);
		return;
	}
	put_key(w, key);
	put_char(w, '"');
	for (at = string; *at; at++) {
		if ((unsigned char)*at >= 0x20 && *at != '"' && *at != '\\')
			continue;
		put(w, from, (size_t)(at - from));
		put_escape(w, *at);
		from = at + 1;
	}
	put(w, from, (size_t)(at - from));
	put_char(w, '"');
}

/* Writes a number's decimal digits, at least `least` of them, so that they end
 * before `end`.  Returns where they begin. */
static char *digits(char *end, uint64_t number, int least)
{
	while (number || least > 0) {
		*--end = (char)('0' + number % 10);
		number /= 10;
		least--;
	}
	return end;
}

static void put_number(struct json_writer *w, uint64_t number)
{
	char space[DIGITS_MAX], *end = space + sizeof(space);
	const char *begin = digits(end, number, 1);

	put(w, begin, (size_t)(end - begin));
}

void writer_number(struct json_writer *w, const char *key, uint64_t number)
{
	put_key(w, key);
	put_number(w, number);
}

void writer_known(struct json_writer *w, const char *key, bool known,
                  uint64_t number)
{
	if (known)
		writer_number(w, key, number);
	else
		writer_null(w, key);
}

void writer_packet(struct json_writer *w, const char *key, uint64_t packet)
{
	writer_known(w, key, packet != 0, packet);
}

/* "0.021455", "12.0". */
static void put_fixed(struct json_writer *w, uint64_t ns)
{
	char space[9], *end = space + sizeof(space);

	put_number(w, ns / NS_PER_SEC);
	put_char(w, '.');
	digits(end, ns % NS_PER_SEC, 9);
	while (end > space + 1 && end[-1] == '0')
		end--;
	put(w, space, (size_t)(end - space));
}

/* "2.0455e-5": below 1e-4, as C's %g has it. */
static void put_tiny(struct json_writer *w, uint64_t ns)
{
	char space[DIGITS_MAX] = "", *end = space + sizeof(space);
	const char *begin = digits(end, ns, 1);
	char exponent = (char)('0' + 10 - (end - begin));

	while (end[-1] == '0')
		end--;
	put_char(w, *begin++);
	if (begin < end) {
		put_char(w, '.');
		put(w, begin, (size_t)(end - begin));
	}
	put(w, "e-", 2);
	put_char(w, exponent);
}

void writer_seconds(struct json_writer *w, const char *key, int64_t ns)
{
	uint64_t amount = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

	put_key(w, key);
	if (ns < 0)
		put_char(w, '-');
	if (amount > 0 && amount < 100000)
		put_tiny(w, amount);
	else
		put_fixed(w, amount);
}

void writer_bool(struct json_writer *w, const char *key, bool value)
{
	put_key(w, key);
	put(w, value ? "true" : "false", value ? 4 : 5);
}

void writer_null(struct json_writer *w, const char *key)
{
	put_key(w, key);
	put(w, "null", 4);
}
