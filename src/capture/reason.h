/* SPDX-License-Identifier: BSD-2-Clause
 *
 * reason: the longer sentences about captures that cannot be read.
 */
#ifndef TCPLADDER_REASON_H
#define TCPLADDER_REASON_H

#include <stddef.h>

struct capture_file;
struct fault;

/* A link type (DLT_) that is not known; link_name() names those that are, and
 * may be NULL.  Returns -1. */
int reason_link_type(const char *label, int link_type,
                     const char *(*link_name)(size_t index),
                     struct fault *fault);

/* A file libpcap stopped in after file->packets packets, saying `text`.  What
 * it says is made clear where it is known not to be.  Returns -1. */
int reason_damaged(const struct capture_file *file, const char *text,
                   int link_type, struct fault *fault);

#endif
