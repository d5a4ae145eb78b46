/** A model file made of a net from elsewhere, with nothing to be trained. */
#ifndef SLIDE_TRAIN_NET_IMPORT_H
#define SLIDE_TRAIN_NET_IMPORT_H

#include "run.h"

/** Tries the TorchScript file of the request with the predictors, and writes the model; ends the module where it fails.
 */
void run_net_import(const struct request *request, struct model *model);

#endif
