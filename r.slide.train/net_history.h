/** The history of a net's training: losses and rate of each epoch as a table and a picture. */
#ifndef SLIDE_TRAIN_NET_HISTORY_H
#define SLIDE_TRAIN_NET_HISTORY_H

#include "learn/trainer.h"
#include "net_options.h"

/**
 * Writes what was asked for, or ends the module. Both files go with a later fatal error, until maps_kept().
 *
 * @param training  [members]
 */
void net_history_write(const struct net_request *request, const struct training *training, size_t members);

#endif
