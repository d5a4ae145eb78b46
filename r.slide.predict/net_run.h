/** Predictions of nets that map every cell: tiles of the region in, rows of all that was asked for out. */
#ifndef SLIDE_PREDICT_NET_RUN_H
#define SLIDE_PREDICT_NET_RUN_H

#include "run.h"

/** As run_prediction, for models of nets. */
void run_net_prediction(const struct request *request, struct outcome *outcome);

#endif
