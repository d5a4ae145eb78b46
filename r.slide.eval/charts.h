/** Pictures of the curves and tables: which panels there are, and the files they go to. */
#ifndef R_SLIDE_EVAL_CHARTS_H
#define R_SLIDE_EVAL_CHARTS_H

#include <stdbool.h>

#include "curves.h"
#include "report.h"
#include "grass/sheet.h"

struct chart_kind {
    const char *name;
    const char *description;
    /** Adds its panels to the sheet; none when there is nothing to show. */
    void (*add)(struct sheet *sheet, const struct findings *findings, const struct curves *curves);
    /** Whether an option gives what it shows; NULL: it needs none. */
    bool (*is_given)(const struct zone_options *options);
    const char *missing; /**< what it needs where there is nothing to show; NULL: there always is */
};

/** Ended by a kind without a name. */
extern const struct chart_kind chart_kinds[];

/**
 * Ends the module when the pictures could not be drawn or written: before long work.
 *
 * @param files  or NULL, as `panels`
 */
void charts_refuse(char **files, char **panels, const struct zone_options *options);

/** Writes one file of all panels, or one for each; ends the module, and leaves none of them, when that fails. */
void charts_write(const struct findings *findings, const struct curves *curves, char **files, char **panels);

#endif
