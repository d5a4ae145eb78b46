/** What can be told to fail before any work: maps that are not there, files and maps that cannot be written. */
#ifndef R_SLIDE_EVAL_REFUSALS_H
#define R_SLIDE_EVAL_REFUSALS_H

#include "options.h"

/** Ends the module where a named map is missing, or an output is illegal, named twice, unwritable, or an input. */
void refuse_before_work(const struct options *options);

#endif
