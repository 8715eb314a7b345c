/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A connection has a hundred values and is followed in about a microsecond.
 * A tree of them, each on the heap, each key hashed, costs many times that
 * before a byte is written; this costs the bytes.
 */
#include "config.h"

#include "report/json_writer.h"

#include <assert.h>
#include <string.h>

#include "base/digits.h"

#define NS_PER_SEC UINT64_C(1000000000)
#define VALUE_MAX 64 /* bytes of any value but a string */

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

/* Where up to `count` bytes can be written; writer_end() takes them. */
static inline char *writer_room(struct json_writer *w, size_t count)
{
	assert(count <= sizeof(w->buffer));
	if (count > sizeof(w->buffer) - w->len)
		writer_flush(w);
	return w->buffer + w->len;
}

static inline void writer_end(struct json_writer *w, const char *end)
{
	w->len = (size_t)(end - w->buffer);
}

static inline char *put(char *at, const char *bytes, size_t count)
{
	memcpy(at, bytes, count);
	return at + count;
}

/* What stands before a value.  Keys are tcpladder's own: plain ASCII.  Returns
 * where the value can be written, `room` bytes of it. */
static char *put_key(struct json_writer *w, const char *key, size_t room)
{
	size_t len = key ? strlen(key) : 0;
	char *at = writer_room(w, len + room + sizeof(",\"\":"));

	*at = ',';
	at += !w->first;
	w->first = false;
	if (!key)
		return at;
	*at++ = '"';
	at = put(at, key, len);
	return put(at, "\":", 2);
}

void writer_open(struct json_writer *w, const char *key, char bracket)
{
	char *at = put_key(w, key, 1);

	*at++ = bracket;
	writer_end(w, at);
	w->first = true;
}

void writer_close(struct json_writer *w, char bracket)
{
	char *at = writer_room(w, 1);

	*at++ = bracket;
	writer_end(w, at);
	w->first = false;
}

static char *put_escape(char *at, char c)
{
	static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	static const char hex[] = "0123456789ABCDEF";
	const char code[] = {'\\',        'u', '0', '0', hex[c >> 4 & 0xF],
	                     hex[c & 0xF]};

	for (size_t i = 0; i + 1 < sizeof(letters); i += 2) {
		if (letters[i] != c)
			continue;
		*at++ = '\\';
		*at++ = letters[i + 1];
		return at;
	}
	return put(at, code, sizeof(code));
}

/* A piece of a string, however long. */
static void write_bytes(struct json_writer *w, const char *bytes, size_t count)
{
	if (count > sizeof(w->buffer) / 2) {
		writer_flush(w);
		fwrite(bytes, 1, count, w->out);
		return;
	}
	writer_end(w, put(writer_room(w, count), bytes, count));
}

void writer_string(struct json_writer *w, const char *key, const char *string)
{
	const char *from = string, *at;

	if (!string) {
		writer_null(w, key);
		return;
	}
	writer_end(w, put(put_key(w, key, 1), "\"", 1));
	for (at = string; *at; at++) {
		if ((unsigned char)*at >= 0x20 && *at != '"' && *at != '\\')
			continue;
		write_bytes(w, from, (size_t)(at - from));
		writer_end(w, put_escape(writer_room(w, VALUE_MAX), *at));
		from = at + 1;
	}
	write_bytes(w, from, (size_t)(at - from));
	write_bytes(w, "\"", 1);
}

void writer_word(struct json_writer *w, const char *key, const char *word)
{
	size_t len = word ? strlen(word) : 0;
	char *at = put_key(w, key, len + VALUE_MAX);

	if (!word) {
		writer_end(w, put(at, "null", 4));
		return;
	}
	*at++ = '"';
	at = put(at, word, len);
	*at++ = '"';
	writer_end(w, at);
}

void writer_number(struct json_writer *w, const char *key, uint64_t number)
{
	writer_end(w, digits_put(put_key(w, key, VALUE_MAX), number));
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
static char *put_fixed(char *at, uint64_t ns)
{
	char *least;

	at = digits_put(at, ns / NS_PER_SEC);
	*at++ = '.';
	least = at + 1;
	at = digits_fill(at, ns % NS_PER_SEC, 9);
	while (at > least && at[-1] == '0')
		at--;
	return at;
}

/* "2.0455e-5": below 1e-4, as C's %g has it. */
static char *put_tiny(char *at, uint64_t ns)
{
	char digits[DIGITS_MAX], *end = digits_put(digits, ns);
	char exponent = (char)('0' + 10 - (end - digits));

	while (end[-1] == '0')
		end--;
	*at++ = digits[0];
	if (end > digits + 1) {
		*at++ = '.';
		at = put(at, digits + 1, (size_t)(end - digits) - 1);
	}
	at = put(at, "e-", 2);
	*at++ = exponent;
	return at;
}

void writer_seconds(struct json_writer *w, const char *key, int64_t ns)
{
	uint64_t amount = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
	char *at = put_key(w, key, VALUE_MAX);

	*at = '-';
	at += ns < 0;
	at = amount > 0 && amount < 100000 ? put_tiny(at, amount)
	                                   : put_fixed(at, amount);
	writer_end(w, at);
}

void writer_bool(struct json_writer *w, const char *key, bool value)
{
	char *at = put_key(w, key, VALUE_MAX);

	writer_end(w, value ? put(at, "true", 4) : put(at, "false", 5));
}

void writer_null(struct json_writer *w, const char *key)
{
	writer_end(w, put(put_key(w, key, VALUE_MAX), "null", 4));
}
