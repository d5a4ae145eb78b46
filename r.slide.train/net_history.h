/** The history of a net's training: losses and rate of each epoch as a table and a picture. */
#ifndef SLIDE_TRAIN_NET_HISTORY_H
#define SLIDE_TRAIN_NET_HISTORY_H

#include "learn/trainer.h"
#include "net_options.h"

/** Writes what was asked for, all or none: ends the module when one cannot be written. @param training [members] */
void net_history_write(const struct net_request *request, const struct training *training, size_t members);

/** Takes the files away again, when what follows them fails. */
void net_history_discard(const struct net_request *request);

#endif
