/* SPDX-License-Identifier: BSD-2-Clause
 *
 * capture: several capture files read as one row of frames.
 *
 * libpcap reads pcap (microseconds and nanoseconds, either byte order) and
 * pcapng; "-" is standard input; gzip, zstd, lz4, xz and bzip2 are opened
 * transparently where libarchive was found at configure.  Frames are numbered
 * from 1 over all files, as Wireshark numbers the frames of one file.
 */
#ifndef TCPLADDER_CAPTURE_H
#define TCPLADDER_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct capture;

/* One captured frame.  `data` is valid until the next capture_next(). */
struct frame {
	const uint8_t *data;
	uint32_t captured; /* bytes at data */
	uint32_t length;   /* bytes on the wire, >= captured in sane files */
	int64_t time;      /* nanoseconds since the epoch, 1938 to 2115 */
	uint64_t number;   /* from 1, over all files */
	int link_type;     /* libpcap's DLT_ number of the file it is from */
};

/* What is known of one file, for reports. */
struct capture_file {
	const char *name;      /* as given; raw bytes: show it harmless */
	const char *format;    /* "pcap" | "pcapng", or NULL before opening */
	const char *link_type; /* libpcap's name without DLT_: "EN10MB" */
	uint32_t snapshot_length; /* bytes */
	uint64_t first_packet;    /* number of its first frame */
	uint64_t packets;         /* read from it so far, filtered out or not */
	bool cut_short;           /* it ends in the middle of a record */
};

struct capture_options {
	const char *filter; /* libpcap filter expression, or NULL */
	bool (*link_known)(int link_type);      /* may a frame be decoded? */
	const char *(*link_name)(size_t index); /* those that can, for the
	                                           message; NULL past the last */
	bool twice; /* may be read again, by capture_rewind() */
};

enum capture_status {
	CAPTURE_FRAME, /* *frame holds the next one */
	CAPTURE_END,   /* every file is read to its end (or to its cut) */
	CAPTURE_FAULT, /* the fault says which file and why */
};

/* Opens the files, to be read in order as one capture, and reads nothing: all
 * that needs the file system, or looks up the names in a filter, is done here.
 * The strings must outlive the capture.  Returns NULL and sets the fault
 * ("FILE: reason") on failure.  The caller closes it with capture_close(). */
struct capture *capture_reserve(const char *const *names, size_t count,
                                const struct capture_options *options,
                                struct fault *fault);

/* Reads the beginning of the first file and judges it, before the first
 * capture_next(); the others are judged when they are reached.  Returns 0, or
 * -1 and sets the fault. */
int capture_begin(struct capture *capture, struct fault *fault);

/* Both at once. */
struct capture *capture_open(const char *const *names, size_t count,
                             const struct capture_options *options,
                             struct fault *fault);

/* Reads the next frame.  On CAPTURE_FAULT the fault holds "FILE: reason" and
 * no more can be read, but all frames before it were good.  Frames the filter
 * leaves out are numbered, but not given.  A file cut in the
 * middle of a record is no fault: capture_file.cut_short is set, and reading
 * goes on with the next file; of a compressed file the last block may be lost
 * with its end. */
enum capture_status capture_next(struct capture *capture, struct frame *frame,
                                 struct fault *fault);

/* True where all of it can be read twice, and that was asked for: every file is
 * a regular one. */
bool capture_rereadable(const struct capture *capture);

/* Goes back to where capture_begin() has left it, whatever was read since; of
 * one that is rereadable.  Returns 0, or -1 and the fault ("FILE: reason"),
 * after which nothing can be read. */
int capture_rewind(struct capture *capture, struct fault *fault);

/* The files, as far as they are read; valid until capture_close(). */
const struct capture_file *capture_files(const struct capture *capture,
                                         size_t *count);

/* Writes "FILE: cut short in the middle of packet N; …" into the fault, for a
 * file with cut_short set. */
void capture_describe_cut(const struct capture_file *file, struct fault *fault);

/* Bytes of input consumed so far and in all (0 where unknown, a pipe): for a
 * progress line. */
void capture_progress(const struct capture *capture, uint64_t *done,
                      uint64_t *total);

/* Closes everything; NULL is fine. */
void capture_close(struct capture *capture);

#endif
