/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: truncate [-v] [FILE]…
 *
 * Any prefix of any file is safe input: cuts each capture (of pcaps/ unless
 * some are named) at every byte, and each of its frames at every snapshot
 * length from 0 to 200, and takes what is left through the whole program in
 * this process.  It is the sanitizers that have something to say; here we ask
 * only that a file which is refused is refused with a reason, and that every
 * frame is counted once.  -v names each cut before it is tried.
 */
#include "config.h"

#include <assert.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/xalloc.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "track/tracker.h"

#define SNAPSHOT_MAX 200

struct sweep {
	bool verbose;
	const char *scratch; /* name of the file that is cut */
	int fd;              /* it, open for writing */
	uint64_t cuts, refused;
};

/* The frames of a capture, kept. */
struct kept {
	struct frame *frames;
	size_t count;
};

/* One run of the program's inside. */
struct run {
	struct decoder *decoder;
	struct tracker *tracker;
	uint64_t kinds[PACKET_KIND_COUNT];
	int64_t last_time;
};

static void run_begin(struct run *run)
{
	static const struct tracker_options OPTIONS = {
		.connection = {.keep = KEEP_ALL, .zeek = true},
	};
	static const struct decoder_options CHECKSUMS = {.checksums = true};

	memset(run, 0, sizeof(*run));
	run->decoder = decoder_new(&CHECKSUMS);
	run->tracker = tracker_new(&OPTIONS);
}

static void run_frame(struct run *run, const struct frame *frame)
{
	struct decoded decoded;

	run->kinds[decoder_feed(run->decoder, frame, &decoded)]++;
	for (unsigned i = 0; i < decoded.count; i++)
		tracker_feed(run->tracker, &decoded.segments[i]);
	run->last_time = frame->time;
}

static void run_end(struct run *run, uint64_t frames)
{
	uint64_t counted = 0;

	tracker_finish(run->tracker, run->last_time);
	for (unsigned kind = 0; kind < PACKET_KIND_COUNT; kind++)
		counted += run->kinds[kind];
	assert(counted == frames);
	tracker_free(run->tracker);
	decoder_free(run->decoder);
}

/* Opens the scratch file, or says why it is refused. */
static struct capture *open_scratch(const struct sweep *sweep,
                                    struct fault *fault)
{
	static const struct capture_options OPTIONS = {
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
	};

	return capture_open(&sweep->scratch, 1, &OPTIONS, fault);
}

/* Reads the scratch file as it stands. */
static void read_scratch(struct sweep *sweep)
{
	struct fault fault = {""};
	struct capture *capture = open_scratch(sweep, &fault);
	enum capture_status status;
	struct frame frame;
	struct run run;
	uint64_t frames = 0;

	sweep->cuts++;
	if (capture == NULL) {
		assert(fault_is_set(&fault));
		sweep->refused++;
		return;
	}
	run_begin(&run);
	while ((status = capture_next(capture, &frame, &fault)) ==
	       CAPTURE_FRAME) {
		run_frame(&run, &frame);
		frames++;
	}
	assert(status == CAPTURE_END || fault_is_set(&fault));
	run_end(&run, frames);
	capture_close(capture);
}

static void cut_bytes(struct sweep *sweep, const char *name, off_t size)
{
	for (off_t len = size; len >= 0; len--) {
		if (sweep->verbose)
			printf("%s: %jd bytes\n", name, (intmax_t)len);
		if (ftruncate(sweep->fd, len) != 0) {
			perror(sweep->scratch);
			exit(EXIT_FAILURE);
		}
		read_scratch(sweep);
	}
}

/* Keeps the frames of the scratch file, each in a block of its own size, so
 * that a sanitizer sees the first byte beyond. */
static void keep_frames(const struct sweep *sweep, struct kept *kept)
{
	struct fault fault = {""};
	struct capture *capture = open_scratch(sweep, &fault);
	struct frame frame;

	*kept = (struct kept){NULL, 0};
	if (capture == NULL)
		return;
	while (capture_next(capture, &frame, &fault) == CAPTURE_FRAME) {
		uint8_t *copy = xzalloc(frame.captured + 1);

		memcpy(copy, frame.data, frame.captured);
		frame.data = copy;
		kept->frames = xreallocarray(kept->frames, kept->count + 1,
		                             sizeof(*kept->frames));
		kept->frames[kept->count++] = frame;
	}
	capture_close(capture);
}

/* One frame, of which only `snapshot` bytes were kept. */
static void run_cut_frame(struct run *run, const struct frame *whole,
                          uint32_t snapshot)
{
	struct frame cut = *whole;
	uint8_t *bytes;

	if (cut.captured > snapshot)
		cut.captured = snapshot;
	bytes = malloc(cut.captured > 0 ? cut.captured : 1);
	if (bytes == NULL)
		abort();
	memcpy(bytes, whole->data, cut.captured);
	cut.data = bytes;
	run_frame(run, &cut);
	free(bytes);
}

static void cut_frames(struct sweep *sweep, const char *name,
                       const struct kept *kept)
{
	for (uint32_t snapshot = 0; snapshot <= SNAPSHOT_MAX; snapshot++) {
		struct run run;

		if (sweep->verbose)
			printf("%s: snapshots of %" PRIu32 "\n", name,
			       snapshot);
		run_begin(&run);
		for (size_t i = 0; i < kept->count; i++)
			run_cut_frame(&run, &kept->frames[i], snapshot);
		run_end(&run, kept->count);
		sweep->cuts++;
	}
}

/* Copies a capture into the scratch file.  Returns its size, or -1. */
static off_t copy_capture(const struct sweep *sweep, const char *name)
{
	FILE *in = fopen(name, "rb");
	off_t size = 0;
	char block[BUFSIZ];
	size_t count;

	if (in == NULL || ftruncate(sweep->fd, 0) != 0 ||
	    lseek(sweep->fd, 0, SEEK_SET) != 0)
		return -1;
	while ((count = fread(block, 1, sizeof(block), in)) > 0) {
		if (write(sweep->fd, block, count) != (ssize_t)count)
			return -1;
		size += (off_t)count;
	}
	fclose(in);
	return size;
}

static void sweep_file(struct sweep *sweep, const char *name)
{
	off_t size = copy_capture(sweep, name);
	struct kept kept;

	if (size < 0) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	keep_frames(sweep, &kept);
	cut_frames(sweep, name, &kept);
	for (size_t i = 0; i < kept.count; i++)
		free((void *)(uintptr_t)kept.frames[i].data);
	free(kept.frames);
	cut_bytes(sweep, name, size);
}

static int is_capture(const struct dirent *entry)
{
	return strstr(entry->d_name, ".pcap") != NULL;
}

static char *path_join(const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = xzalloc(size);

	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

static void sweep_folder(struct sweep *sweep, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_capture, alphasort);

	if (count < 0) {
		perror(folder);
		exit(EXIT_FAILURE);
	}
	for (int i = 0; i < count; i++) {
		char *name = path_join(folder, entries[i]->d_name);

		sweep_file(sweep, name);
		free(name);
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	char scratch[] = "truncate-XXXXXX";
	struct sweep sweep = {.scratch = scratch};
	const char *srcdir = getenv("srcdir");
	char *folder;
	int first = 1;

	if (first < argc && strcmp(argv[first], "-v") == 0) {
		sweep.verbose = true;
		first++;
	}
	sweep.fd = mkstemp(scratch);
	if (sweep.fd < 0) {
		perror(scratch);
		return EXIT_FAILURE;
	}
	if (first < argc) {
		while (first < argc)
			sweep_file(&sweep, argv[first++]);
	} else {
		folder = path_join(srcdir != NULL ? srcdir : ".", "pcaps");
		sweep_folder(&sweep, folder);
		free(folder);
	}
	close(sweep.fd);
	unlink(scratch);
	printf("truncate: %" PRIu64 " cuts, %" PRIu64 " refused\n", sweep.cuts,
	       sweep.refused);
	return EXIT_SUCCESS;
}
