#include "net/layers.h"

#include <cmath>
#include <sstream>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/pixel_shuffle.h>

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

/* A dilation means nothing to a kernel of one cell, but with it libtorch leaves also one thread's work to oneDNN: fifty
 * times the speed. */
static Tensor convolve(const Tensor &image, const Tensor &weight, const Tensor &bias, const Kernel &kernel)
{
    const int64_t dilation = kernel.side == 1 && image.is_cpu() ? 2 : kernel.dilation;
    const int64_t padding = kernel.padded ? kernel.dilation * (kernel.side / 2) : 0;

    return at::conv2d(image, weight, bias, kernel.stride, padding, dilation);
}

Convolution::Convolution(Weights &weights, const std::string &name, int64_t in, int64_t out, Kernel kernel, double gain)
    : kernel_(kernel), weight_(weights.random(name + ".weight", {out, in, kernel.side, kernel.side}, gain)),
      bias_(weights.constant(name + ".bias", out, 0.))
{
}

Tensor Convolution::operator()(const Tensor &image) const
{
    return convolve(image, weight_, bias_, kernel_);
}

Enlargement::Enlargement(Weights &weights, const std::string &name, int64_t in, int64_t out)
    : weight_(weights.random(name + ".weight", {in, out, 2, 2}, 1.)), bias_(weights.constant(name + ".bias", out, 0.))
{
}

/* Each cell becomes four that no other cell touches: a convolution of one cell, whose bands are then spread. */
Tensor Enlargement::operator()(const Tensor &image) const
{
    const Tensor weight = weight_.permute({1, 2, 3, 0}).reshape({4 * weight_.size(1), weight_.size(0), 1, 1});

    return at::pixel_shuffle(convolve(image, weight, bias_.repeat_interleave(4), {1}), 2);
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
        result = convolve(image, weight_, {}, kernel_);
        result = normalisation_(result, pass);
    } else {
        if (folded_revision_ != pass.revision)
            fold(pass.revision);
        result = convolve(image, folded_weight_, folded_bias_, kernel_);
    }
    return after_ == After::relu ? result.relu_() : result;
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
