/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: seeds FOLDER CAPTURE…
 *
 * Writes what fuzzers begin with, made from captures, into the folders
 * decode, report and segments in FOLDER.
 */
#include "config.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "decode_samples.h"
#include "moves.h"
#include "tell.h"

#define CONNECTIONS 8
#define FRAMES_MAX 64
#define SIZE_MAX_REPORT (64 * 1024) /* what is larger is too slow a seed */

static void write_seed(const char *folder, const char *kind, const char *name,
                       const struct text *bytes)
{
	struct text path = {0};
	FILE *file;

	text_printf(&path, "%s/%s/%s", folder, kind, name);
	file = fopen(text_string(&path), "wb");
	if (!file ||
	    fwrite(text_string(bytes), 1, bytes->len, file) != bytes->len ||
	    fclose(file) != 0) {
		perror(text_string(&path));
		exit(EXIT_FAILURE);
	}
	text_fini(&path);
}

static void add_byte(struct text *t, unsigned byte)
{
	char c = (char)byte;

	text_add_bytes(t, &c, 1);
}

/* ---- fuzz_decode ---- */

static unsigned link_index(int link_type)
{
	const char *name;

	for (unsigned i = 0; (name = decode_link_name(i)); i++)
		if (pcap_datalink_name_to_val(name) == link_type)
			return i;
	return 0;
}

static void add_frame(struct text *t, const uint8_t *bytes, uint32_t captured,
                      uint32_t length)
{
	uint32_t more = length - captured;

	add_byte(t, captured & 0xff);
	add_byte(t, captured >> 8 & 0xff);
	add_byte(t, more < 255 ? more : 255);
	text_add_bytes(t, (const char *)bytes, captured);
}

static void seed_sample(const char *folder, const struct sample *sample,
                        size_t number)
{
	struct text t = {0}, name = {0}, frame = {0};
	unsigned byte;

	for (const char *hex = sample->hex; *hex; hex += 2) {
		if (sscanf(hex, "%2x", &byte) != 1)
			break;
		add_byte(&frame, byte);
	}
	add_byte(&t, link_index(sample->link_type));
	add_byte(&t, 1);
	add_frame(&t, (const uint8_t *)text_string(&frame), (uint32_t)frame.len,
	          (uint32_t)frame.len);
	text_printf(&name, "sample-%s-%zu",
	            strcmp(sample->table, "link type") == 0 ? "link" : "above",
	            number);
	write_seed(folder, "decode", text_string(&name), &t);
	text_fini(&frame);
	text_fini(&name);
	text_fini(&t);
}

/* ---- fuzz_segments ---- */

struct scripting {
	struct text moves;
	struct endpoint clients[CONNECTIONS], servers[CONNECTIONS];
	unsigned connections;
	size_t count;
	int64_t before;
};

static bool same_end(const struct endpoint *a, const struct endpoint *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void add_move(struct scripting *s, const struct segment *segment)
{
	uint8_t move[MOVE_LEN];
	unsigned i;
	bool by_server = false;

	for (i = 0; i < s->connections; i++) {
		by_server = same_end(&s->servers[i], &segment->source);
		if (by_server ? same_end(&s->clients[i], &segment->destination)
		              : same_end(&s->clients[i], &segment->source) &&
		                        same_end(&s->servers[i],
		                                 &segment->destination))
			break;
	}
	if (i == CONNECTIONS || s->count == MOVES_MAX)
		return;
	if (i == s->connections) {
		s->clients[i] = segment->source;
		s->servers[i] = segment->destination;
		s->connections++;
		by_server = false;
	}
	moves_take(segment, i, by_server, s->count ? s->before : segment->time,
	           move);
	s->before = segment->time;
	s->count++;
	text_add_bytes(&s->moves, (const char *)move, sizeof(move));
}

/* Behind the story, what is no segment: its last one as something else. */
static void add_noise(struct scripting *s)
{
	static const uint8_t kinds[] = {WHO_ARP, WHO_UDP, WHO_CUT,
	                                WHO_BAD_CHECKSUM};
	uint8_t move[MOVE_LEN];

	memcpy(move, s->moves.at + s->moves.len - MOVE_LEN, MOVE_LEN);
	for (size_t i = 0; i < ARRAY_LEN(kinds) && s->count < MOVES_MAX; i++) {
		move[MOVE_WHO] = (uint8_t)((move[MOVE_WHO] & 15) | kinds[i]);
		text_add_bytes(&s->moves, (const char *)move, sizeof(move));
		s->count++;
	}
}

/* ---- one capture ---- */

static void seed_frames(const char *folder, const char *name,
                        struct capture *capture)
{
	struct decoder_options options = {false};
	struct decoder *decoder = decoder_new(&options);
	struct scripting script = {.count = 0};
	struct text frames = {0};
	struct fault fault = {""};
	struct frame frame;
	struct decoded decoded;
	unsigned count = 0;

	while (capture_next(capture, &frame, &fault) == CAPTURE_FRAME) {
		if (count == 0) {
			add_byte(&frames, link_index(frame.link_type));
			add_byte(&frames, 1);
		}
		if (count++ < FRAMES_MAX && frame.captured < 0xffff)
			add_frame(&frames, frame.data, frame.captured,
			          frame.length);
		decoder_feed(decoder, &frame, &decoded);
		for (unsigned i = 0; i < decoded.count; i++)
			add_move(&script, &decoded.segments[i]);
	}
	write_seed(folder, "decode", name, &frames);
	if (script.count) {
		add_noise(&script);
		write_seed(folder, "segments", name, &script.moves);
	}
	text_fini(&script.moves);
	text_fini(&frames);
	decoder_free(decoder);
}

/* The file, to be told in each form; the style changes with the form. */
static void seed_forms(const char *folder, const char *name, const char *path)
{
	/* What terminals, XML and bidi make of it is for them to find. */
	static const char name_bytes[24] = "a]]>\033[2J</x>\xe2\x80\xae%0A::e";
	FILE *file = fopen(path, "rb");
	char *bytes = xzalloc(SIZE_MAX_REPORT);
	size_t len = file ? fread(bytes, 1, SIZE_MAX_REPORT, file) : 0;

	for (unsigned form = 0; len < SIZE_MAX_REPORT && form < FORM_COUNT;
	     form++) {
		struct text t = {0}, seed = {0};

		text_add_bytes(&t, bytes, len);
		add_byte(&t, form);
		/* A ladder without its closing words, for its width. */
		add_byte(&t, form % 2 ? 1 << form % 7 : 4);
		add_byte(&t, form == FORM_LIST ? 64 : form * 11);
		add_byte(&t, 20);
		add_byte(&t, 120);
		text_add_bytes(&t, name_bytes, sizeof(name_bytes));
		add_byte(&t, 200);
		add_byte(&t, 0);
		add_byte(&t, 1);
		text_printf(&seed, "%s-%s", name, form_name((enum form)form));
		write_seed(folder, "report", text_string(&seed), &t);
		text_fini(&seed);
		text_fini(&t);
	}
	free(bytes);
	if (file)
		fclose(file);
}

static void seed_capture(const char *folder, char *path)
{
	static const struct capture_options OPTIONS = {
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
	};
	const char *const names[] = {path};
	struct fault fault = {""};
	struct capture *capture = capture_open(names, 1, &OPTIONS, &fault);
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	if (capture)
		seed_frames(folder, name, capture);
	capture_close(capture);
	seed_forms(folder, name, path);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fputs("usage: seeds FOLDER CAPTURE...\n", stderr);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < LINK_SAMPLE_COUNT; i++)
		seed_sample(argv[1], &LINK_SAMPLES[i], i);
	for (size_t i = 0; i < TUNNEL_SAMPLE_COUNT; i++)
		seed_sample(argv[1], &TUNNEL_SAMPLES[i], i);
	for (int i = 2; i < argc; i++)
		seed_capture(argv[1], argv[i]);
	return EXIT_SUCCESS;
}
