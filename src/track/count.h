/* SPDX-License-Identifier: BSD-2-Clause
 *
 * count: tells the census of connections, whatever their form.
 */
#ifndef TCPLADDER_COUNT_H
#define TCPLADDER_COUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "track/census.h"
#include "track/steady.h"

/* A connection begins with this segment, not yet fed to it. */
void count_begin(struct census *census, struct connection *c,
                 const struct segment *segment);

/* A segment was fed to it. */
void count_segment(struct census *census, struct connection *c);

/* The SYN of an embryo. */
void count_syn(struct census *census, struct embryo *embryo,
               const struct segment *syn);

/* Its SYN,ACK. */
void count_syn_ack(struct census *census, struct embryo *embryo,
                   const struct segment *syn_ack);

/* The reset instead of it. */
void count_refusal(struct census *census, struct embryo *embryo,
                   const struct segment *reset);

/* The ACK that has made a steady connection of it. */
void count_ack(struct census *census, struct steady *steady,
               const struct segment *ack);

/* A segment by which a steady connection has come on from this stage. */
void count_stage(struct census *census, struct steady *steady,
                 const struct segment *segment, enum stage was);

/* The capture ends: census_cut() of an embryo. */
void count_cut(struct census *census, const struct embryo *embryo,
               int64_t capture_end);

#endif
