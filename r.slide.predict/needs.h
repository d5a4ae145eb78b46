/** What of a model a request needs: an ensemble's learners may take gigabytes, of which most maps need one. */
#ifndef SLIDE_PREDICT_NEEDS_H
#define SLIDE_PREDICT_NEEDS_H

#include "run.h"

/** The estimates of all members, not of the marked one alone. */
bool needs_all_members(const struct request *request);

/** The marked member's contributions. */
bool needs_contributions(const struct request *request);

/** The training samples that cells are held against. */
bool needs_dissimilarity(const struct request *request);

/** Reads the learners and samples that are needed; ends the module where the file is damaged. */
void needs_read(const struct request *request, int threads, struct model *model);

#endif
