/** What each map of a prediction is called and says of itself. */
#ifndef SLIDE_PREDICT_CATALOGUE_H
#define SLIDE_PREDICT_CATALOGUE_H

#include "block.h"

/** Adds all maps that are wanted, described but for how they were made. */
struct targets catalogue_add(const struct request *request, struct layers *layers);

/** How the maps were made, lines of their history. @param base  of contributions; NaN without @return G_free it */
char *catalogue_history(const struct request *request, double base);

#endif
