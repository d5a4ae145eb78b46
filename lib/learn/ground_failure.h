/** The USGS model of earthquake-triggered landslides (Nowicki Jessee et al. 2018): published, nothing to train. */
#ifndef SLIDE_LEARN_GROUND_FAILURE_H
#define SLIDE_LEARN_GROUND_FAILURE_H

#include "learn/learner.h"

extern const struct learner learner_ground_failure;

#endif
