/** What a model of a net says of itself besides what all models say. */
#ifndef SLIDE_TRAIN_NET_REPORT_H
#define SLIDE_TRAIN_NET_REPORT_H

#include <jansson.h>

#include "learn/model.h"

/** Lines name=value after a training. */
void net_report_lines(const struct model *model);

/** The same as an object of its own, "net". */
void net_report_json(const struct model *model, json_t *json);

/** A section for people. */
void net_report_section(const struct model *model);

#endif
