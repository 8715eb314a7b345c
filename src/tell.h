/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tell: what stderr is told.
 */
#ifndef TCPLADDER_TELL_H
#define TCPLADDER_TELL_H

#include <stdint.h>

#include "base/fault.h"
#include "capture/capture.h"

enum { EXIT_READ = 0, EXIT_FOUND = 1, EXIT_TROUBLE = 2 };

/* One line, "tcpladder: FILE: reason", names made harmless.  Returns
 * EXIT_TROUBLE. */
int tell_trouble(const struct fault *fault);

/* The same, and where to read how it should have been asked. */
int tell_usage(const struct fault *fault);

/* One line for each file that was cut short.  Returns EXIT_TROUBLE where there
 * was one, else EXIT_READ. */
int tell_cuts(const struct capture *capture);

/* How far reading has come, over the line that stands there. */
void tell_progress(const struct capture *capture, uint64_t packets);

/* Takes that line away. */
void tell_progress_done(void);

#endif
