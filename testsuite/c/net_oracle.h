/** What only the inside of the deep-net plugin can be asked, in double precision: its gradients, its optimiser, its
 * weights. */
#ifndef NET_ORACLE_H
#define NET_ORACLE_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/net.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The net's gradients by automatic differentiation against central differences of its loss (beyond their rounding), in
 * training, dropout included: some weights of every array, and some cells of the image.
 *
 * @return the largest difference, as a share of the largest gradient in its array; -1 where all gradients of an array
 * are so small that rounding of the loss hides them
 */
double oracle_gradient_error(const struct net_design *design, const struct net_loss *loss, int count, int side);

/** The same of the sum of logits by the image, with running normalisation as in prediction. */
double oracle_attribution_error(const struct net_design *design, int count, int side);

/** The largest difference between a CNN's prediction and the same layers written down one by one, normalisation
 * unfolded, relative to the largest logit. */
double oracle_fold_error(int bands, int filters, int side);

/** Adam on kernels that lie in memory by cells, as a net's do, their gradients by bands.
 * @param[in] gradient [steps][kernels][2][3][3] @param[in,out] weight [kernels][2][3][3] */
void oracle_adam(const float *gradient, int steps, int kernels, double rate, double decay, float *weight);

/** The weight <name> of a DeepLabV3 that started from a backbone's bytes. */
void oracle_backbone_weight(const struct net_design *design, const char *bytes, size_t size, const char *name,
                            float *value);

/** The largest difference between the doubling layer, alone and joined below other bands without gradients, and
 * libtorch's own transposed convolution, relative to the largest value. */
double oracle_enlargement_error(int in, int out, int side);

/** Whether libtorch convolves in bfloat16 on this processor: oneDNN does with AVX-512. */
int oracle_half_precision(void);

/** The largest difference between logits in libtorch's automatic half precision (bfloat16) and in single precision,
 * relative to the largest logit. */
double oracle_half_error(const struct net_design *design, int count, int side, bool training);

#ifdef __cplusplus
}
#endif

#endif
