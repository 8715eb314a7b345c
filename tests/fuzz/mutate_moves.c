/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Changes of a script that a network, a capture or a bad stack could make;
 * only libFuzzer calls this.
 */
#include "config.h"

#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "entry.h"
#include "moves.h"

#define MAX_BYTES (MOVES_MAX * MOVE_LEN)

struct draw {
	uint32_t state;
};

/* xorshift: any quality will do. */
static uint32_t draw(struct draw *d, uint32_t below)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 17;
	d->state ^= d->state << 5;
	return d->state % below;
}

static uint8_t *any(struct draw *d, uint8_t *moves, size_t count)
{
	return moves + draw(d, (uint32_t)count) * MOVE_LEN;
}

static void store(uint8_t *at, uint32_t number)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(number >> 8 * i);
}

/* A number a little or a lot beside what it was, or another's. */
static void change_number(struct draw *d, uint8_t *move, const uint8_t *other)
{
	static const uint32_t steps[] = {
		1, 2, 7, 1448, 65535, UINT32_C(1) << 30, UINT32_C(1) << 31};
	static const uint8_t fields[] = {MOVE_SEQ, MOVE_ACK, MOVE_TIME,
	                                 MOVE_TSVAL, MOVE_TSECR};
	uint8_t *field = move + fields[draw(d, ARRAY_LEN(fields))];
	uint32_t step = steps[draw(d, ARRAY_LEN(steps))];

	switch (draw(d, 4)) {
	case 0:
		store(field, load_le32(field) + step);
		break;
	case 1:
		store(field, load_le32(field) - step);
		break;
	case 2: /* as its peer counts */
		store(field,
		      load_le32(other + (draw(d, 2) ? MOVE_SEQ : MOVE_ACK)));
		break;
	default:
		store(field, load_le32(field) + load_le16(move + MOVE_BYTES));
	}
}

static void change_field(struct draw *d, uint8_t *move)
{
	static const uint8_t fields[] = {
		MOVE_FLAGS,  MOVE_FLAGS,      MOVE_FLAGS, MOVE_OPTIONS,
		MOVE_WINDOW, MOVE_WINDOW + 1, MOVE_BYTES, MOVE_BYTES + 1,
		MOVE_WHO,    MOVE_IP_ID,      MOVE_SCALE, MOVE_MSS,
		MOVE_TTL};
	uint8_t *field = move + fields[draw(d, ARRAY_LEN(fields))];

	if (draw(d, 4) == 0)
		*field = (uint8_t)draw(d, 256);
	else
		*field ^= (uint8_t)(1u << draw(d, 8));
}

/* To another place in time. */
static void move_to(uint8_t *moves, size_t from, size_t to)
{
	uint8_t kept[MOVE_LEN];
	uint8_t *a = moves + from * MOVE_LEN, *b = moves + to * MOVE_LEN;

	memcpy(kept, a, MOVE_LEN);
	if (from < to)
		memmove(a, a + MOVE_LEN, (size_t)(b - a));
	else
		memmove(b + MOVE_LEN, b, (size_t)(a - b));
	memcpy(b, kept, MOVE_LEN);
}

static size_t drop(uint8_t *moves, size_t count, size_t at)
{
	memmove(moves + at * MOVE_LEN, moves + (at + 1) * MOVE_LEN,
	        (count - at - 1) * MOVE_LEN);
	return count - 1;
}

static size_t repeat(struct draw *d, uint8_t *moves, size_t count, size_t at)
{
	uint8_t *copy = moves + count * MOVE_LEN;

	memcpy(copy, moves + at * MOVE_LEN, MOVE_LEN);
	copy[MOVE_IP_ID] ^= (uint8_t)draw(d, 2);
	move_to(moves, count, at + draw(d, (uint32_t)(count - at)) + 1);
	return count + 1;
}

static size_t change(struct draw *d, uint8_t *moves, size_t count, size_t room)
{
	size_t at = draw(d, (uint32_t)count);

	switch (draw(d, 8)) {
	case 0:
		return count > 1 ? drop(moves, count, at) : count;
	case 1:
		return count < room ? repeat(d, moves, count, at) : count;
	case 2:
		move_to(moves, at, draw(d, (uint32_t)count));
		break;
	case 3:
	case 4:
		change_field(d, moves + at * MOVE_LEN);
		break;
	case 5: /* whatever libFuzzer knows of what matters */
		LLVMFuzzerMutate(moves + at * MOVE_LEN, MOVE_LEN, MOVE_LEN);
		break;
	default:
		change_number(d, moves + at * MOVE_LEN, any(d, moves, count));
	}
	return count;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
                               unsigned seed)
{
	struct draw d = {seed | 1};
	size_t count = size / MOVE_LEN;
	size_t room = (max < MAX_BYTES ? max : MAX_BYTES) / MOVE_LEN;

	if (count == 0 || count > room)
		return LLVMFuzzerMutate(data, size, max);
	for (unsigned i = draw(&d, 4) + 1; i > 0; i--)
		count = change(&d, data, count, room);
	return count * MOVE_LEN;
}
