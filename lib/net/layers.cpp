#include "net/layers.h"

#include <cmath>
#include <sstream>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>

namespace slide
{

static const double normalisation_epsilon = 1e-5, normalisation_momentum = 0.1;

Tensor Weights::keep(const std::string &name, const Tensor &start, bool trained)
{
    const auto layout = start.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    Tensor value = start.to(options_).contiguous(layout);

    value.requires_grad_(trained);
    entries_.push_back({name, value, trained});
    return value;
}

Tensor Weights::random(const std::string &name, at::IntArrayRef shape, double gain)
{
    Tensor start = at::empty(shape, at::kFloat);
    const double inputs = double(start.numel()) / double(shape[0]);

    return keep(name, start.normal_(0., std::sqrt(gain / inputs)), true);
}

Tensor Weights::constant(const std::string &name, int64_t length, double value, bool trained)
{
    return keep(name, at::full({length}, value, at::kFloat), trained);
}

std::vector<Tensor> Weights::trained() const
{
    std::vector<Tensor> values;

    for (const Entry &entry : entries_)
        if (entry.trained)
            values.push_back(entry.value);
    return values;
}

Convolution::Convolution(Weights &weights, const std::string &name, int64_t in, int64_t out, Kernel kernel, double gain)
    : kernel_(kernel), weight_(weights.random(name + ".weight", {out, in, kernel.side, kernel.side}, gain)),
      bias_(weights.constant(name + ".bias", out, 0.))
{
}

Tensor Convolution::operator()(const Tensor &image) const
{
    return at::conv2d(image, weight_, bias_, kernel_.stride, kernel_.padding(), kernel_.dilation);
}

Enlargement::Enlargement(Weights &weights, const std::string &name, int64_t in, int64_t out)
    : weight_(weights.random(name + ".weight", {in, out, 2, 2}, 1.)), bias_(weights.constant(name + ".bias", out, 0.))
{
}

Tensor Enlargement::operator()(const Tensor &image) const
{
    return at::conv_transpose2d(image, weight_, bias_, 2);
}

Normalisation::Normalisation(Weights &weights, const std::string &name, int64_t bands)
    : weight_(weights.constant(name + ".weight", bands, 1.)), bias_(weights.constant(name + ".bias", bands, 0.)),
      mean_(weights.constant(name + ".running_mean", bands, 0., false)),
      variance_(weights.constant(name + ".running_var", bands, 1., false))
{
}

/* One value a band has no variance: the running one serves. */
Tensor Normalisation::operator()(const Tensor &image, const Pass &pass) const
{
    const bool own = pass.training && image.numel() > image.size(1);

    return at::batch_norm(image, weight_, bias_, mean_, variance_, own, normalisation_momentum, normalisation_epsilon,
                          true);
}

Tensor Normalisation::factor() const
{
    return weight_ * (variance_ + normalisation_epsilon).rsqrt();
}

Tensor Normalisation::offset() const
{
    return bias_ - mean_ * factor();
}

ConvNorm::ConvNorm(Weights &weights, const std::string &convolution, const std::string &normalisation, int64_t in,
                   int64_t out, Kernel kernel, After after)
    : kernel_(kernel), after_(after),
      weight_(weights.random(convolution + ".weight", {out, in, kernel.side, kernel.side}, 2.)),
      normalisation_(weights, normalisation, out)
{
}

void ConvNorm::fold(uint64_t revision) const
{
    at::NoGradGuard without_gradients;

    folded_weight_ = weight_ * normalisation_.factor().view({-1, 1, 1, 1});
    folded_bias_ = normalisation_.offset();
    folded_revision_ = revision;
}

Tensor ConvNorm::operator()(const Tensor &image, const Pass &pass) const
{
    Tensor result;

    if (pass.training) {
        result = at::conv2d(image, weight_, {}, kernel_.stride, kernel_.padding(), kernel_.dilation);
        result = normalisation_(result, pass);
    } else {
        if (folded_revision_ != pass.revision)
            fold(pass.revision);
        result = at::conv2d(image, folded_weight_, folded_bias_, kernel_.stride, kernel_.padding(), kernel_.dilation);
    }
    return after_ == After::relu ? result.relu_() : result;
}

Dense::Dense(Weights &weights, const std::string &name, int64_t in, int64_t out, double gain)
    : weight_(weights.random(name + ".weight", {out, in}, gain)), bias_(weights.constant(name + ".bias", out, 0.))
{
}

Tensor Dense::operator()(const Tensor &features) const
{
    return at::linear(features, weight_, bias_);
}

std::string shape_of(at::IntArrayRef shape)
{
    std::ostringstream text;

    text << shape;
    return text.str();
}

Tensor dropout(const Tensor &image, double share, const Pass &pass)
{
    return pass.dropout && share > 0. ? at::dropout(image, share, true) : image;
}

} // namespace slide
