/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/page.h"

#include "report/plain.h"

void page_begin(struct page *p, size_t width, bool ascii, bool color)
{
	text_clear(&p->text);
	p->line = p->column = 0;
	p->width = width;
	p->ascii = ascii;
	p->color = color;
}

size_t page_ascii_width(const char *utf8, size_t len)
{
	return plain_width(utf8, len, true);
}

void page_put_toned(struct page *p, const char *utf8, size_t len, size_t width,
                    enum row_tone tone)
{
	static const char *const colors[] = {
		[TONE_PLAIN] = "",           [TONE_GOOD] = "\033[32m",
		[TONE_NOTE] = "\033[36m",    [TONE_WARNING] = "\033[33m",
		[TONE_ERROR] = "\033[1;31m",
	};
	bool color = p->color && tone != TONE_PLAIN && len;

	if (color)
		text_add(&p->text, colors[tone]);
	if (p->ascii)
		plain_add(&p->text, utf8, len);
	else
		text_add_bytes(&p->text, utf8, len);
	if (color)
		text_add(&p->text, "\033[0m");
	p->column += page_width(p, utf8, len, width);
}

void page_end_line(struct page *p)
{
	struct text *text = &p->text;

	while (text->len > p->line && text->at[text->len - 1] == ' ')
		text->len--;
	text_add_bytes(text, "\n", 1);
	p->line = text->len;
	p->column = 0;
}

/* The length of a word, and whether it is nothing but a number. */
static size_t word(const char *at, bool *number)
{
	size_t len = 0, digits = 0;

	while (at[len] != '\0' && at[len] != ' ')
		len++;
	while ((at[digits] >= '0' && at[digits] <= '9') || at[digits] == '.')
		digits++;
	*number = digits == len;
	return len;
}

/* The length of what stays on one line: a word, or a number ("5 230") and what
 * there are so many of. */
static size_t unbroken(const char *words)
{
	bool number;
	size_t len = word(words, &number);

	while (number && words[len] != '\0') {
		len++;
		len += word(words + len, &number);
	}
	return len;
}

/* What waits to be put together, being on one line as it stands. */
struct piece {
	const char *at;
	size_t len, width;
};

void page_wrap(struct page *p, size_t indent, const char *words,
               enum row_tone tone)
{
	bool toned = p->color && tone != TONE_PLAIN;
	struct piece piece = {.at = words};
	size_t column;

	page_go_to(p, indent);
	column = p->column;
	while (*words) {
		size_t len = unbroken(words), width = text_columns(words, len);
		size_t columns = page_width(p, words, len, width);
		bool fits = column + 1 + columns <= p->width;

		if (fits && piece.len && !toned &&
		    words == piece.at + piece.len + 1) {
			piece.len += 1 + len;
			piece.width += 1 + width;
			column += 1 + columns;
		} else {
			page_put(p, piece.at, piece.len, piece.width, tone);
			if (piece.at != words && !fits) {
				page_end_line(p);
				page_go_to(p, indent + 2);
			} else if (piece.at != words) {
				page_go_to(p, p->column + 1);
			}
			piece = (struct piece){words, len, width};
			column = p->column + columns;
		}
		for (words += len; *words == ' ';)
			words++;
	}
	page_put(p, piece.at, piece.len, piece.width, tone);
	page_end_line(p);
}
