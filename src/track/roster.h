/* SPDX-License-Identifier: BSD-2-Clause
 *
 * roster: items found by their key, numbered in the order they were met, and
 * never more of them than was agreed.
 *
 * An item is the caller's struct; its key is its first member, a whole number
 * of 32-bit words in which equal keys are equal bytes.
 */
#ifndef TCPLADDER_ROSTER_H
#define TCPLADDER_ROSTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

#define ROSTER_WORDS_MAX HASH_LINE_MAX
#define ROSTER_FULL ((size_t)-1) /* instead of an index */

#define ROSTER_MOST 32768 /* items; their slots are numbered by a tag */

struct roster_slot {
	uint16_t tag;  /* of the key's hash */
	uint16_t item; /* 1 + index; 0: empty */
};

struct roster {
	struct hash_line_key hash;
	size_t item_size; /* bytes */
	unsigned key_words;
	size_t count, most; /* items */
	void *items;
	size_t latest; /* asked for: it is asked for again */
	struct roster_slot *slots;
	size_t slot_count; /* a power of two */
	/* A bit for each tag: without it, no item has the tag, and that most keys
	 * are new is seen in little memory.  What was replaced leaves its bit. */
	uint64_t tags[(UINT16_MAX + 1) / 64];
	size_t stale; /* replaced since the bits were set anew */
};

/* Sizes in bytes; most: ROSTER_MOST at most. */
void roster_init(struct roster *roster, size_t item_size, size_t key_size,
                 size_t most);

/* Frees the items, not what they hold. */
void roster_fini(struct roster *roster);

/* The index of the item with this key, added (zero but for its key) if it is
 * new; ROSTER_FULL where there is no room for another. */
size_t roster_index(struct roster *roster, const void *key);

/* The same, but none is added: ROSTER_FULL where there is none. */
size_t roster_find(const struct roster *roster, const void *key);

/* The item at an index; valid until one is added. */
static inline void *roster_at(const struct roster *roster, size_t index)
{
	return (char *)roster->items + index * roster->item_size;
}

/* Forgets the item at an index, and makes it one of this key, which no item
 * has: of zeros but for that. */
void roster_replace(struct roster *roster, size_t index, const void *key);

#endif
