/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A connection has a hundred values and is followed in about a microsecond.
 * A tree of them, each on the heap, each key hashed, costs many times that
 * before a byte is written; this costs the bytes.
 */
#include "config.h"

#include "report/json_writer.h"

#define NS_PER_SEC UINT64_C(1000000000)

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

static inline char *put(char *at, const char *bytes, size_t count)
{
	memcpy(at, bytes, count);
	return at + count;
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

#define OF_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define IS_ZERO(eight) (((eight)-OF_EACH(1)) & ~(eight))

/* Whether none of eight bytes is to be escaped: the highest bit of each says
 * whether it is below 0x20, '"' or '\'; or, behind one that is, might be. */
static bool is_plain(uint64_t eight)
{
	uint64_t control = (eight - OF_EACH(0x20)) & ~eight;

	return !((control | IS_ZERO(eight ^ OF_EACH('"')) |
	          IS_ZERO(eight ^ OF_EACH('\\'))) &
	         OF_EACH(0x80));
}

/* How many bytes there are before the first that is to be escaped. */
static size_t plain_run(const char *bytes, size_t count)
{
	size_t run = 0;
	uint64_t eight;

	for (; run + sizeof(eight) <= count; run += sizeof(eight)) {
		memcpy(&eight, bytes + run, sizeof(eight));
		if (!is_plain(eight))
			break;
	}
	while (run < count && (unsigned char)bytes[run] >= 0x20 &&
	       bytes[run] != '"' && bytes[run] != '\\')
		run++;
	return run;
}

void writer_string(struct json_writer *w, const char *key, const char *string)
{
	size_t left, run;

	if (!string) {
		writer_null(w, key);
		return;
	}
	writer_end(w, put(writer_key(w, key, 1), "\"", 1));
	for (left = strlen(string);; string += run + 1, left -= run + 1) {
		run = plain_run(string, left);
		write_bytes(w, string, run);
		if (run == left)
			break;
		writer_end(w, put_escape(writer_room(w, WRITER_VALUE_MAX),
		                         string[run]));
	}
	write_bytes(w, "\"", 1);
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

char *writer_put_seconds(char *at, int64_t ns)
{
	uint64_t amount = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

	*at = '-';
	at += ns < 0;
	return amount > 0 && amount < 100000 ? put_tiny(at, amount)
	                                     : put_fixed(at, amount);
}
