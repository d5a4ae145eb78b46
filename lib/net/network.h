/** A net with its device, its threads and its optimiser: what the border's handle stands for. */
#ifndef SLIDE_NET_NETWORK_H
#define SLIDE_NET_NETWORK_H

#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include "learn/net.h"

namespace slide
{

/** A batch of images as the caller has it. */
struct Images {
    const float *value; /**< [count][bands][rows][cols] */
    size_t count;
    int rows, cols;
};

using Bytes = std::vector<char>;

class Network
{
  public:
    virtual ~Network() = default;

    virtual Bytes save() const = 0;
    virtual Bytes checkpoint() const;
    virtual void resume(const char *bytes, size_t size);
    virtual size_t parameters(bool running) const = 0;
    virtual double train(const net_batch &batch, const net_step &step);

    double loss(const net_batch &batch, const net_loss &kind);
    void predict(const Images &images, uint64_t dropout_seed, float *logit);
    void gradient(const Images &images, const float *weight, float *gradient);

  protected:
    Network(const net_design &design, const net_start &start);
    /** One logit a cell, [count][rows][cols], or one a patch, [count]. @param[in] seed of dropout, 0 for none */
    virtual at::Tensor forward(const at::Tensor &image, bool training, uint64_t seed) = 0;

    at::Tensor on_device(const Images &images) const;
    at::Tensor targets(const float *value, const net_batch &batch) const;
    /** forward() in mixed precision where that pays; the logits are whole floats. */
    at::Tensor logits(const at::Tensor &image, bool training, uint64_t seed);

    net_design design_;
    at::Device device_;
    int threads_;
    bool mixed_; /**< half precision where it is safe: on CUDA */
};

std::unique_ptr<Network> create_network(const net_design &design, const net_start &start);
std::unique_ptr<Network> load_network(const net_design &design, const char *bytes, size_t size, const net_start &start);

} // namespace slide

#endif
