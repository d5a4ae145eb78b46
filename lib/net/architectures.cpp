#include "net/architectures.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/max_pool2d.h>

#include "net/failure.h"

namespace slide
{

static const double last_gain = 1.;

/** Two convolutions, each normalised and rectified. */
class Block
{
  public:
    Block(Weights &weights, const std::string &name, int64_t in, int64_t out)
        : first_(weights, name + ".0", name + ".1", in, out), second_(weights, name + ".3", name + ".4", out, out)
    {
    }
    Tensor operator()(const Tensor &image, const Pass &pass) const
    {
        return second_(first_(image, pass), pass);
    }

  private:
    ConvNorm first_, second_;
};

/** Four blocks at full resolution; dropout, if any, before the last convolution. */
class Cnn : public Architecture
{
  public:
    Cnn(const net_design &design, const at::TensorOptions &options)
        : Architecture(options),
          dropout_(design.dropout), blocks_{{weights, "block1", design.bands, design.filters},
                                            {weights, "block2", design.filters, 2 * design.filters},
                                            {weights, "block3", 2 * design.filters, 2 * design.filters},
                                            {weights, "block4", 2 * design.filters, 2 * design.filters}},
          head_(weights, "head", 2 * design.filters, 1, {1}, last_gain)
    {
    }
    Tensor forward(const Tensor &image, const Pass &pass) const override
    {
        Tensor features = image;

        for (const Block &block : blocks_)
            features = block(features, pass);
        return head_(dropout(features, dropout_, pass));
    }

  private:
    double dropout_;
    std::vector<Block> blocks_;
    Convolution head_;
};

/** Ronneberger et al. 2015 with padded, normalised convolutions; dropout, if any, at the end of the contracting path as
 * there. */
class Unet : public Architecture
{
  public:
    Unet(const net_design &design, const at::TensorOptions &options)
        : Architecture(options), dropout_(design.dropout), bottom_(make_down(design)), up_(make_up(design)),
          head_(weights, "head", design.filters, 1, {1}, last_gain)
    {
    }
    Tensor forward(const Tensor &image, const Pass &pass) const override
    {
        const int64_t rows = image.size(2), cols = image.size(3);
        const int64_t more_rows = (coarsest - rows % coarsest) % coarsest;
        const int64_t more_cols = (coarsest - cols % coarsest) % coarsest;

        if (more_rows == 0 && more_cols == 0)
            return through(image, pass);
        return through(at::constant_pad_nd(image, {0, more_cols, 0, more_rows}), pass)
            .slice(2, 0, rows)
            .slice(3, 0, cols);
    }

  private:
    static const int levels = 4;
    static const int64_t coarsest = 1 << levels; /**< sides must be multiples of it */

    struct Up {
        Enlargement enlarge;
        Block block;
    };

    Block make_down(const net_design &design)
    {
        int64_t in = design.bands, out = design.filters;

        for (int level = 0; level < levels; level++, in = out, out *= 2)
            down_.emplace_back(weights, "down" + std::to_string(level + 1), in, out);
        return Block(weights, "bottom", in, out);
    }
    std::vector<Up> make_up(const net_design &design)
    {
        std::vector<Up> up;

        for (int level = levels; level > 0; level--) {
            const int64_t out = design.filters * (1 << (level - 1));
            const std::string name = "up" + std::to_string(level);

            up.push_back({{weights, name + ".enlarge", 2 * out, out}, {weights, name, 2 * out, out}});
        }
        return up;
    }
    Tensor through(const Tensor &image, const Pass &pass) const
    {
        std::vector<Tensor> skipped;
        Tensor features = image;

        for (const Block &block : down_) {
            skipped.push_back(block(features, pass));
            features = at::max_pool2d(skipped.back(), 2);
        }
        features = dropout(bottom_(features, pass), dropout_, pass);
        for (const Up &up : up_) {
            features = up.block(up.enlarge.joined(skipped.back(), features), pass);
            skipped.pop_back();
        }
        return head_(features);
    }

    double dropout_;
    std::vector<Block> down_;
    Block bottom_;
    std::vector<Up> up_;
    Convolution head_;
};

/** A classifier of patches: three stages of convolution, normalisation and pooling, whose features, all pooled to the
 * last one's size, are joined for two dense layers; the first of these is a kernel as large as its image. */
class PatchClassifier : public Architecture
{
  public:
    PatchClassifier(const net_design &design, const at::TensorOptions &options)
        : Architecture(options), dropout_(design.dropout), side_(last_side(design.patch)), stages_(make_stages(design)),
          hidden_(weights, "hidden", levels * design.filters, 8 * design.filters, {side_, 1, 1, false}, 2.),
          head_(weights, "head", 8 * design.filters, 1, {1}, last_gain)
    {
    }
    Tensor forward(const Tensor &image, const Pass &pass) const override
    {
        std::vector<Tensor> joined;
        Tensor features = image;

        for (const Stage &stage : stages_) {
            features = at::max_pool2d(stage.normalise(stage.convolve(features).relu_(), pass), 2);
            const int64_t times = features.size(2) / side_;

            joined.push_back(times > 1 ? at::max_pool2d(features, times) : features);
        }
        features = dropout(at::cat(joined, 1), dropout_, pass);
        return head_(hidden_(features).relu_()).flatten(1);
    }

  private:
    static const int levels = 3;

    struct Stage {
        Convolution convolve;
        Normalisation normalise;
    };

    static int64_t last_side(int patch)
    {
        static const int times = 1 << levels;

        if (patch < times || patch % times != 0)
            throw Failure(SLIDE_BAD_INPUT,
                          "The patch classifier halves its patches three times: their side must be a multiple of " +
                              std::to_string(times) + " cells, not " + std::to_string(patch) + ".");
        return patch / times;
    }
    std::vector<Stage> make_stages(const net_design &design)
    {
        std::vector<Stage> stages;

        for (int level = 1; level <= levels; level++) {
            const std::string name = "stage" + std::to_string(level);

            stages.push_back(
                {{weights, name + ".convolution", level == 1 ? design.bands : design.filters, design.filters, {}, 2.},
                 {weights, name + ".normalisation", design.filters}});
        }
        return stages;
    }

    double dropout_;
    int64_t side_;
    std::vector<Stage> stages_;
    Convolution hidden_, head_;
};

std::unique_ptr<Architecture> make_architecture(const net_design &design, const at::TensorOptions &options)
{
    switch (design.kind) {
    case NET_CNN:
        return std::make_unique<Cnn>(design, options);
    case NET_UNET:
        return std::make_unique<Unet>(design, options);
    case NET_DEEPLABV3:
        return make_deeplab(design, options);
    case NET_PATCH:
        return std::make_unique<PatchClassifier>(design, options);
    default:
        throw Failure(SLIDE_BAD_INPUT, "A net of this kind cannot be made, only loaded.");
    }
}

} // namespace slide
