/** What a model of a net says of itself besides what all models say. */
#ifndef SLIDE_TRAIN_NET_REPORT_H
#define SLIDE_TRAIN_NET_REPORT_H

#include "learn/model.h"

/** Lines name=value after a training. */
void net_report_lines(const struct model *model);

/** A section for people. */
void net_report_section(const struct model *model);

#endif
