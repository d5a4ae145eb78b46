/** What simulate_event tells: how much was drawn, and the best scores that any model can reach. */
#ifndef EVENT_REPORT_H
#define EVENT_REPORT_H

#include "clusters.h"

/** @param clusters  NULL where none were asked for */
void report(const struct event *event, const struct clusters *clusters, const char *format);

#endif
