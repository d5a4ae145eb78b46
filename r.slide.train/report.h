/** What training prints: counts of cells, and the scores on the held-out samples. */
#ifndef SLIDE_TRAIN_REPORT_H
#define SLIDE_TRAIN_REPORT_H

#include <stdbool.h>

#include "inspection.h"
#include "learn/model.h"
#include "validation.h"

/** To standard output, as name=value lines or as JSON. Scores are left out when nothing was held out. */
void print_report(const struct model *model, const struct validation_outcome *outcome,
                  const struct inspection *inspection, bool json);

#endif
