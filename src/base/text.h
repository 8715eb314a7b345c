/* SPDX-License-Identifier: BSD-2-Clause
 *
 * text: a buffer of UTF-8 that grows, and the few formats reports share.
 *
 * Nothing here asks the locale: the same input gives the same bytes.
 */
#ifndef TCPLADDER_TEXT_H
#define TCPLADDER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	char *at;   /* NUL-terminated once anything was added; else NULL */
	size_t len; /* bytes before the NUL */
	size_t room;
	bool lent; /* at: not its own, see TEXT_ON() */
};

/* An empty text that begins in the caller's array of char, which must stay
 * longer than the text: no heap for what is no longer than usual. */
#define TEXT_ON(space) \
	((struct text){.at = (space), .room = sizeof(space), .lent = true})

/* Room for `count` bytes more and a NUL: where to write them.  What was written
 * counts once text_end() is told where it ends. */
void text_grow(struct text *text, size_t count);
static inline char *text_room(struct text *text, size_t count)
{
	if (text->room - text->len <= count)
		text_grow(text, count);
	return text->at + text->len;
}

static inline void text_end(struct text *text, char *end)
{
	text->len = (size_t)(end - text->at);
	*end = '\0';
}

/* Adds at the end. */
static inline void text_add_bytes(struct text *text, const char *bytes,
                                  size_t count)
{
	char *at = text_room(text, count);

	memcpy(at, bytes, count);
	text_end(text, at + count);
}

static inline void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

/* As printf does. */
void text_printf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds a number in decimal, with zeros before it up to `digits`. */
void text_number(struct text *text, uint64_t number, unsigned digits);

/* Adds a one-byte character, count times. */
void text_fill(struct text *text, char c, size_t count);

/* Adds spaces, few as a rule. */
static inline void text_blank(struct text *text, size_t count)
{
	static const char blanks[] = "                ";
	char *at = text_room(text, count + sizeof(blanks)), *end = at + count;

	for (; at < end; at += sizeof(blanks) - 1)
		memcpy(at, blanks, sizeof(blanks) - 1);
	text_end(text, end);
}

/* Adds a duration in ns with three digits that matter and its unit: "820 µs",
 * "21.5 ms", "1.02 s", "61.0 s"; from ten minutes on in two units, "12 min 5 s",
 * "3 h 20 min", "2 d 4 h". */
void text_duration(struct text *text, int64_t ns);

/* Adds a number in groups of three: "5 230". */
void text_grouped(struct text *text, uint64_t number);

/* Adds bytes that may be anybody's (a file's name): what is not printable
 * UTF-8, and what moves the cursor or the direction of writing, is shown as
 * "?" or \xNN. */
void text_harmless(struct text *text, const char *string);

/* The length in bytes of the character of UTF-8 at a string, and its code point;
 * 0 where there is none (RFC 3629 section 4: no overlong forms, no surrogates). */
size_t text_character(const char *string, uint32_t *code);

/* Control characters, bidi controls (they turn text round), zero-width and
 * private ones: nothing a name needs. */
bool text_is_harmful(uint32_t code);

/* What a terminal shows of a UTF-8 string: columns, all of width one.  The
 * second takes so many bytes. */
size_t text_width(const char *utf8);
size_t text_columns(const char *utf8, size_t count);

/* The string, "" where nothing was added; valid until the next addition. */
static inline const char *text_string(const struct text *text)
{
	return text->len ? text->at : "";
}

/* Empties it, keeping its memory. */
static inline void text_clear(struct text *text)
{
	text->len = 0;
	if (text->at)
		text->at[0] = '\0';
}

/* Frees it; what was lent stays its owner's. */
void text_fini(struct text *text);

#endif
