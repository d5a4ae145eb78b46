/** A training's state between two epochs, as bytes. */
#ifndef SLIDE_LEARN_TRAINER_STATE_H
#define SLIDE_LEARN_TRAINER_STATE_H

#include "learn/trainer.h"

/** What training goes by from epoch to epoch. */
struct trainer_state {
    double rate;      /**< of the next epoch */
    double best_loss; /**< infinite before the first epoch */
    size_t stale;     /**< epochs since the best one */
    size_t waited;    /**< epochs since the best one, or since the rate fell */
};

/**
 * @param[in]  net    what net_border.checkpoint gave
 * @param[out] bytes  free() them
 */
enum slide_status trainer_state_pack(const struct trainer_state *state, const struct training *training,
                                     const char *checksum, const char *net, size_t net_size, char **bytes, size_t *size,
                                     struct slide_error *error);

/**
 * @param[in]  checksum  that the state must have been packed with
 * @param[out] training  history and best weights; the caller frees it
 * @param[out] net       points into `bytes`
 *
 * Fails with SLIDE_BAD_INPUT: cut short, not a state, of another training.
 */
enum slide_status trainer_state_unpack(const char *bytes, size_t size, const char *checksum,
                                       struct trainer_state *state, struct training *training, const char **net,
                                       size_t *net_size, struct slide_error *error);

#endif
