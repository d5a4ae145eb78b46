/** Scores of several maps in the layouts that landslide papers print. */
#ifndef R_SLIDE_EVAL_TABLES_H
#define R_SLIDE_EVAL_TABLES_H

#include "report.h"

/** Fills the option that picks a layout. */
void table_layouts_offer(struct Option *option);

/** Prints the layout of that name, at the first threshold. */
void report_table(const char *name, const struct findings *findings);

#endif
