/** ramp=: which surface is taken away. */
#ifndef R_SLIDE_INSAR_RAMP_CHOICE_H
#define R_SLIDE_INSAR_RAMP_CHOICE_H

#include "options.h"
#include "radar/ramp.h"

struct ramp_choice {
    const char *name;
    enum ramp_shape shape;
};

/** NULL for ramp=none. */
const struct ramp_choice *ramp_choice_of(const struct options *options);

#endif
