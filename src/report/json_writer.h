/* SPDX-License-Identifier: BSD-2-Clause
 *
 * json_writer: JSON written straight into a stream, value by value.
 *
 * What it writes is what jansson writes of the same tree with JSON_COMPACT
 * and JSON_REAL_PRECISION(15), byte for byte; a test holds it to that.
 */
#ifndef TCPLADDER_JSON_WRITER_H
#define TCPLADDER_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

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

/* Opens and closes an object ('{', '}') or an array ('[', ']').  Here and
 * below: the key is NULL inside an array and at the top. */
void writer_open(struct json_writer *w, const char *key, char bracket);
void writer_close(struct json_writer *w, char bracket);

/* A string of valid UTF-8; NULL is null. */
void writer_string(struct json_writer *w, const char *key, const char *string);

/* The same for a short one that needs no escapes: a name, an address. */
void writer_word(struct json_writer *w, const char *key, const char *word);

/* A number, or null where it is not known. */
void writer_number(struct json_writer *w, const char *key, uint64_t number);
void writer_known(struct json_writer *w, const char *key, bool known,
                  uint64_t number);

/* A packet's number; 0 is null. */
void writer_packet(struct json_writer *w, const char *key, uint64_t packet);

/* Nanoseconds as seconds, each digit of them. */
void writer_seconds(struct json_writer *w, const char *key, int64_t ns);

void writer_bool(struct json_writer *w, const char *key, bool value);
void writer_null(struct json_writer *w, const char *key);

#endif
