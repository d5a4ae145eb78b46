/** What a run leaves behind: the maps with their metadata, and the summary on standard output. */
#ifndef SLIDE_KSN_REPORT_H
#define SLIDE_KSN_REPORT_H

#include "run.h"

/** Writes the maps asked for, all or none. */
void write_maps(const struct settings *settings, const struct result *result);

/** Prints the summary, as lines "name: value" or as one JSON object. */
void write_summary(const struct settings *settings, const struct summary *summary, int as_json);

#endif
