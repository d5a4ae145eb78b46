/* DeepLabV3 (Chen et al. 2017) on ResNet-50 (He et al. 2016). The weights bear the names that torchvision gives them.
 */
#include "net/architectures.h"

#include <optional>

#include <ATen/ops/cat.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/upsample_bilinear2d.h>

namespace slide
{

static const int64_t expansion = 4; /* of a bottleneck's outputs */

/** Three convolutions, the middle one with stride or dilation, added to their input. */
class Bottleneck
{
  public:
    Bottleneck(Weights &weights, const std::string &name, int64_t in, int64_t width, Kernel middle, bool projected)
        : reduce_(weights, name + ".conv1", name + ".bn1", in, width, {1}),
          convolve_(weights, name + ".conv2", name + ".bn2", width, width, middle),
          expand_(weights, name + ".conv3", name + ".bn3", width, expansion * width, {1}, After::nothing)
    {
        if (projected)
            project_.emplace(weights, name + ".downsample.0", name + ".downsample.1", in, expansion * width,
                             Kernel{1, middle.stride}, After::nothing);
    }
    Tensor operator()(const Tensor &image, const Pass &pass) const
    {
        const Tensor beside = project_ ? (*project_)(image, pass) : image;

        return expand_(convolve_(reduce_(image, pass), pass), pass).add_(beside).relu_();
    }

  private:
    ConvNorm reduce_, convolve_, expand_;
    std::optional<ConvNorm> project_;
};

/** An eighth of the image's side: the last two layers are dilated instead of strided. */
class Resnet50
{
  public:
    Resnet50(Weights &weights, const std::string &name, int64_t bands, int64_t width)
        : stem_(weights, name + ".conv1", name + ".bn1", bands, width, {7, 2})
    {
        static const struct {
            int blocks;
            int64_t stride, first_dilation, dilation;
        } layers[] = {{3, 1, 1, 1}, {4, 2, 1, 1}, {6, 1, 1, 2}, {3, 1, 2, 4}};
        int64_t in = width;

        for (int layer = 0; layer < 4; layer++, width *= 2)
            for (int block = 0; block < layers[layer].blocks; block++) {
                const bool first = block == 0;
                const Kernel middle = first ? Kernel{3, layers[layer].stride, layers[layer].first_dilation}
                                            : Kernel{3, 1, layers[layer].dilation};

                blocks_.emplace_back(weights, name + ".layer" + std::to_string(layer + 1) + "." + std::to_string(block),
                                     in, width, middle, first);
                in = expansion * width;
            }
    }
    Tensor operator()(const Tensor &image, const Pass &pass) const
    {
        Tensor features = at::max_pool2d(stem_(image, pass), 3, 2, 1);

        for (const Bottleneck &block : blocks_)
            features = block(features, pass);
        return features;
    }

  private:
    ConvNorm stem_;
    std::vector<Bottleneck> blocks_;
};

/** Atrous spatial pyramid pooling: kernels of several dilations and the image's mean, joined. */
class Pyramid
{
  public:
    Pyramid(Weights &weights, const std::string &name, int64_t in, int64_t out)
        : branches_{{weights, name + ".convs.0.0", name + ".convs.0.1", in, out, {1}},
                    {weights, name + ".convs.1.0", name + ".convs.1.1", in, out, {3, 1, 12}},
                    {weights, name + ".convs.2.0", name + ".convs.2.1", in, out, {3, 1, 24}},
                    {weights, name + ".convs.3.0", name + ".convs.3.1", in, out, {3, 1, 36}}},
          mean_(weights, name + ".convs.4.1", name + ".convs.4.2", in, out, {1}),
          project_(weights, name + ".project.0", name + ".project.1", 5 * out, out, {1})
    {
    }
    Tensor operator()(const Tensor &features, const Pass &pass) const
    {
        std::vector<Tensor> joined;

        for (const ConvNorm &branch : branches_)
            joined.push_back(branch(features, pass));
        joined.push_back(mean_(features.mean({2, 3}, true), pass).expand_as(joined[0]));
        return project_(at::cat(joined, 1), pass);
    }

  private:
    std::vector<ConvNorm> branches_;
    ConvNorm mean_, project_;
};

/** Without the auxiliary head; dropout after the pyramid, as in torchvision. */
class Deeplab : public Architecture
{
  public:
    Deeplab(const net_design &design, const at::TensorOptions &options)
        : Architecture(options), dropout_(design.dropout), backbone_(weights, "backbone", design.bands, design.filters),
          pyramid_(weights, "classifier.0", 8 * expansion * design.filters, 4 * design.filters),
          smooth_(weights, "classifier.1", "classifier.2", 4 * design.filters, 4 * design.filters),
          head_(weights, "classifier.4", 4 * design.filters, 1, {1}, 1.)
    {
    }
    Tensor forward(const Tensor &image, const Pass &pass) const override
    {
        const Tensor features = dropout(pyramid_(backbone_(image, pass), pass), dropout_, pass);

        const Tensor coarse = head_(smooth_(features, pass));

        /* in half precision libtorch before 2.1 cannot enlarge on CUDA */
        return at::upsample_bilinear2d(coarse.to(image.scalar_type()), {image.size(2), image.size(3)}, false);
    }

  private:
    double dropout_;
    Resnet50 backbone_;
    Pyramid pyramid_;
    ConvNorm smooth_;
    Convolution head_;
};

std::unique_ptr<Architecture> make_deeplab(const net_design &design, const at::TensorOptions &options)
{
    return std::make_unique<Deeplab>(design, options);
}

} // namespace slide
