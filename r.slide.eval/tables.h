/** Scores of several maps in the layouts that landslide papers print. */
#ifndef R_SLIDE_EVAL_TABLES_H
#define R_SLIDE_EVAL_TABLES_H

#include <stdbool.h>

#include "report.h"
#include "training.h"

/** Fills the option that picks a layout. */
void table_layouts_offer(struct Option *option);

/** Whether the layout of that name, if any, has a table of training beside that of validation. */
bool table_has_training(const char *name);

/** Prints the layout of that name, at the first threshold. */
void report_table(const char *name, const struct findings *findings, const struct training *training);

#endif
