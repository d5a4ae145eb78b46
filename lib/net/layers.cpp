#include "net/layers.h"

#include <cmath>
#include <sstream>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/flip.h>
#include <torch/csrc/autograd/custom_function.h>

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

/** A convolution of stride 1 whose gradient by the image is what it is, the convolution of the outputs' gradient with
 * the mirrored kernel: oneDNN does that in three quarters of the time that its own gradient by the image takes. */
class MirroredConvolution : public torch::autograd::Function<MirroredConvolution>
{
  public:
    static Tensor forward(torch::autograd::AutogradContext *context, const Tensor &image, const Tensor &weight,
                          int64_t dilation)
    {
        context->save_for_backward({image, weight});
        context->saved_data["dilation"] = dilation;
        return at::conv2d(image, weight, {}, 1, dilation * (weight.size(2) / 2), dilation);
    }
    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::tensor_list gradients)
    {
        const auto saved = context->get_saved_variables();
        const Tensor &image = saved[0], &weight = saved[1], &gradient = gradients[0];
        const int64_t dilation = context->saved_data["dilation"].toInt(), padding = dilation * (weight.size(2) / 2);
        Tensor by_image;

        if (context->needs_input_grad(0))
            by_image = at::conv2d(gradient, mirrored(weight), {}, 1, padding, dilation);
        return {by_image,
                std::get<1>(at::convolution_backward(gradient, image, weight, c10::nullopt, {1, 1}, {padding, padding},
                                                     {dilation, dilation}, false, {0, 0}, 1, {false, true, false})),
                Tensor()};
    }
    /** Whether it pays: mirroring costs as much as the kernel is large, and only these kernels are convolved faster. */
    static bool suits(const Tensor &image, const Tensor &weight, const Kernel &kernel)
    {
        static const int64_t cells_for_band = 8;

        return at::GradMode::is_enabled() && image.is_cpu() && kernel.side == 3 && kernel.stride == 1 &&
               kernel.padded && image.numel() / image.size(1) >= cells_for_band * weight.size(0);
    }

  private:
    static Tensor mirrored(const Tensor &weight)
    {
        return weight.flip({2, 3}).transpose(0, 1).contiguous(at::MemoryFormat::ChannelsLast);
    }
};

/* A dilation means nothing to a kernel of one cell, but with it libtorch leaves also one thread's work to oneDNN: fifty
 * times the speed. */
static Tensor convolve(const Tensor &image, const Tensor &weight, const Tensor &bias, const Kernel &kernel)
{
    if (!bias.defined() && MirroredConvolution::suits(image, weight, kernel))
        return MirroredConvolution::apply(image, weight, kernel.dilation);

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

/* Each cell becomes four that no other cell touches: a convolution of one cell, seen as
 * [count][rows][2][cols][2][bands]
 */
Tensor Enlargement::spread(const Tensor &image) const
{
    const int64_t bands = weight_.size(1);
    const Tensor weight = weight_.permute({2, 3, 1, 0}).reshape({4 * bands, weight_.size(0), 1, 1});

    return convolve(image, weight, bias_.repeat({4}), {1})
        .permute({0, 2, 3, 1})
        .reshape({image.size(0), image.size(2), image.size(3), 2, 2, bands})
        .permute({0, 1, 3, 2, 4, 5});
}

Tensor Enlargement::operator()(const Tensor &image) const
{
    return spread(image)
        .reshape({image.size(0), 2 * image.size(2), 2 * image.size(3), weight_.size(1)})
        .permute({0, 3, 1, 2});
}

/* Where no gradient is asked for, the enlarged bands go to their place at once. */
Tensor Enlargement::joined(const Tensor &fine, const Tensor &image) const
{
    if (at::GradMode::is_enabled())
        return at::cat({fine, (*this)(image)}, 1);

    const int64_t before = fine.size(1), bands = weight_.size(1);
    Tensor all = at::empty({fine.size(0), before + bands, fine.size(2), fine.size(3)}, fine.options(),
                           at::MemoryFormat::ChannelsLast);

    all.slice(1, 0, before).copy_(fine);
    all.slice(1, before)
        .permute({0, 2, 3, 1})
        .view({image.size(0), image.size(2), 2, image.size(3), 2, bands})
        .copy_(spread(image));
    return all;
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
