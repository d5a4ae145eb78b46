/** The training of a net: from maps to a written model. */
#ifndef SLIDE_TRAIN_NET_RUN_H
#define SLIDE_TRAIN_NET_RUN_H

#include "run.h"

/** As run_training, for spatial learners; the model is described already. */
void run_net_training(struct request *request, struct model *model, struct validation_outcome *outcome);

#endif
