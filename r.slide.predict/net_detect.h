/** Detections of a patch classifier: scores of a sliding window, a map of heat and a vector map of the best windows. */
#ifndef SLIDE_PREDICT_NET_DETECT_H
#define SLIDE_PREDICT_NET_DETECT_H

#include "run.h"

/** As run_prediction, for models of method=patch; a failure takes maps away until maps_kept() and vectors_kept(). */
void run_detection(const struct request *request, struct outcome *outcome);

#endif
