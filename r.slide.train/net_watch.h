/** Who watches a net's training: progress on the terminal, a checkpoint after each epoch. */
#ifndef SLIDE_TRAIN_NET_WATCH_H
#define SLIDE_TRAIN_NET_WATCH_H

#include "learn/trainer.h"

/** Of one training: a member's, or a try's of tuning. Free with net_watch_free. */
struct net_watch {
    char *path;  /**< of the checkpoint */
    char *state; /**< to go on from; NULL: none */
    size_t size;
    size_t member, members;
};

/**
 * A checkpoint lies beside the model file. With `resume` the one that is there is read, if there is one; ends the
 * module when it cannot be read.
 *
 * @param kind     ending of the checkpoint's name
 * @param member   from 0, of so many that are trained one after the other
 */
void net_watch_begin(const char *model_path, const char *kind, size_t member, size_t members, bool resume,
                     struct net_watch *watch);

/** Has the trainer tell the watch. */
void net_watch_trainer(struct net_watch *watch, struct trainer *trainer);

/** Ends the module as `status` says, naming the checkpoint where it is to blame; or does nothing. */
void net_watch_check(const struct net_watch *watch, enum slide_status status, const struct slide_error *error);

/** The model is written: the checkpoint goes. */
void net_watch_remove(const struct net_watch *watch);

void net_watch_free(struct net_watch *watch);

#endif
