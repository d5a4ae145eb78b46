/**
 * The border to the deep-net plugin lib/net/, the only C++ of the suite: what libtorch does for us, as a table of C
 * functions. The plugin is opened when a net is used, and not before; no exception crosses this border.
 *
 * Images are patches, band after band, row after row: [count][bands][rows][cols], already scaled, nulls already 0.
 * Nets for maps give one logit a cell, [count][rows][cols]; nets that classify whole patches give [count].
 */
#ifndef SLIDE_LEARN_NET_H
#define SLIDE_LEARN_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Raised when anything in this header changes: a plugin of another version is refused. */
#define NET_BORDER_VERSION 1

enum net_kind {
    NET_CNN,       /**< four convolution blocks at full resolution */
    NET_UNET,      /**< Ronneberger et al. 2015 */
    NET_DEEPLABV3, /**< Chen et al. 2017, on ResNet-50 (He et al. 2016) */
    NET_PATCH,     /**< a classifier of whole patches */
    NET_IMPORTED   /**< any TorchScript module */
};

enum net_device { NET_DEVICE_AUTO, NET_DEVICE_CPU, NET_DEVICE_CUDA };

enum net_loss_kind {
    NET_LOSS_BCE_DICE, /**< (1 - dice_share) binary cross-entropy + dice_share (1 - soft Dice of the batch) */
    NET_LOSS_FOCAL     /**< Lin et al. 2017 */
};

struct net_design {
    enum net_kind kind;
    int bands;
    int patch;      /**< side of the patches in cells; what a classifier's dense layer is made for */
    int filters;    /**< of the first stage: 64 in CNN and U-Net, 32 in the classifier */
    double dropout; /**< 0 to below 1 */
};

struct net_start {
    enum net_device device;
    int threads;
    uint64_t seed;        /**< of the first weights */
    const char *backbone; /**< bytes of a TorchScript file whose weights a DeepLabV3 starts from; NULL for none */
    size_t backbone_size;
};

struct net_loss {
    enum net_loss_kind kind;
    double positive_weight; /**< of landslide cells in the cross-entropy */
    double dice_share;      /**< 0 to 1 */
    double gamma, alpha;    /**< focal: the focusing exponent, and the weight of landslides (of others 1 - alpha) */
};

/** The caller's arrays. */
struct net_batch {
    const float *image;  /**< [count][bands][rows][cols] */
    const float *target; /**< [count][rows][cols], or [count] for a classifier: 0 or 1 */
    const float *valid;  /**< as target: 1, or 0 where the loss must not look */
    size_t count;
    int rows, cols;
};

/** One step of Adam (Kingma and Ba 2015), the weights' decay added to the gradient as P0's tool does. */
struct net_step {
    double rate, decay;
    uint64_t seed; /**< of this step's dropout: no random state outlives a step */
    struct net_loss loss;
};

/** Every function catches what libtorch throws and fails with its text, with SLIDE_OUT_OF_MEMORY where memory is short.
 */
struct net_border {
    int version;
    /** Such as "libtorch 1.13.1, CPU". */
    const char *(*description)(void);

    enum slide_status (*create)(const struct net_design *design, const struct net_start *start, void **net,
                                struct slide_error *error);
    /** Of weights that save() gave, for the same design; of a TorchScript file's bytes for NET_IMPORTED. */
    enum slide_status (*load)(const struct net_design *design, const char *bytes, size_t size,
                              const struct net_start *start, void **net, struct slide_error *error);
    /** The weights as bytes, TorchScript's for NET_IMPORTED; the caller frees them. */
    enum slide_status (*save)(void *net, char **bytes, size_t *size, struct slide_error *error);
    /** Weights and the optimiser's state, so that training goes on to the same bits. */
    enum slide_status (*checkpoint)(void *net, char **bytes, size_t *size, struct slide_error *error);
    enum slide_status (*resume)(void *net, const char *bytes, size_t size, struct slide_error *error);

    /** Trained ones, and with `running` also the running means and variances of normalisation. */
    size_t (*parameters)(void *net, bool running);

    /** @param[out] loss  mean loss of the batch before the step */
    enum slide_status (*train)(void *net, const struct net_batch *batch, const struct net_step *step, double *loss,
                               struct slide_error *error);
    /** Without a step, running means used, no dropout. */
    enum slide_status (*loss)(void *net, const struct net_batch *batch, const struct net_loss *kind, double *loss,
                              struct slide_error *error);
    /**
     * @param[in]  dropout_seed  0 for none; otherwise the dropout layers stay on (Gal and Ghahramani 2016)
     * @param[out] logit         [count][rows][cols], or [count] for a classifier
     */
    enum slide_status (*predict)(void *net, const float *image, size_t count, int rows, int cols, uint64_t dropout_seed,
                                 float *logit, struct slide_error *error);
    /**
     * Gradient of the sum of weighted logits by the image, without dropout: what integrated gradients add up.
     *
     * @param[in]  weight    as predict's logit
     * @param[out] gradient  [count][bands][rows][cols]
     */
    enum slide_status (*gradient)(void *net, const float *image, const float *weight, size_t count, int rows, int cols,
                                  float *gradient, struct slide_error *error);
    void (*free)(void *net);
};

/** The one symbol that the plugin shows. */
const struct net_border *slide_net_border(void);

/**
 * Opens the plugin; it stays open until the process ends.
 *
 * @param[in]  path    the plugin's file
 * @param[out] border  the plugin's functions
 *
 * Fails with SLIDE_IO, saying what to install, where there is none, and with SLIDE_BAD_INPUT where it is of another
 * version.
 */
enum slide_status net_open(const char *path, const struct net_border **border, struct slide_error *error);

#ifdef __cplusplus
}
#endif

#endif
