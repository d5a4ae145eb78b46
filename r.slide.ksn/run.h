/** The chain from elevation to the maps asked for. */
#ifndef SLIDE_KSN_RUN_H
#define SLIDE_KSN_RUN_H

#include "work.h"

/** Does all the work, leaves all maps behind or, when it ends the module with an error, none. */
void run(const struct settings *settings, struct summary *summary);

#endif
