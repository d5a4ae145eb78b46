/**
 * Training of a net: epochs of shuffled batches, a rate that falls where the loss stays, an early stop, and a state
 * after each epoch from which training goes on to the same bits. Knows nets by struct net_border only.
 */
#ifndef SLIDE_LEARN_TRAINER_H
#define SLIDE_LEARN_TRAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/augment.h"
#include "learn/checksum.h"
#include "learn/net.h"

/** Where patches come from. */
struct patch_source {
    void *owner;
    int bands, size;
    bool whole; /**< patches have one target each, not one for each cell */
    /**
     * @param[in]  item    [count] numbers of patches
     * @param[out] image   [count][bands][size][size], null as 0
     * @param[out] target  [count][size][size], or [count]: 0 or 1
     * @param[out] valid   as target: 1, or 0 where the loss must not look
     */
    enum slide_status (*read)(void *owner, const size_t *item, size_t count, float *image, float *target, float *valid,
                              struct slide_error *error);
};

struct trainer_settings {
    size_t epochs, batch;
    size_t patience;      /**< epochs without a better loss that end training; 0: never */
    size_t rate_patience; /**< epochs without a better loss after which the rate falls; 0: never */
    double rate, rate_factor, decay;
    struct net_loss loss;
    struct augmentation augmentation;
    uint64_t seed;
    char checksum[CHECKSUM_SIZE]; /**< of all that training depends on: a state of another one is refused */
};

/** What one epoch brought. */
struct trainer_epoch {
    double rate;     /**< at which it trained */
    double training; /**< mean loss over its steps */
    double held_out; /**< mean loss of the held-out patches after it; NaN where there are none */
    double seconds;
};

/** How far training is, for whoever watches. */
struct trainer_progress {
    size_t epoch, epochs; /**< from 0; most */
    size_t batch, batches;
    size_t best; /**< epoch with the least loss so far */
    double loss; /**< of the last step */
    double rate;
    double seconds_left; /**< until the last epoch, if training does not stop before */
};

struct trainer {
    const struct net_border *border;
    void *net;
    const struct patch_source *source;
    struct trainer_settings settings;
    const size_t *train;    /**< [trains] patches, those to be seen more often more than once */
    const size_t *held_out; /**< [helds] */
    size_t trains, helds;
    void *watcher;
    void (*watch)(void *watcher, const struct trainer_progress *progress); /**< after every step; may be NULL */
    /** Takes what an epoch brought, and a state to go on from; may be NULL. A failure ends training. */
    enum slide_status (*keep)(void *watcher, const struct trainer_progress *progress, const struct trainer_epoch *epoch,
                              const char *state, size_t size, struct slide_error *error);
};

/** Free with training_free. */
struct training {
    size_t epochs;
    struct trainer_epoch *epoch; /**< [epochs] */
    size_t best;                 /**< of the least held-out loss, or training loss where none are held out */
    char *weights;               /**< of that epoch */
    size_t size;
    bool stopped; /**< by patience, before the last epoch */
};

/**
 * Trains `trainer->net`, which is left as the last epoch made it; the best epoch's weights are in `training`.
 *
 * An epoch shows every entry of `train` once, in an order drawn from seed and epoch. What each is turned to, and the
 * seed of each step's dropout, depend on seed, epoch and place alone, so no random state outlives a step. A last batch
 * of a single patch joins the one before it: normalisation needs two. The rate falls, and early stopping counts, where
 * the loss is not below the best by more than 1e-4 of it (as PyTorch's ReduceLROnPlateau counts).
 *
 * @param[in] state  that `keep` took of the same training, to go on from; NULL to begin
 *
 * Fails with SLIDE_BAD_INPUT for a state of another training, with SLIDE_FAILED where the loss is no longer a number.
 */
enum slide_status trainer_run(const struct trainer *trainer, const char *state, size_t size, struct training *training,
                              struct slide_error *error);

/** The mean loss over patches, in batches, without a step. */
enum slide_status trainer_loss(const struct trainer *trainer, const size_t *item, size_t items, double *loss,
                               struct slide_error *error);

void training_free(struct training *training);

#endif
