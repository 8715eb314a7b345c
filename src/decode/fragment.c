/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Each datagram keeps copies of its pieces in the order they came, and a map
 * of the 8-byte blocks seen.  Offsets are multiples of 8, so a block is either
 * covered by one piece or, at a ragged end, by none: the datagram is whole
 * when the last piece has come and every full block before its end is in the
 * map.  Only then are the pieces sorted and laid down.
 *
 * Where pieces overlap, the one that begins earlier wins, and of two that
 * begin together the one that came first.  Stacks differ here, and attackers
 * live on it (RFC 5722 forbids overlaps in IPv6 altogether); this is what
 * Wireshark shows, and no choice of ours can harm more than the reading.
 *
 * References: RFC 791 §3.2, RFC 815, RFC 8200 §4.5, RFC 1858.
 */
#include "config.h"

#include "decode/fragment.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/xalloc.h"

enum {
	BLOCK = 8, /* bytes */
	BLOCKS_MAX = (FRAGMENT_END_MAX + BLOCK) / BLOCK,
	BUCKETS = 1024, /* a power of two */
};

struct piece {
	struct piece *next;
	uint32_t offset, len;
	uint8_t data[];
};

struct assembly {
	struct fragment_key key;
	struct assembly *chain;         /* the next in its bucket */
	struct assembly *older, *newer; /* by arrival of the first piece */
	int64_t since;                  /* arrival of the first piece */
	struct piece *first, **last;    /* as they came */
	size_t bytes;                   /* held by it */
	uint32_t end;                   /* of the datagram, when known */
	uint32_t missing;               /* full blocks, when the end is known */
	bool end_known;
	uint8_t protocol;               /* what the first piece announced */
	uint64_t seen[BLOCKS_MAX / 64]; /* a bit a block */
};

struct whole {
	struct whole *next;
	uint8_t data[];
};

struct fragments {
	struct assembly *buckets[BUCKETS];
	struct assembly *oldest, *newest;
	size_t count, bytes;
	struct hash_key key; /* so that nobody can aim at one bucket */
	struct whole *whole;
};

/* What memory of a size takes, with what an allocator adds to it. */
static size_t held(size_t size)
{
	const size_t unit = 16, header = 8;

	return (size + header + unit - 1) / unit * unit;
}

struct fragments *fragments_new(void)
{
	struct fragments *f = xzalloc(sizeof(*f));

	hash_key_random(&f->key);
	return f;
}

static struct assembly **bucket_of(struct fragments *f,
                                   const struct fragment_key *key)
{
	uint64_t words[sizeof(*key) / 8];
	uint64_t hash;

	_Static_assert(sizeof(*key) % 8 == 0, "the key is hashed in words");
	memcpy(words, key, sizeof(words));
	hash = hash_words(&f->key, words, ARRAY_LEN(words));
	return &f->buckets[hash & (BUCKETS - 1)];
}

static void assembly_drop(struct fragments *f, struct assembly *a)
{
	struct assembly **link = bucket_of(f, &a->key);

	while (*link != a)
		link = &(*link)->chain;
	*link = a->chain;
	*(a->older ? &a->older->newer : &f->oldest) = a->newer;
	*(a->newer ? &a->newer->older : &f->newest) = a->older;
	f->count--;
	f->bytes -= a->bytes;
	while (a->first != NULL) {
		struct piece *next = a->first->next;

		free(a->first);
		a->first = next;
	}
	free(a);
}

static struct assembly *assembly_find(struct fragments *f,
                                      const struct fragment_key *key)
{
	struct assembly *a = *bucket_of(f, key);

	while (a != NULL && memcmp(&a->key, key, sizeof(*key)) != 0)
		a = a->chain;
	return a;
}

static struct assembly *assembly_new(struct fragments *f,
                                     const struct fragment_key *key,
                                     int64_t time)
{
	struct assembly **bucket = bucket_of(f, key);
	struct assembly *a = xzalloc(sizeof(*a));

	a->key = *key;
	a->since = time;
	a->last = &a->first;
	a->bytes = held(sizeof(*a));
	a->chain = *bucket;
	*bucket = a;
	a->older = f->newest;
	*(f->newest ? &f->newest->newer : &f->oldest) = a;
	f->newest = a;
	f->count++;
	f->bytes += a->bytes;
	return a;
}

/* Makes room for `bytes` more.  Capture time may run backwards: a datagram is
 * then kept longer, never shorter. */
static void make_room(struct fragments *f, int64_t time, size_t bytes)
{
	const int64_t limit = FRAGMENT_SECONDS_MAX * INT64_C(1000000000);

	while (f->oldest != NULL &&
	       (f->count >= FRAGMENT_DATAGRAMS_MAX ||
	        f->bytes + bytes > FRAGMENT_BYTES_MAX ||
	        (time > f->oldest->since &&
	         (uint64_t)time - (uint64_t)f->oldest->since >
	                 (uint64_t)limit)))
		assembly_drop(f, f->oldest);
}

static bool block_seen(const struct assembly *a, uint32_t block)
{
	return a->seen[block / 64] >> (block % 64) & 1;
}

/* Marks the full blocks of a piece, and counts down what is missing. */
static void mark_blocks(struct assembly *a, uint32_t offset, uint32_t len)
{
	uint32_t end = (offset + len) / BLOCK;

	for (uint32_t i = offset / BLOCK; i < end; i++) {
		if (block_seen(a, i))
			continue;
		a->seen[i / 64] |= UINT64_C(1) << (i % 64);
		if (a->end_known && i < a->end / BLOCK)
			a->missing--;
	}
}

/* The first last piece tells the end; others are not believed. */
static void learn_end(struct assembly *a, uint32_t end)
{
	if (a->end_known)
		return;
	a->end_known = true;
	a->end = end;
	for (uint32_t i = 0; i < end / BLOCK; i++)
		a->missing += !block_seen(a, i);
}

/* Two lists in order of offset, made one; `a` came before `b`. */
static struct piece *pieces_merge(struct piece *a, struct piece *b)
{
	struct piece *head = NULL, **tail = &head;

	while (a != NULL && b != NULL) {
		struct piece **from = b->offset < a->offset ? &b : &a;

		*tail = *from;
		tail = &(*from)->next;
		*from = *tail;
	}
	*tail = a != NULL ? a : b;
	return head;
}

/* Merge sort from the bottom up: runs[i] holds 2^i pieces or none, and what is
 * in a higher run came earlier. */
static struct piece *pieces_sort(struct piece *list)
{
	struct piece *runs[32] = {NULL}, *sorted = NULL;
	size_t i;

	while (list != NULL) {
		struct piece *one = list;

		list = list->next;
		one->next = NULL;
		for (i = 0; runs[i] != NULL; i++) {
			one = pieces_merge(runs[i], one);
			runs[i] = NULL;
		}
		runs[i] = one;
	}
	for (i = 0; i < ARRAY_LEN(runs); i++)
		sorted = pieces_merge(runs[i], sorted);
	return sorted;
}

/* Lays the pieces down; the datagram is whole. */
static void assemble(struct fragments *f, struct assembly *a,
                     struct fragment *out)
{
	struct whole *whole = xzalloc(sizeof(*whole) + a->end);
	uint32_t done = 0;

	a->first = pieces_sort(a->first);
	for (struct piece *p = a->first; p != NULL; p = p->next) {
		uint32_t end = p->offset + p->len;

		if (end > a->end)
			end = a->end;
		if (end <= done || p->offset > done)
			continue;
		memcpy(whole->data + done, p->data + (done - p->offset),
		       end - done);
		done = end;
	}
	whole->next = f->whole;
	f->whole = whole;
	out->data = whole->data;
	out->len = a->end;
	out->protocol = a->protocol;
}

enum fragment_result fragments_add(struct fragments *f, struct fragment *in,
                                   int64_t time)
{
	size_t size = sizeof(struct piece) + in->len, bytes = held(size);
	struct assembly *a;
	struct piece *piece;

	if (in->len == 0 || in->len > FRAGMENT_END_MAX ||
	    in->offset > FRAGMENT_END_MAX - in->len)
		return FRAGMENT_BAD;
	make_room(f, time, bytes + held(sizeof(*a)));
	a = assembly_find(f, &in->key);
	if (a == NULL)
		a = assembly_new(f, &in->key, time);
	piece = xzalloc(size);
	piece->offset = in->offset;
	piece->len = in->len;
	memcpy(piece->data, in->data, in->len);
	*a->last = piece;
	a->last = &piece->next;
	a->bytes += bytes;
	f->bytes += bytes;
	if (in->offset == 0)
		a->protocol = in->protocol;
	mark_blocks(a, in->offset, in->len);
	if (!in->more)
		learn_end(a, in->offset + in->len);
	if (!a->end_known || a->missing != 0)
		return FRAGMENT_KEPT;
	assemble(f, a, in);
	assembly_drop(f, a);
	return FRAGMENT_WHOLE;
}

bool fragments_holding(const struct fragments *f)
{
	return f->whole != NULL;
}

void fragments_release(struct fragments *f)
{
	while (f->whole != NULL) {
		struct whole *next = f->whole->next;

		free(f->whole);
		f->whole = next;
	}
}

size_t fragments_count(const struct fragments *f)
{
	return f->count;
}

size_t fragments_bytes(const struct fragments *f)
{
	return f->bytes;
}

void fragments_free(struct fragments *f)
{
	if (f == NULL)
		return;
	fragments_release(f);
	/* It is taken out of the list, which clang's analyzer does not see. */
	while (f->oldest != NULL)
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
		assembly_drop(f, f->oldest);
	free(f);
}
