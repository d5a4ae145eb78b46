/** The sampler's work besides taking cells in: letting go of those that no draw needs, and the end of the pass. */
#ifndef SLIDE_LEARN_SAMPLING_FINISH_H
#define SLIDE_LEARN_SAMPLING_FINISH_H

#include "learn/sampling.h"

/** Lets go of what no draw can keep any more, where that is worth the work; for the end of a row. */
enum slide_status sampler_trim(struct sampler *sampler, struct slide_error *error);

#endif
