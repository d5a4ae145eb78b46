#include "learn/net_learner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* what all trained nets have alike: places as in enum net_parameter */
#define SHARED_PARAMETERS                                                                                              \
    [NET_RATE] = {"rate", "learning rate of Adam at the start", 1e-3, 1e-9, 1., false},                                \
    [NET_RATE_PATIENCE] =                                                                                              \
        {"rate_patience", "epochs without progress after which the rate halves; 0 never", 4., 0., 1e6, true},          \
    [NET_DICE] = {"dice", "share of the Dice loss in loss=bce_dice", 0.5, 0., 1., false},                              \
    [NET_GAMMA] = {"gamma", "focusing exponent of loss=focal", 2., 0., 100., false},                                   \
    [NET_ALPHA] = {"alpha", "weight of landslides in loss=focal, of others 1 - alpha", 0.25, 0., 1., false},           \
    [NET_PARAMETERS] = {NULL, NULL, 0., 0., 0., false}

/* of the nets that map every cell; what differs is given. Patches, loss and training are those of the published tool
 * for the Gorkha earthquake, the filters those of its CNN and U-Net */
#define MAP_PARAMETERS(usual_dropout)                                                                                  \
    [NET_PATCH_SIZE] = {"patch", "side of a patch in cells", 128., 8., 4096., true},                                   \
    [NET_STRIDE] = {"stride", "cells from one patch to the next", 64., 1., 4096., true},                               \
    [NET_BATCH] = {"batch", "patches of a training step", 8., 1., 1e5, true},                                          \
    [NET_EPOCHS] = {"epochs", "most epochs", 100., 1., 1e6, true}, [NET_DECAY] = {"decay", "decay of the weights",     \
                                                                                  1e-4,    0.,                         \
                                                                                  1.,      false},                     \
    [NET_PATIENCE] = {"patience", "epochs without progress that end training; 0 never", 12., 0., 1e6, true},           \
    [NET_POSITIVE_WEIGHT] =                                                                                            \
        {"positive_weight", "weight of landslide cells in the cross-entropy", 15., 1e-6, 1e6, false},                  \
    [NET_OVERSAMPLE] = {"oversample", "times that an epoch shows a patch with landslides", 2., 1., 1000., true},       \
    [NET_IMBALANCE] = {"imbalance", "most patches without landslides for each with them; 0 all", 0., 0., 1e6, false},  \
    [NET_DROPOUT] = {"dropout", "share of features dropped in training", usual_dropout, 0., 0.99, false},              \
    SHARED_PARAMETERS

static const struct learner_parameter map_parameters[] = {
    [NET_FILTERS] = {"filters", "filters of the first stage", 64., 1., 4096., true}, MAP_PARAMETERS(0.)};

static const struct learner_parameter deeplab_parameters[] = {
    [NET_FILTERS] = {"filters", "filters of the first stage", 64., 1., 4096., true}, MAP_PARAMETERS(0.5)};

/* Nava et al.'s patch classifier */
static const struct learner_parameter patch_parameters[] = {
    [NET_PATCH_SIZE] = {"patch", "side of a patch in cells, a multiple of 8", 64., 8., 4096., true},
    [NET_STRIDE] = {"stride", "cells from one patch to the next", 64., 1., 4096., true},
    [NET_BATCH] = {"batch", "patches of a training step", 500., 1., 1e5, true},
    [NET_EPOCHS] = {"epochs", "most epochs", 500., 1., 1e6, true},
    [NET_DECAY] = {"decay", "decay of the weights", 0., 0., 1., false},
    [NET_PATIENCE] = {"patience", "epochs without progress that end training; 0 never", 30., 0., 1e6, true},
    [NET_POSITIVE_WEIGHT] = {"positive_weight", "weight of landslides in the cross-entropy", 1., 1e-6, 1e6, false},
    [NET_OVERSAMPLE] = {"oversample", "times that an epoch shows a patch with landslides", 1., 1., 1000., true},
    [NET_IMBALANCE] = {"imbalance", "most patches without landslides for each with them; 0 all", 5., 0., 1e6, false},
    [NET_FILTERS] = {"filters", "filters of each stage", 32., 1., 4096., true},
    [NET_DROPOUT] = {"dropout", "share of features dropped in training", 0.5, 0., 0.99, false},
    SHARED_PARAMETERS};

static const struct learner_parameter import_parameters[] = {
    [NET_PATCH_SIZE] = {"patch", "side of the image that the net is tried on", 128., 1., 4096., true},
    {NULL, NULL, 0., 0., 0., false}};

static enum slide_status fit(const struct learner_data *data, const struct learner_data *validation,
                             const struct learner_settings *settings, void **fitted, struct slide_error *error)
{
    (void)data;
    (void)validation;
    (void)settings;
    *fitted = NULL;
    return slide_fail(error, SLIDE_BAD_INPUT, "A net learns from patches of maps, not from samples of cells.");
}

static enum slide_status predict(void *fitted, const float *value, size_t rows, size_t features, float *estimate,
                                 struct slide_error *error)
{
    (void)fitted;
    (void)value;
    (void)rows;
    (void)features;
    (void)estimate;
    return slide_fail(error, SLIDE_BAD_INPUT, "A net predicts from patches of maps, not from cells.");
}

enum slide_status net_weights_new(const char *bytes, size_t size, void **fitted, struct slide_error *error)
{
    struct net_weights *weights = malloc(sizeof *weights);

    *fitted = weights;
    if (!weights || !(weights->bytes = malloc(size + 1))) {
        free(weights);
        *fitted = NULL;
        return slide_out_of_memory(error, (double)size, "the net's weights");
    }
    memcpy(weights->bytes, bytes, size);
    weights->size = size;
    return SLIDE_OK;
}

static enum slide_status save(void *fitted, char **bytes, size_t *size, struct slide_error *error)
{
    const struct net_weights *weights = fitted;

    *size = weights->size;
    *bytes = malloc(weights->size + 1);
    if (!*bytes)
        return slide_out_of_memory(error, (double)weights->size, "the net's weights");
    memcpy(*bytes, weights->bytes, weights->size);
    return SLIDE_OK;
}

static enum slide_status load(const char *bytes, size_t size, size_t features, int threads, void **fitted,
                              struct slide_error *error)
{
    (void)features;
    (void)threads;
    return net_weights_new(bytes, size, fitted, error);
}

static void release(void *fitted)
{
    struct net_weights *weights = fitted;

    if (weights)
        free(weights->bytes);
    free(weights);
}

#define NET_LEARNER(title, text, file, parameters, usual_scale)                                                        \
    {                                                                                                                  \
        .name = (title), .description = (text), .payload = (file), .parameter = (parameters), .spatial = true,         \
        .scale = (usual_scale), .fit = fit, .predict = predict, .save = save, .load = load, .free = release,           \
    }

const struct learner learner_cnn =
    NET_LEARNER("cnn", "a net of eight convolutions that maps every cell from its surroundings", "net.pt",
                map_parameters, SCALE_ZSCORE);
const struct learner learner_unet = NET_LEARNER("unet", "a net that looks near and far and maps every cell (U-Net)",
                                                "net.pt", map_parameters, SCALE_ZSCORE);
const struct learner learner_deeplabv3 =
    NET_LEARNER("deeplabv3", "a deep net that maps every cell (DeepLabV3 on ResNet-50)", "net.pt", deeplab_parameters,
                SCALE_ZSCORE);
const struct learner learner_patch =
    NET_LEARNER("patch", "a net that tells whether a patch holds landslides", "net.pt", patch_parameters, SCALE_ZSCORE);
const struct learner learner_import = NET_LEARNER(
    "import", "a TorchScript file from elsewhere, with nothing to be trained", "net.pt", import_parameters, SCALE_NONE);

static const struct learner *const of_kind[] = {[NET_CNN] = &learner_cnn,
                                                [NET_UNET] = &learner_unet,
                                                [NET_DEEPLABV3] = &learner_deeplabv3,
                                                [NET_PATCH] = &learner_patch,
                                                [NET_IMPORTED] = &learner_import};

enum net_kind net_kind_of(const struct learner *learner)
{
    enum net_kind kind = NET_CNN;

    while (kind < NET_IMPORTED && of_kind[kind] != learner)
        kind++;
    return kind;
}

static const char *const loss_names[] = {[NET_LOSS_BCE_DICE] = "bce_dice", [NET_LOSS_FOCAL] = "focal"};

enum net_loss_kind net_usual_loss(enum net_kind kind)
{
    return kind == NET_PATCH ? NET_LOSS_FOCAL : NET_LOSS_BCE_DICE;
}

const char *net_loss_name(enum net_loss_kind kind)
{
    return loss_names[kind];
}

enum slide_status net_loss_find(const char *name, enum net_loss_kind *kind, struct slide_error *error)
{
    for (size_t i = 0; i < sizeof loss_names / sizeof *loss_names; i++) {
        if (strcmp(loss_names[i], name) == 0) {
            *kind = (enum net_loss_kind)i;
            return SLIDE_OK;
        }
    }
    return slide_fail(error, SLIDE_BAD_INPUT, "the loss '%s' is not known to this version of r.slide", name);
}

static bool is_trained(const struct recipe *recipe)
{
    return recipe->learner != &learner_import;
}

struct net_design net_design_of(const struct recipe *recipe, size_t features)
{
    const double *parameter = recipe->settings.parameter;

    return (struct net_design){
        .kind = net_kind_of(recipe->learner),
        .bands = (int)features,
        .patch = (int)parameter[NET_PATCH_SIZE],
        .filters = is_trained(recipe) ? (int)parameter[NET_FILTERS] : 1,
        .dropout = is_trained(recipe) ? parameter[NET_DROPOUT] : 0.,
    };
}

struct patch_rule net_patch_rule(const struct recipe *recipe)
{
    const double *parameter = recipe->settings.parameter;
    const bool whole = recipe->learner == &learner_patch;

    return (struct patch_rule){
        .size = (int)parameter[NET_PATCH_SIZE],
        .stride = is_trained(recipe) ? (int)parameter[NET_STRIDE] : (int)parameter[NET_PATCH_SIZE],
        .share = whole ? 0.05 : 0.,
        .most_null = whole ? 1. : INFINITY,
    };
}

struct trainer_settings net_trainer_settings(const struct recipe *recipe)
{
    const double *parameter = recipe->settings.parameter;

    return (struct trainer_settings){
        .epochs = (size_t)parameter[NET_EPOCHS],
        .batch = (size_t)parameter[NET_BATCH],
        .patience = (size_t)parameter[NET_PATIENCE],
        .rate_patience = (size_t)parameter[NET_RATE_PATIENCE],
        .rate = parameter[NET_RATE],
        .rate_factor = 0.5,
        .decay = parameter[NET_DECAY],
        .loss = {.positive_weight = parameter[NET_POSITIVE_WEIGHT],
                 .dice_share = parameter[NET_DICE],
                 .gamma = parameter[NET_GAMMA],
                 .alpha = parameter[NET_ALPHA]},
        .seed = recipe->settings.seed,
    };
}

/* how far a net sees, over how many cells its tiles are blended, and the grid on which tiles must begin */
struct sight {
    int margin, ramp, grid;
};

static struct sight sight_of(enum net_kind kind)
{
    static const struct sight sights[] = {[NET_CNN] = {8, 0, 1},
                                          [NET_UNET] = {96, 0, 16},
                                          [NET_DEEPLABV3] = {32, 64, 8},
                                          [NET_PATCH] = {0, 0, 1},
                                          [NET_IMPORTED] = {32, 32, 32}};

    return sights[kind];
}

int net_least_tile(enum net_kind kind)
{
    const struct sight sight = sight_of(kind);
    const int more = sight.ramp > sight.grid ? sight.ramp : sight.grid;

    return 2 * sight.margin + sight.ramp + more;
}

enum slide_status net_tiling(enum net_kind kind, int wanted, struct tiling *tiling, struct slide_error *error)
{
    const struct sight sight = sight_of(kind);

    *tiling = (struct tiling){wanted, sight.margin, sight.ramp};
    if (wanted < net_least_tile(kind) || wanted % sight.grid != 0)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "Tiles of %d cells do not do for %s: it needs at least %d, and a multiple of %d.", wanted,
                          of_kind[kind]->name, net_least_tile(kind), sight.grid);
    return SLIDE_OK;
}
