#include "net/network.h"

#include <cmath>
#include <cstring>

#include <ATen/Context.h>
#include <ATen/core/Dict.h>
#include <ATen/core/ivalue.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/jit/serialization/pickle.h>

#include "net/architectures.h"
#include "net/autocast.h"
#include "net/failure.h"
#include "net/torchscript.h"
#include "net/training.h"

namespace slide
{

/** Whether convolutions in bfloat16 work here: they do on CUDA devices of compute capability 8 and more. */
static bool halves_well(const at::Device &device)
{
    at::NoGradGuard without_gradients;

    if (!device.is_cuda())
        return false;
    try {
        const Tensor image = at::ones({1, 8, 8, 8}, at::TensorOptions(device).dtype(at::kBFloat16));

        return at::conv2d(image, at::ones({8, 8, 3, 3}, image.options())).sum().item<double>() > 0.;
    } catch (const c10::Error &) {
        return false;
    }
}

static at::Device chosen_device(net_device device)
{
    if (device == NET_DEVICE_CUDA && !at::hasCUDA())
        throw Failure(SLIDE_BAD_INPUT, "device=cuda, but libtorch finds no CUDA device: use device=cpu, or a libtorch "
                                       "built for CUDA and its driver.");
    return device != NET_DEVICE_CPU && at::hasCUDA() ? at::Device(at::kCUDA) : at::Device(at::kCPU);
}

Network::Network(const net_design &design, const net_start &start)
    : design_(design), device_(chosen_device(start.device)), threads_(start.threads > 1 ? start.threads : 1),
      mixed_(halves_well(device_))
{
}

Bytes Network::checkpoint() const
{
    throw Failure(SLIDE_BAD_INPUT, "An imported net is not trained: it has no checkpoint.");
}

void Network::resume(const char *, size_t)
{
    throw Failure(SLIDE_BAD_INPUT, "An imported net is not trained: it has no checkpoint.");
}

double Network::train(const net_batch &, const net_step &)
{
    throw Failure(SLIDE_BAD_INPUT, "An imported net is not trained: train one of the suite's own nets.");
}

Tensor Network::on_device(const Images &images) const
{
    const Tensor given = at::from_blob(const_cast<float *>(images.value),
                                       {int64_t(images.count), design_.bands, images.rows, images.cols}, at::kFloat);

    return given.to(device_).contiguous(at::MemoryFormat::ChannelsLast);
}

Tensor Network::targets(const float *value, const net_batch &batch) const
{
    std::vector<int64_t> shape{int64_t(batch.count)};

    if (design_.kind != NET_PATCH)
        shape.insert(shape.end(), {batch.rows, batch.cols});
    return at::from_blob(const_cast<float *>(value), shape, at::kFloat).to(device_);
}

Tensor Network::logits(const Tensor &image, bool training, uint64_t seed)
{
    const Autocast precision(at::kCUDA, mixed_);

    if (design_.kind == NET_PATCH && (image.size(2) != design_.patch || image.size(3) != design_.patch))
        throw Failure(SLIDE_BAD_INPUT, "This classifier takes patches of " + std::to_string(design_.patch) + " x " +
                                           std::to_string(design_.patch) + " cells, not " +
                                           std::to_string(image.size(2)) + " x " + std::to_string(image.size(3)) + ".");
    if (seed != 0)
        at::manual_seed(seed);
    return forward(image, training, seed).to(at::kFloat);
}

double Network::loss(const net_batch &batch, const net_loss &kind)
{
    at::NoGradGuard without_gradients;
    const Tensor logit = logits(on_device({batch.image, batch.count, batch.rows, batch.cols}), false, 0);

    return loss_of(kind, logit, targets(batch.target, batch), targets(batch.valid, batch)).item<double>();
}

void Network::predict(const Images &images, uint64_t dropout_seed, float *logit)
{
    at::NoGradGuard without_gradients;
    const Tensor result = logits(on_device(images), false, dropout_seed).to(at::kCPU).contiguous();

    std::memcpy(logit, result.data_ptr<float>(), size_t(result.numel()) * sizeof *logit);
}

void Network::gradient(const Images &images, const float *weight, float *gradient)
{
    const net_batch batch = {nullptr, nullptr, nullptr, images.count, images.rows, images.cols};
    const Tensor image = on_device(images).requires_grad_();
    const Tensor sum = (logits(image, false, 0) * targets(weight, batch)).sum();
    const Tensor result = torch::autograd::grad({sum}, {image})[0].to(at::kCPU, at::kFloat).contiguous();

    std::memcpy(gradient, result.data_ptr<float>(), size_t(result.numel()) * sizeof *gradient);
}

using Arrays = c10::Dict<std::string, Tensor>;

static Arrays unpacked(const char *bytes, size_t size)
{
    return decoded("The net's weights", [&] {
        const c10::IValue value = torch::jit::pickle_load(std::vector<char>(bytes, bytes + size));
        Arrays arrays;

        for (const auto &entry : value.toGenericDict())
            arrays.insert(entry.key().toStringRef(), entry.value().toTensor());
        return arrays;
    });
}

/** Copies the named array where it belongs; the layout in memory stays that of the target. */
static void take(const Arrays &arrays, const std::string &name, const Tensor &target)
{
    const auto found = arrays.find(name);

    if (found == arrays.end())
        throw Failure(SLIDE_BAD_INPUT, "The weights have no <" + name + ">: they are of another net.");
    if (found->value().sizes() != target.sizes())
        throw Failure(SLIDE_BAD_INPUT, "The weights' <" + name + "> is " + shape_of(found->value().sizes()) + ", not " +
                                           shape_of(target.sizes()) + ": they are of another net.");
    target.detach().copy_(found->value());
}

/** One of our own nets. */
class OwnNetwork : public Network
{
  public:
    OwnNetwork(const net_design &design, const net_start &start)
        : Network(design, start),
          architecture_((at::manual_seed(start.seed), make_architecture(design, at::TensorOptions(device_)))),
          optimiser_(architecture_->weights.trained())
    {
        if (start.backbone && design.kind == NET_DEEPLABV3)
            start_from_backbone(*architecture_, start.backbone, start.backbone_size);
    }
    void load(const char *bytes, size_t size)
    {
        take_weights(unpacked(bytes, size));
    }
    Bytes save() const override
    {
        return torch::jit::pickle_save(weights());
    }
    Bytes checkpoint() const override
    {
        Arrays arrays = weights();
        size_t trained = 0;

        for (const Weights::Entry &entry : architecture_->weights.entries())
            if (entry.trained) {
                arrays.insert(first_moment + entry.name, optimiser_.first[trained].to(at::kCPU));
                arrays.insert(second_moment + entry.name, optimiser_.second[trained++].to(at::kCPU));
            }
        arrays.insert(steps, at::full({}, optimiser_.steps, at::kLong));
        return torch::jit::pickle_save(arrays);
    }
    void resume(const char *bytes, size_t size) override
    {
        const Arrays arrays = unpacked(bytes, size);
        const Tensor count = at::zeros({}, at::kLong);
        size_t trained = 0;

        take_weights(arrays);
        for (const Weights::Entry &entry : architecture_->weights.entries())
            if (entry.trained) {
                take(arrays, first_moment + entry.name, optimiser_.first[trained]);
                take(arrays, second_moment + entry.name, optimiser_.second[trained++]);
            }
        take(arrays, steps, count);
        optimiser_.steps = count.item<int64_t>();
    }
    size_t parameters(bool running) const override
    {
        size_t count = 0;

        for (const Weights::Entry &entry : architecture_->weights.entries())
            if (entry.trained || running)
                count += size_t(entry.value.numel());
        return count;
    }
    double train(const net_batch &batch, const net_step &step) override
    {
        at::manual_seed(step.seed);

        const Tensor logit = logits(on_device({batch.image, batch.count, batch.rows, batch.cols}), true, step.seed);
        const Tensor loss = loss_of(step.loss, logit, targets(batch.target, batch), targets(batch.valid, batch));
        const double value = loss.item<double>();

        revision_++;
        if (!std::isfinite(value))
            throw Failure(SLIDE_FAILED, "The loss is no longer finite: use a smaller rate.");
        optimiser_.step(torch::autograd::grad({loss}, optimiser_.weights), step.rate, step.decay);
        return value;
    }

  protected:
    Tensor forward(const Tensor &image, bool training, uint64_t seed) override
    {
        return architecture_->forward(image, {training, training || seed != 0, revision_}).squeeze(1);
    }

  private:
    Arrays weights() const
    {
        Arrays arrays;

        for (const Weights::Entry &entry : architecture_->weights.entries())
            arrays.insert(entry.name, entry.value.detach().to(at::kCPU));
        return arrays;
    }
    void take_weights(const Arrays &arrays)
    {
        at::NoGradGuard without_gradients;

        revision_++;
        for (const Weights::Entry &entry : architecture_->weights.entries())
            take(arrays, entry.name, entry.value);
    }

    static constexpr const char *first_moment = "adam.first.", *second_moment = "adam.second.", *steps = "adam.steps";
    std::unique_ptr<Architecture> architecture_;
    Adam optimiser_;
    uint64_t revision_ = 1;
};

std::unique_ptr<Network> create_network(const net_design &design, const net_start &start)
{
    return std::make_unique<OwnNetwork>(design, start);
}

std::unique_ptr<Network> load_network(const net_design &design, const char *bytes, size_t size, const net_start &start)
{
    if (design.kind == NET_IMPORTED)
        return import_network(design, bytes, size, start);
    net_start from_scratch = start;

    from_scratch.backbone = nullptr;
    auto network = std::make_unique<OwnNetwork>(design, from_scratch);

    network->load(bytes, size);
    return network;
}

} // namespace slide
