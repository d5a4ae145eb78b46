/**
 * Nets as learners: their parameters and defaults, the design that these make, and their fitted state, which is bytes
 * until a border makes a net of them. So models of nets are written, read and described without the plugin.
 */
#ifndef SLIDE_LEARN_NET_LEARNER_H
#define SLIDE_LEARN_NET_LEARNER_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/learner.h"
#include "learn/net.h"
#include "learn/patches.h"
#include "learn/recipe.h"
#include "learn/tiles.h"
#include "learn/trainer.h"

extern const struct learner learner_cnn, learner_unet, learner_deeplabv3, learner_patch, learner_import;

/** Places among the parameters of a net that is trained; an imported one has NET_PATCH_SIZE alone. */
enum net_parameter {
    NET_PATCH_SIZE,
    NET_STRIDE,
    NET_BATCH,
    NET_EPOCHS,
    NET_RATE,
    NET_DECAY,
    NET_PATIENCE,
    NET_RATE_PATIENCE,
    NET_POSITIVE_WEIGHT,
    NET_OVERSAMPLE,
    NET_IMBALANCE,
    NET_FILTERS,
    NET_DROPOUT,
    NET_DICE,
    NET_GAMMA,
    NET_ALPHA,
    NET_PARAMETERS
};

/** A net's fitted state. */
struct net_weights {
    char *bytes;
    size_t size;
};

/** Which net a spatial learner is. */
enum net_kind net_kind_of(const struct learner *learner);

/** The loss it is trained by unless the user asks for another. */
enum net_loss_kind net_usual_loss(enum net_kind kind);

/** "bce_dice" or "focal". */
const char *net_loss_name(enum net_loss_kind kind);
enum slide_status net_loss_find(const char *name, enum net_loss_kind *kind, struct slide_error *error);

struct net_design net_design_of(const struct recipe *recipe, size_t features);

/** Which windows are patches: for maps any with a valid cell (positive by one landslide cell); for the classifier of
 * patches those with at most one null cell (positive above 5 % of landslide cells, Nava et al.). */
struct patch_rule net_patch_rule(const struct recipe *recipe);

/** The numbers among the parameters; not checksum, augmentation and kind of loss. */
struct trainer_settings net_trainer_settings(const struct recipe *recipe);

/**
 * How a map is predicted in tiles. A CNN sees 8 cells far, a U-Net 94 where tiles meet at multiples of 16: margins of 8
 * and 96 make tiles equal the whole map. DeepLabV3 and imported nets may see everything: they are blended over 64 and
 * 32 cells.
 *
 * @param wanted  cells along a side
 *
 * Fails with SLIDE_BAD_INPUT, saying what would do, where tiles of that side leave nothing between the margins or are
 * no multiple of the net's coarsest grid.
 */
enum slide_status net_tiling(enum net_kind kind, int wanted, struct tiling *tiling, struct slide_error *error);

/** The least side that net_tiling takes, of which it takes any multiple too. */
int net_least_tile(enum net_kind kind);

/** A copy of the bytes as a fitted state, which learner->free frees. */
enum slide_status net_weights_new(const char *bytes, size_t size, void **fitted, struct slide_error *error);

#endif
