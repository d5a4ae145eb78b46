/** Where a routine's failure becomes the module's last message. */
#ifndef SLIDE_GRASS_FATAL_H
#define SLIDE_GRASS_FATAL_H

#include "base/status.h"

/** Ends the module with the error's own sentence unless the status is SLIDE_OK. */
void fatal_unless_ok(enum slide_status status, const struct slide_error *error);

#endif
