#include "net/training.h"

#include <algorithm>
#include <cmath>

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

namespace slide
{

/** The share of Dice, 2 |A B| / (|A| + |B|), that the batch as a whole misses; 1 is added above and below (Milletari et
 * al. 2016, smoothed). */
static Tensor dice_loss(const Tensor &logit, const Tensor &target, const Tensor &valid)
{
    static const double smooth = 1.;
    const Tensor probability = logit.sigmoid() * valid;
    const Tensor both = (probability * target).sum();

    return 1. - (2. * both + smooth) / (probability.sum() + target.sum() + smooth);
}

static Tensor cross_entropy(const Tensor &logit, const Tensor &target, const Tensor &valid, double positive_weight)
{
    const Tensor weight = (1. + (positive_weight - 1.) * target) * valid;
    const Tensor sign = 2. * target - 1.;

    return (at::softplus(-sign * logit) * weight).sum() / valid.sum().clamp_min(1.);
}

/** Lin et al. 2017, eq. 5: -alpha_t (1 - p_t)^gamma log p_t, with the power taken through its logarithm. */
static Tensor focal_loss(const Tensor &logit, const Tensor &target, const Tensor &valid, double gamma, double alpha)
{
    const Tensor toward = (2. * target - 1.) * logit;
    const Tensor weight = (alpha * target + (1. - alpha) * (1. - target)) * valid;

    return (weight * at::exp(gamma * at::log_sigmoid(-toward)) * at::softplus(-toward)).sum() /
           valid.sum().clamp_min(1.);
}

Tensor loss_of(const net_loss &kind, const Tensor &logit, const Tensor &target, const Tensor &valid)
{
    const Tensor truth = at::where(valid > 0., target, at::zeros_like(target));

    if (kind.kind == NET_LOSS_FOCAL)
        return focal_loss(logit, truth, valid, kind.gamma, kind.alpha);
    return (1. - kind.dice_share) * cross_entropy(logit, truth, valid, kind.positive_weight) +
           kind.dice_share * dice_loss(logit, truth, valid);
}

Adam::Adam(const std::vector<Tensor> &trained) : weights(trained)
{
    for (const Tensor &weight : weights) {
        first.push_back(at::zeros_like(weight.detach()));
        second.push_back(at::zeros_like(weight.detach()));
    }
}

static const double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

/** What one step does to some weights. */
struct Update {
    double rate; /**< over the correction of the first moment */
    double decay;
    double correction2; /**< of the second one's root */

    void operator()(const Tensor &weight, const Tensor &first, const Tensor &second, const Tensor &slope) const
    {
        const Tensor gradient = slope.add(weight, decay);

        first.mul_(beta1).add_(gradient, 1. - beta1);
        second.mul_(beta2).addcmul_(gradient, gradient, 1. - beta2);
        weight.addcdiv_(first, second.sqrt().div_(correction2).add_(epsilon), -rate);
    }
};

/** The array with its values in the order that they have in the memory of another one of its shape. */
static Tensor laid_as(const Tensor &array, const Tensor &other)
{
    return array.strides() == other.strides() ? array : at::empty_like(other).copy_(array);
}

/** The values in the order of memory. */
static Tensor flat(const Tensor &array)
{
    return array.as_strided({array.numel()}, {1});
}

static const int64_t part = 16384; /**< values of each array that stay in a core's cache together */

static Tensor part_from(int64_t begin, const Tensor &array)
{
    return array.slice(0, begin, std::min(begin + part, array.numel()));
}

/** The update of flat arrays part by part: its operations are many, and memory is slow. */
static void update_parts(const Update &update, const Tensor &weight, const Tensor &first, const Tensor &second,
                         const Tensor &gradient)
{
    at::parallel_for(0, (weight.numel() + part - 1) / part, 1, [&](int64_t begin, int64_t end) {
        at::NoGradGuard without_gradients;

        for (int64_t from = begin * part; from < std::min(end * part, weight.numel()); from += part)
            update(part_from(from, weight), part_from(from, first), part_from(from, second), part_from(from, gradient));
    });
}

void Adam::step(const std::vector<Tensor> &gradients, double rate, double decay)
{
    at::NoGradGuard without_gradients;

    steps++;
    const Update update = {rate / (1. - std::pow(beta1, double(steps))), decay,
                           std::sqrt(1. - std::pow(beta2, double(steps)))};

    for (size_t i = 0; i < weights.size(); i++) {
        const Tensor weight = weights[i].detach(); // the same memory

        if (weight.is_cpu())
            update_parts(update, flat(weight), flat(first[i]), flat(second[i]), flat(laid_as(gradients[i], weight)));
        else
            update(weight, first[i], second[i], gradients[i]);
    }
}

} // namespace slide
