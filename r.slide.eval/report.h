/** Scores on standard output, for people and for programs. */
#ifndef R_SLIDE_EVAL_REPORT_H
#define R_SLIDE_EVAL_REPORT_H

#include "scores.h"

/** A way of writing: a row of the table that fills the option format=. */
struct report_format {
    const char *name;
    const char *description;
    void (*write)(const struct maps *maps, const struct cells *cells, const struct scores *scores);
};

/** Ends with a row whose name is NULL. */
extern const struct report_format report_formats[];

#endif
