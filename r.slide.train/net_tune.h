/** Tuning of a net: every try is trained on the training patches and scored on the held-out ones. */
#ifndef SLIDE_TRAIN_NET_TUNE_H
#define SLIDE_TRAIN_NET_TUNE_H

#include "net_job.h"
#include "validation.h"

/** The tries, and the training of the best, which need not be done again. Free with net_tuner_free. */
struct net_tuner {
    struct training best; /**< epochs is 0: there was no tuning, or it has been taken */
    struct net_watch *watch;
    size_t tries;
};

/** Before long work: ends the module where tuning is asked for and cannot be had. */
void net_tune_check(const struct request *request);

/** Does nothing where no tuning was asked for; else the best parameters go into the model's recipe. */
void net_tune(struct net_job *job, struct validation_outcome *outcome, struct net_tuner *tuner);

/** The model is written: the checkpoints of the tries go. */
void net_tune_forget(const struct net_tuner *tuner);

void net_tuner_free(struct net_tuner *tuner);

#endif
