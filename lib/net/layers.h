/** The layers that our nets are built of, and the weights that they share with their net by name. */
#ifndef SLIDE_NET_LAYERS_H
#define SLIDE_NET_LAYERS_H

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace slide
{

using at::Tensor;

/** How an image goes through a net. */
struct Pass {
    bool training;     /**< normalise by the batch's own mean and variance */
    bool dropout;      /**< leave cells out at random */
    uint64_t revision; /**< of the weights: raised whenever they change */
};

/** A net's arrays by name, in the order of their making: trained ones, and running means and variances. */
class Weights
{
  public:
    struct Entry {
        std::string name;
        Tensor value;
        bool trained;
    };

    /** @param[in] options  type and device of the arrays; random starts are drawn on the CPU, the same for all devices
     */
    explicit Weights(const at::TensorOptions &options) : options_(options)
    {
    }
    /** Normally distributed with variance gain / (inputs of one output), He et al. 2015; gain 2 before a ReLU. */
    Tensor random(const std::string &name, at::IntArrayRef shape, double gain);
    Tensor constant(const std::string &name, int64_t length, double value, bool trained = true);

    const std::vector<Entry> &entries() const
    {
        return entries_;
    }
    std::vector<Tensor> trained() const;

  private:
    Tensor keep(const std::string &name, const Tensor &start, bool trained);

    at::TensorOptions options_;
    std::vector<Entry> entries_;
};

/** Side, stride and dilation of a kernel; a padded image only the stride makes smaller. */
struct Kernel {
    int64_t side = 3, stride = 1, dilation = 1;
    bool padded = true;
};

/** A convolution with a bias. */
class Convolution
{
  public:
    Convolution(Weights &weights, const std::string &name, int64_t in, int64_t out, Kernel kernel, double gain);
    Tensor operator()(const Tensor &image) const;

  private:
    Kernel kernel_;
    Tensor weight_, bias_;
};

/** A transposed convolution with a bias and a kernel of 2 x 2 that doubles rows and columns. */
class Enlargement
{
  public:
    Enlargement(Weights &weights, const std::string &name, int64_t in, int64_t out);
    Tensor operator()(const Tensor &image) const;
    /** The bands of an image of twice the rows and columns, and then the enlarged ones. */
    Tensor joined(const Tensor &fine, const Tensor &image) const;

  private:
    Tensor spread(const Tensor &image) const;

    Tensor weight_, bias_;
};

/** Batch normalisation (Ioffe and Szegedy 2015) with a running mean and variance for prediction. */
class Normalisation
{
  public:
    Normalisation(Weights &weights, const std::string &name, int64_t bands);
    Tensor operator()(const Tensor &image, const Pass &pass) const;

    /** Running normalisation as a factor and an offset per band. */
    Tensor factor() const;
    Tensor offset() const;

  private:
    Tensor weight_, bias_, mean_, variance_;
};

enum class After { nothing, relu };

/** A convolution without bias and its normalisation; at prediction the two are one convolution, folded once. */
class ConvNorm
{
  public:
    ConvNorm(Weights &weights, const std::string &convolution, const std::string &normalisation, int64_t in,
             int64_t out, Kernel kernel = {}, After after = After::relu);
    Tensor operator()(const Tensor &image, const Pass &pass) const;

  private:
    void fold(uint64_t revision) const;

    Kernel kernel_;
    After after_;
    Tensor weight_;
    Normalisation normalisation_;
    mutable Tensor folded_weight_, folded_bias_;
    mutable uint64_t folded_revision_ = 0;
};

/** Such as "[1, 14, 128, 128]". */
std::string shape_of(at::IntArrayRef shape);

Tensor dropout(const Tensor &image, double share, const Pass &pass);

} // namespace slide

#endif
