/* SPDX-License-Identifier: BSD-2-Clause
 *
 * page: lines of text in the making, and the column where each stands.
 *
 * All characters are one column wide.  With --ascii they are others, of which
 * some are wider, and with --color they have tones.
 */
#ifndef TCPLADDER_PAGE_H
#define TCPLADDER_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum row_tone {
	TONE_PLAIN,
	TONE_GOOD,
	TONE_NOTE,
	TONE_WARNING,
	TONE_ERROR,
};

struct page {
	struct text text;
	size_t line;   /* where the last one begins, … */
	size_t column; /* … and the column of its end */
	size_t width;  /* columns; never exceeded by page_wrap() */
	bool ascii, color;
};

/* Empties a page that is zero, or was used before: its memory serves again.
 * The caller frees it with text_fini(&page->text). */
void page_begin(struct page *page, size_t width, bool ascii, bool color);

/* The columns of so many bytes, which are `width` characters. */
size_t page_ascii_width(const char *utf8, size_t len);
static inline size_t page_width(const struct page *page, const char *utf8,
                                size_t len, size_t width)
{
	return page->ascii && width != len ? page_ascii_width(utf8, len)
	                                   : width;
}

/* Adds so many bytes, which are `width` characters, in a tone. */
void page_put_toned(struct page *page, const char *utf8, size_t len,
                    size_t width, enum row_tone tone);
static inline void page_put(struct page *page, const char *utf8, size_t len,
                            size_t width, enum row_tone tone)
{
	if ((page->color && tone != TONE_PLAIN) ||
	    (page->ascii && width != len)) {
		page_put_toned(page, utf8, len, width, tone);
		return;
	}
	text_add_bytes(&page->text, utf8, len);
	page->column += width;
}

/* Adds spaces up to a column that the line has not reached. */
static inline void page_go_to(struct page *page, size_t column)
{
	if (column <= page->column)
		return;
	text_blank(&page->text, column - page->column);
	page->column = column;
}

/* Ends the line, without trailing blanks. */
void page_end_line(struct page *page);

/* Adds a paragraph, broken between words; what follows the first line hangs. */
void page_wrap(struct page *page, size_t indent, const char *words,
               enum row_tone tone);

#endif
