/* SPDX-License-Identifier: BSD-2-Clause
 *
 * json_writer: JSON written straight into a stream, value by value.
 *
 * What it writes is what jansson writes of the same tree with JSON_COMPACT
 * and JSON_REAL_PRECISION(15), byte for byte; a test holds it to that.
 */
#ifndef TCPLADDER_JSON_WRITER_H
#define TCPLADDER_JSON_WRITER_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"

#define WRITER_VALUE_MAX 64 /* bytes of any value but a string */

struct json_writer {
	FILE *out;
	bool first; /* nothing stands in the object or array yet */
	size_t len; /* bytes that wait in buffer */
	char buffer[16384];
};

/* Begins to write to a stream, which stays the caller's. */
void writer_init(struct json_writer *w, FILE *out);

/* Hands all that waits to the stream. */
void writer_flush(struct json_writer *w);

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

/* Pieces of a line, whose length the writer knows: nothing here is to end with
 * a NUL. */
/* NOLINTBEGIN(bugprone-not-null-terminated-result) */

/* Made anew for each caller, who mostly knows the key. */
#define WRITER_VALUE __attribute__((always_inline)) static inline

/* What stands before a value.  The key is NULL inside an array and at the top,
 * here and below; keys are tcpladder's own: plain ASCII, and nearly always
 * known when this is compiled, when no more of it is left than some moves.
 * Returns where the value can be written, `room` bytes of it. */
WRITER_VALUE char *writer_key(struct json_writer *w, const char *key,
                              size_t room)
{
	size_t len = key ? strlen(key) : 0;
	char *at = writer_room(w, len + room + sizeof(",\"\":"));

	*at = ',';
	at += !w->first;
	w->first = false;
	if (!key)
		return at;
	*at++ = '"';
	memcpy(at, key, len);
	at += len;
	memcpy(at, "\":", 2);
	return at + 2;
}

/* Opens and closes an object ('{', '}') or an array ('[', ']'). */
WRITER_VALUE void writer_open(struct json_writer *w, const char *key,
                              char bracket)
{
	char *at = writer_key(w, key, 1);

	*at++ = bracket;
	writer_end(w, at);
	w->first = true;
}

static inline void writer_close(struct json_writer *w, char bracket)
{
	char *at = writer_room(w, 1);

	*at++ = bracket;
	writer_end(w, at);
	w->first = false;
}

WRITER_VALUE void writer_null(struct json_writer *w, const char *key)
{
	char *at = writer_key(w, key, WRITER_VALUE_MAX);

	memcpy(at, "null", 4);
	writer_end(w, at + 4);
}

/* A string of valid UTF-8; NULL is null. */
void writer_string(struct json_writer *w, const char *key, const char *string);

/* The same for a short one that needs no escapes: a name, an address. */
WRITER_VALUE void writer_word(struct json_writer *w, const char *key,
                              const char *word)
{
	size_t len = word ? strlen(word) : 0;
	char *at = writer_key(w, key, len + WRITER_VALUE_MAX);

	if (!word) {
		memcpy(at, "null", 4);
		writer_end(w, at + 4);
		return;
	}
	*at++ = '"';
	memcpy(at, word, len);
	at += len;
	*at++ = '"';
	writer_end(w, at);
}

/* A number, or null where it is not known. */
WRITER_VALUE void writer_number(struct json_writer *w, const char *key,
                                uint64_t number)
{
	writer_end(w, digits_put(writer_key(w, key, WRITER_VALUE_MAX), number));
}

WRITER_VALUE void writer_known(struct json_writer *w, const char *key,
                               bool known, uint64_t number)
{
	char *at = writer_key(w, key, WRITER_VALUE_MAX);

	if (known) {
		writer_end(w, digits_put(at, number));
		return;
	}
	memcpy(at, "null", 4);
	writer_end(w, at + 4);
}

/* A packet's number; 0 is null. */
WRITER_VALUE void writer_packet(struct json_writer *w, const char *key,
                                uint64_t packet)
{
	writer_known(w, key, packet != 0, packet);
}

/* Nanoseconds as seconds, each digit of them; where they are put, too, which
 * returns where they end. */
char *writer_put_seconds(char *at, int64_t ns);
WRITER_VALUE void writer_seconds(struct json_writer *w, const char *key,
                                 int64_t ns)
{
	writer_end(w, writer_put_seconds(writer_key(w, key, WRITER_VALUE_MAX),
	                                 ns));
}

WRITER_VALUE void writer_bool(struct json_writer *w, const char *key,
                              bool value)
{
	char *at = writer_key(w, key, WRITER_VALUE_MAX);

	memcpy(at, value ? "true" : "fals", 4);
	at += 4;
	*at = 'e';
	writer_end(w, at + !value);
}

/* NOLINTEND(bugprone-not-null-terminated-result) */

#endif
