/** The nets: from an image [count][bands][rows][cols] to logits. */
#ifndef SLIDE_NET_ARCHITECTURES_H
#define SLIDE_NET_ARCHITECTURES_H

#include <memory>

#include "learn/net.h"
#include "net/layers.h"

namespace slide
{

class Architecture
{
  public:
    explicit Architecture(const at::TensorOptions &options) : weights(options)
    {
    }
    virtual ~Architecture() = default;
    /** One logit a cell, [count][1][rows][cols], or one a patch, [count][1]. */
    virtual Tensor forward(const Tensor &image, const Pass &pass) const = 0;

    Weights weights;
};

/** With random weights, from libtorch's random state. */
std::unique_ptr<Architecture> make_architecture(const net_design &design, const at::TensorOptions &options);

std::unique_ptr<Architecture> make_deeplab(const net_design &design, const at::TensorOptions &options);

} // namespace slide

#endif
