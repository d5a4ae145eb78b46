#include "net_oracle.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <torch/csrc/autograd/autograd.h>

#include "net/architectures.h"
#include "net/autocast.h"
#include "net/torchscript.h"
#include "net/training.h"

using at::Tensor;

namespace
{

/** A loss as a function of arrays that may be moved. */
class Question
{
  public:
    virtual ~Question() = default;
    virtual Tensor answer() const = 0;

    std::vector<Tensor> arrays;
};

/** The values as they lie in memory. */
Tensor in_order(const Tensor &array)
{
    return array.detach().as_strided({array.numel()}, {1});
}

/** A difference quotient, and how far rounding of the loss may have moved it. */
struct Quotient {
    double value, rounding;
};

Quotient difference_quotient(const Question &question, const Tensor &values, int64_t index)
{
    static const double step = 1e-5, roundings = 4. * 2.2e-16;
    const double before = values[index].item<double>();
    double loss[2];

    for (int side = 0; side < 2; side++) {
        values[index] = before + (side == 0 ? -step : step);
        loss[side] = question.answer().item<double>();
    }
    values[index] = before;
    return {(loss[1] - loss[0]) / (2. * step), roundings * std::fabs(loss[0]) / step};
}

/** Of as many values as there are, or some. */
double array_error(const Question &question, const Tensor &array, const Tensor &gradient)
{
    at::NoGradGuard without_gradients;
    const int64_t count = std::min<int64_t>(array.numel(), 4);
    const Tensor values = in_order(array), found = in_order(at::empty_like(array).copy_(gradient));
    const double largest = found.abs().max().item<double>();
    double worst = 0.;

    for (int64_t i = 0; i < count; i++) {
        const int64_t index = (i * 7919 + 3) % array.numel();
        const Quotient truth = difference_quotient(question, values, index);
        const double error = std::fabs(truth.value - found[index].item<double>());

        if (largest < 100. * truth.rounding)
            return -1.;
        worst = std::max(worst, std::max(error - truth.rounding, 0.) / largest);
    }
    return worst;
}

double worst_error(const Question &question)
{
    const std::vector<Tensor> gradients = torch::autograd::grad({question.answer()}, question.arrays);
    double worst = 0.;

    for (size_t i = 0; i < gradients.size(); i++) {
        const double error = array_error(question, question.arrays[i], gradients[i]);

        if (error < 0.)
            return error;
        worst = std::max(worst, error);
    }
    return worst;
}

const at::TensorOptions doubles = at::TensorOptions(at::kDouble);

/** A net of random weights, normalisation's too. */
std::unique_ptr<slide::Architecture> random_net(const net_design &design, const at::TensorOptions &kind = doubles)
{
    at::manual_seed(3);
    auto net = slide::make_architecture(design, kind);
    at::NoGradGuard without_gradients;

    for (const slide::Weights::Entry &entry : net->weights.entries())
        entry.value.add_(at::rand(entry.value.sizes(), kind), 0.2);
    return net;
}

Tensor random_image(const net_design &design, int count, int side)
{
    return at::randn({count, design.bands, side, side}, doubles).requires_grad_();
}

class TrainingLoss : public Question
{
  public:
    TrainingLoss(const net_design &design, const net_loss &loss, int count, int side)
        : net_(random_net(design)), loss_(loss), image_(random_image(design, count, side))
    {
        const Tensor logit = forward();

        target_ = (at::rand(logit.sizes(), doubles) < 0.3).to(at::kDouble);
        valid_ = (at::rand(logit.sizes(), doubles) < 0.8).to(at::kDouble);
        arrays = net_->weights.trained();
        arrays.push_back(image_);
    }
    Tensor answer() const override
    {
        return slide::loss_of(loss_, forward(), target_, valid_);
    }

  private:
    Tensor forward() const
    {
        at::manual_seed(5);
        return net_->forward(image_, {true, true, 1});
    }

    std::unique_ptr<slide::Architecture> net_;
    net_loss loss_;
    Tensor image_, target_, valid_;
};

class PredictedSum : public Question
{
  public:
    PredictedSum(const net_design &design, int count, int side)
        : net_(random_net(design)), image_(random_image(design, count, side))
    {
        weight_ = at::randn(net_->forward(image_, {false, false, 1}).sizes(), doubles);
        arrays.push_back(image_);
    }
    Tensor answer() const override
    {
        return (net_->forward(image_, {false, false, 1}) * weight_).sum();
    }

  private:
    std::unique_ptr<slide::Architecture> net_;
    Tensor image_, weight_;
};

/** The array of that name. */
Tensor named(const slide::Weights &weights, const std::string &name)
{
    for (const slide::Weights::Entry &entry : weights.entries())
        if (entry.name == name)
            return entry.value;
    return {};
}

Tensor plain_layer(const Tensor &image, const slide::Weights &weights, const std::string &block, int first)
{
    const std::string norm = block + "." + std::to_string(first + 1);
    const Tensor result = at::conv2d(image, named(weights, block + "." + std::to_string(first) + ".weight"), {}, 1, 1);

    return at::batch_norm(result, named(weights, norm + ".weight"), named(weights, norm + ".bias"),
                          named(weights, norm + ".running_mean"), named(weights, norm + ".running_var"), false, 0.,
                          1e-5, false)
        .relu();
}

} // namespace

double oracle_gradient_error(const struct net_design *design, const struct net_loss *loss, int count, int side)
{
    return worst_error(TrainingLoss(*design, *loss, count, side));
}

double oracle_attribution_error(const struct net_design *design, int count, int side)
{
    return worst_error(PredictedSum(*design, count, side));
}

double oracle_fold_error(int bands, int filters, int side)
{
    const net_design design = {NET_CNN, bands, side, filters, 0.};
    const auto net = random_net(design);
    const Tensor image = random_image(design, 2, side);
    Tensor plain = image;

    for (const char *block : {"block1", "block2", "block3", "block4"})
        plain = plain_layer(plain_layer(plain, net->weights, block, 0), net->weights, block, 3);
    plain = at::conv2d(plain, named(net->weights, "head.weight"), named(net->weights, "head.bias"));
    return ((net->forward(image, {false, false, 1}) - plain).abs().max() / plain.abs().max()).item<double>();
}

void oracle_adam(const float *gradient, int steps, int kernels, double rate, double decay, float *weight)
{
    const std::array<int64_t, 4> shape = {kernels, 2, 3, 3};
    const int64_t size = int64_t(kernels) * 18;
    const Tensor plain = at::from_blob(weight, shape, at::kFloat);
    const Tensor array = plain.contiguous(at::MemoryFormat::ChannelsLast);
    slide::Adam adam({array});

    for (int step = 0; step < steps; step++)
        adam.step({at::from_blob(const_cast<float *>(gradient) + step * size, shape, at::kFloat)}, rate, decay);
    plain.copy_(array);
}

void oracle_backbone_weight(const struct net_design *design, const char *bytes, size_t size, const char *name,
                            float *value)
{
    const auto net = slide::make_architecture(*design, at::TensorOptions(at::kFloat));

    slide::start_from_backbone(*net, bytes, size);
    const Tensor array = named(net->weights, name).detach().contiguous();

    std::copy_n(array.data_ptr<float>(), array.numel(), value);
}

double oracle_enlargement_error(int in, int out, int side)
{
    slide::Weights weights(doubles);
    const slide::Enlargement enlarge(weights, "up", in, out);
    const Tensor image = at::randn({2, in, side, side}, doubles), bias = named(weights, "up.bias");

    bias.detach().copy_(at::randn({out}, doubles));
    const Tensor truth = at::conv_transpose2d(image, named(weights, "up.weight"), bias, 2);

    const Tensor enlarged = enlarge(image) - truth, fine = at::rand({2, 3, 2 * side, 2 * side}, image.options());
    at::NoGradGuard without_gradients;
    const Tensor joined = enlarge.joined(fine, image) - at::cat({fine, truth}, 1);

    return std::max(enlarged.abs().max().item<double>(), joined.abs().max().item<double>()) /
           truth.abs().max().item<double>();
}

int oracle_half_precision()
{
#ifdef __x86_64__
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq");
#else
    return 0;
#endif
}

double oracle_half_error(const struct net_design *design, int count, int side, bool training)
{
    at::NoGradGuard without_gradients;
    const at::TensorOptions singles(at::kFloat);
    const Tensor image = random_image(*design, count, side).to(at::kFloat).contiguous(at::MemoryFormat::ChannelsLast);
    const Tensor whole = random_net(*design, singles)->forward(image, {training, false, 1});
    const auto net = random_net(*design, singles);

    const slide::Autocast precision(at::kCPU);
    const Tensor half = net->forward(image, {training, false, 1});

    return ((half.to(at::kFloat) - whole).abs().max() / whole.abs().max()).item<double>();
}
