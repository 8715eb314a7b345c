/* SPDX-License-Identifier: BSD-2-Clause
 *
 * zeek_steady: Zeek's view of embryos and steady connections.
 */
#ifndef TCPLADDER_ZEEK_STEADY_H
#define TCPLADDER_ZEEK_STEADY_H

#include <stdbool.h>

#include "track/steady.h"
#include "track/zeek.h"

/* Whether Zeek, too, lets the handshake that this ACK completes pass without a
 * timer of its running out. */
bool zeek_predicts_open(const struct embryo *embryo,
                        const struct segment *segment);

/* Whether the next segment, which was predicted otherwise, is what Zeek, too,
 * has nothing to say of but its letter. */
bool zeek_predicts(const struct steady *steady, enum dir dir,
                   const struct segment *segment);

/* Makes of an empty view, by zeek_init(), what it would be had it been given
 * every segment; ends by enum dir. */
void zeek_unfold_embryo(struct zeek_view *view, const struct embryo *embryo,
                        const struct endpoint end[DIR_COUNT]);
void zeek_unfold(struct zeek_view *view, const struct steady *steady,
                 const struct endpoint end[DIR_COUNT]);

#endif
