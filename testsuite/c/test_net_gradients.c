/** The inside of the deep nets in double precision: gradients against finite differences, layers against other forms of
 * the same, Adam and the widened backbone against their formulas. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "plugin_fixture.h"
#include "net_oracle.h"

static const struct net_loss bce_dice = {NET_LOSS_BCE_DICE, 15., 0.5, 0., 0.};
static const struct net_loss focal = {NET_LOSS_FOCAL, 1., 0., 2., 0.25};

static const struct {
    struct net_design design;
    int count, side;
} nets[] = {
    {{NET_CNN, 3, 8, 4, 0.3}, 2, 8},
    {{NET_UNET, 3, 32, 2, 0.3}, 2, 32},
    {{NET_DEEPLABV3, 3, 40, 2, 0.3}, 3, 40},
    {{NET_PATCH, 3, 16, 4, 0.3}, 4, 16},
};

static void gradients_of_weights_and_image_are_difference_quotients_of_the_loss(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        const double bce = oracle_gradient_error(&nets[i].design, &bce_dice, nets[i].count, nets[i].side);
        const double other = oracle_gradient_error(&nets[i].design, &focal, nets[i].count, nets[i].side);

        print_message(
            "REPORT net %zu: gradients differ by %.1e (cross-entropy and Dice), %.1e (focal) of the largest\n", i, bce,
            other);
        assert_true(bce >= 0. && bce < 1e-5);
        assert_true(other >= 0. && other < 1e-5);
    }
}

static void attributions_are_difference_quotients_of_the_prediction(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        const double error = oracle_attribution_error(&nets[i].design, nets[i].count, nets[i].side);

        assert_true(error >= 0. && error < 1e-6);
    }
}

static void prediction_is_what_the_layers_give_one_by_one(void **state)
{
    (void)state;
    assert_true(oracle_fold_error(5, 3, 12) < 1e-12);
}

static void doubling_layer_is_a_transposed_convolution(void **state)
{
    (void)state;
    assert_true(oracle_enlargement_error(6, 3, 5) < 1e-13);
}

/* On CUDA nets compute so. Here it is the processor's half precision: what kinds of numbers meet is the same. Eight
 * bits of a number are left, and normalisation by the batch's own variance stretches their error. */
static void nets_compute_in_half_precision_too(void **state)
{
    (void)state;
    if (!oracle_half_precision()) {
        print_message("REPORT SKIPPED: nets in half precision: this processor has none\n");
        skip();
    }
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        const double predicting = oracle_half_error(&nets[i].design, nets[i].count, nets[i].side, false);
        const double training = oracle_half_error(&nets[i].design, nets[i].count, nets[i].side, true);

        print_message("REPORT net %zu: in half precision logits differ by %.1e (predicting), %.1e (training)\n", i,
                      predicting, training);
        assert_true(predicting > 0. && predicting < 0.03);
        assert_true(training > 0. && training < 0.1);
    }
}

/* Kingma and Ba 2015, algorithm 1, in double; decay times the weight is part of the gradient. There are weights for
 * three of the parts that are updated one by one, the last not full. */
static void adam_follows_its_formula(void **state)
{
    enum { STEPS = 25, KERNELS = 2000, SIZE = KERNELS * 18 };
    const double rate = 0.01, decay = 0.05;
    struct random_stream stream = random_stream_at(1, 0);
    static float gradient[STEPS * SIZE], weight[SIZE];
    static double truth[SIZE], first[SIZE], second[SIZE];

    (void)state;
    for (int i = 0; i < STEPS * SIZE; i++)
        gradient[i] = (float)(random_uniform(&stream) - 0.4);
    for (int i = 0; i < SIZE; i++)
        truth[i] = weight[i] = (float)random_uniform(&stream);
    oracle_adam(gradient, STEPS, KERNELS, rate, decay, weight);
    for (int step = 1; step <= STEPS; step++)
        for (int i = 0; i < SIZE; i++) {
            const double g = gradient[(step - 1) * SIZE + i] + decay * truth[i];

            first[i] = 0.9 * first[i] + 0.1 * g;
            second[i] = 0.999 * second[i] + 0.001 * g * g;
            truth[i] -= rate * (first[i] / (1. - pow(0.9, step))) / (sqrt(second[i] / (1. - pow(0.999, step))) + 1e-8);
        }
    for (int i = 0; i < SIZE; i++)
        assert_true(fabs(weight[i] - truth[i]) < 1e-6);
}

/* The value that torchscript.cpp gives index i of n */
static double given(size_t i, size_t n)
{
    return ((double)(i % 7) - 3.) / 100. + (double)n / 1e9;
}

static void backbone_comes_in_with_its_first_kernels_widened_to_the_bands(void **state)
{
    enum { BANDS = 14, FIRST = 64 * BANDS * 49, GIVEN = 64 * 3 * 49, LATER = 512 * 512 * 9 };
    const struct net_design design = {NET_DEEPLABV3, BANDS, 64, 64, 0.};
    size_t size = 0;
    char *bytes = torchscript_bytes("resnet50", 3, &size);
    float *first = malloc(FIRST * sizeof *first), *later = malloc(LATER * sizeof *later);

    (void)state;
    oracle_backbone_weight(&design, bytes, size, "backbone.conv1.weight", first);
    for (size_t i = 0; i < FIRST; i++) {
        const size_t output = i / (BANDS * 49), cell = i % 49;
        double sum = 0.;

        for (size_t band = 0; band < 3; band++)
            sum += given((output * 3 + band) * 49 + cell, GIVEN);
        assert_true(fabs(first[i] - sum / BANDS) < 1e-7);
    }
    oracle_backbone_weight(&design, bytes, size, "backbone.layer4.2.conv2.weight", later);
    for (size_t i = 0; i < LATER; i++)
        assert_true(fabs(later[i] - given(i, LATER)) < 1e-7);
    free(first);
    free(later);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_of_weights_and_image_are_difference_quotients_of_the_loss),
        cmocka_unit_test(attributions_are_difference_quotients_of_the_prediction),
        cmocka_unit_test(prediction_is_what_the_layers_give_one_by_one),
        cmocka_unit_test(doubling_layer_is_a_transposed_convolution),
        cmocka_unit_test(nets_compute_in_half_precision_too),
        cmocka_unit_test(adam_follows_its_formula),
        cmocka_unit_test(backbone_comes_in_with_its_first_kernels_widened_to_the_bands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
