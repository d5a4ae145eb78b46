#include "net/training.h"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
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

void Adam::step(const std::vector<Tensor> &gradients, double rate, double decay)
{
    at::NoGradGuard without_gradients;

    steps++;
    const double correction1 = 1. - std::pow(beta1, double(steps));
    const double correction2 = std::sqrt(1. - std::pow(beta2, double(steps)));

    for (size_t i = 0; i < weights.size(); i++) {
        const Tensor gradient = gradients[i].add(weights[i], decay);

        first[i].mul_(beta1).add_(gradient, 1. - beta1);
        second[i].mul_(beta2).addcmul_(gradient, gradient, 1. - beta2);
        weights[i].addcdiv_(first[i], second[i].sqrt().div_(correction2).add_(epsilon), -rate / correction1);
    }
}

} // namespace slide
