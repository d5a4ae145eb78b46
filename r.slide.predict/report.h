/** What a prediction prints: a summary of the output, and the areas of its classes. */
#ifndef SLIDE_PREDICT_REPORT_H
#define SLIDE_PREDICT_REPORT_H

#include "classes.h"
#include "run.h"

enum report_format { REPORT_PLAIN, REPORT_JSON, REPORT_CSV };

/** To standard output. CSV is the table of classes where there is one, else the summary. */
void print_report(const struct outcome *outcome, const struct class_table *classes, enum report_format format);

#endif
