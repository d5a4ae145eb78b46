/** Scores on standard output, for people and for programs. */
#ifndef R_SLIDE_EVAL_REPORT_H
#define R_SLIDE_EVAL_REPORT_H

#include "scores.h"

/** Human readable text; what is undefined is "-". */
void report_plain(const struct maps *maps, const struct cells *cells, const struct scores *scores);

/** JSON; what is undefined is null. */
void report_json(const struct maps *maps, const struct cells *cells, const struct scores *scores);

#endif
