/** The losses, and the optimiser. */
#ifndef SLIDE_NET_TRAINING_H
#define SLIDE_NET_TRAINING_H

#include "learn/net.h"
#include "net/layers.h"

namespace slide
{

/**
 * Mean loss of the valid cells; 0 where there are none.
 *
 * @param[in] target  0 or 1, anything where not valid
 * @param[in] valid   1 or 0
 */
Tensor loss_of(const net_loss &kind, const Tensor &logit, const Tensor &target, const Tensor &valid);

/** Adam (Kingma and Ba 2015, algorithm 1 with beta 0.9 and 0.999), decay * weight added to the gradient. */
class Adam
{
  public:
    explicit Adam(const std::vector<Tensor> &trained);
    void step(const std::vector<Tensor> &gradients, double rate, double decay);

    std::vector<Tensor> weights, first, second; /**< moments, in the weights' order */
    int64_t steps = 0;
};

} // namespace slide

#endif
