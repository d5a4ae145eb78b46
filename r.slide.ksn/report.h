/** The summary on standard output. */
#ifndef SLIDE_KSN_REPORT_H
#define SLIDE_KSN_REPORT_H

#include "work.h"

/** Prints it as lines "name: value" and tables, or as one JSON object. */
void report_write(const struct settings *settings, const struct summary *summary);

#endif
