/** Nets learn, the same way each time, and go on after an interruption as if there had been none. */
#include "plugin_fixture.h"

static const enum net_kind kinds[] = {NET_CNN, NET_UNET, NET_DEEPLABV3, NET_PATCH};
enum { KINDS = sizeof kinds / sizeof *kinds };

/** Half of each patch is a landslide, with a raised band: what a net at an eighth of the image's side can still draw.
 */
static void plant_halves(struct fixture_batch *arrays)
{
    const size_t rows = (size_t)arrays->batch.rows, cols = (size_t)arrays->batch.cols, cells = rows * cols;

    for (size_t i = 0; i < arrays->targets; i++) {
        const size_t patch = i / cells, along = patch % 4 < 2 ? i % cells / cols : i % cols;
        const bool inside = (along < cols / 2) == (patch % 2 == 0);

        if (arrays->valid[i] > 0.f)
            arrays->target[i] = inside;
        arrays->image[patch * FIXTURE_BANDS * cells + i % cells] += inside ? 0.5f : -0.5f;
    }
}

static void every_net_brings_its_loss_down(void **state)
{
    const struct net_border *border = plugin_or_skip(state);

    for (int i = 0; i < KINDS; i++) {
        struct net_design design = fixture_design(kinds[i], 0.);
        const bool coarse = design.kind == NET_DEEPLABV3;

        design.patch *= coarse ? 4 : 1;
        struct fixture_batch arrays = fixture_batch_of(&design, 8, 2);
        void *net = fixture_net(border, &design, 1);

        if (coarse)
            plant_halves(&arrays);
        const double before = fixture_train(border, net, &arrays, 0.01, 1, 1);
        const double after = fixture_train(border, net, &arrays, 0.01, 60, 2);

        print_message("REPORT net %d: loss %.3f, after 60 steps %.3f\n", i, before, after);
        assert_true(after < 0.5 * before);
        border->free(net);
        fixture_batch_free(&arrays);
    }
}

/* Discs at random, of which the images, noise, tell nothing: they must be learnt by heart */
static void plant_discs(struct fixture_batch *arrays)
{
    const int rows = arrays->batch.rows, cols = arrays->batch.cols;
    struct random_stream stream = random_stream_at(7, 0);

    memset(arrays->target, 0, arrays->targets * sizeof *arrays->target);
    for (size_t patch = 0; patch < arrays->batch.count; patch++)
        for (int disc = 0; disc < 3; disc++) {
            const int row = (int)random_below(&stream, (uint64_t)rows),
                      col = (int)random_below(&stream, (uint64_t)cols);

            for (int y = 0; y < rows; y++)
                for (int x = 0; x < cols; x++)
                    if ((y - row) * (y - row) + (x - col) * (x - col) < 16)
                        arrays->target[(patch * (size_t)rows + (size_t)y) * (size_t)cols + (size_t)x] = 1.f;
        }
    for (size_t i = 0; i < arrays->targets; i++)
        arrays->valid[i] = 1.f;
}

static void unet_learns_eight_patches_by_heart(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_design design = {NET_UNET, FIXTURE_BANDS, 32, 16, 0.};
    struct fixture_batch arrays = fixture_batch_of(&design, 8, 2);
    void *net = fixture_net(border, &design, 1);
    double hit = 0., said = 0., planted = 0., csi;

    plant_discs(&arrays);
    fixture_train(border, net, &arrays, 0.003, 120, 1);
    fixture_train(border, net, &arrays, 0.0005, 30, 200);
    fixture_predict(border, net, &arrays, 0);
    for (size_t i = 0; i < arrays.targets; i++) {
        hit += arrays.logit[i] > 0.f && arrays.target[i] == 1.f;
        said += arrays.logit[i] > 0.f;
        planted += arrays.target[i];
    }
    csi = hit / (said + planted - hit);
    print_message("REPORT U-Net, eight patches learnt by heart: CSI %.3f\n", csi);
    assert_true(csi > 0.95);
    border->free(net);
    fixture_batch_free(&arrays);
}

static void same_seed_gives_the_same_bits_and_another_one_others(void **state)
{
    const struct net_border *border = plugin_or_skip(state);

    for (int i = 0; i < KINDS; i++) {
        const struct net_design design = fixture_design(kinds[i], 0.4);
        struct fixture_batch arrays = fixture_batch_of(&design, 4, 2);
        void *net[4];

        for (int j = 0; j < 4; j++)
            net[j] = fixture_net(border, &design, j == 2 ? 43 : 42);
        for (int j = 0; j < 4; j++)
            fixture_train(border, net[j], &arrays, 0.01, 3, j == 3 ? 20 : 10);
        assert_true(fixture_same(border, net[0], net[1], &arrays));
        assert_false(fixture_same(border, net[0], net[2], &arrays));
        assert_false(fixture_same(border, net[0], net[3], &arrays));
        for (int j = 0; j < 4; j++)
            border->free(net[j]);
        fixture_batch_free(&arrays);
    }
}

static void training_resumed_from_a_checkpoint_gives_the_bits_of_going_on(void **state)
{
    const struct net_border *border = plugin_or_skip(state);

    for (int i = 0; i < KINDS; i++) {
        const struct net_design design = fixture_design(kinds[i], 0.4);
        struct fixture_batch arrays = fixture_batch_of(&design, 4, 2);
        void *net = fixture_net(border, &design, 1), *later = fixture_net(border, &design, 2);
        struct slide_error error;
        size_t size;
        char *bytes;

        fixture_train(border, net, &arrays, 0.01, 3, 1);
        fixture_train(border, later, &arrays, 0.01, 1, 1);
        assert_int_equal(border->checkpoint(net, &bytes, &size, &error), SLIDE_OK);
        assert_int_equal(border->resume(later, bytes, size, &error), SLIDE_OK);
        fixture_train(border, net, &arrays, 0.01, 3, 4);
        fixture_train(border, later, &arrays, 0.01, 3, 4);
        assert_true(fixture_same(border, net, later, &arrays));
        free(bytes);
        border->free(net);
        border->free(later);
        fixture_batch_free(&arrays);
    }
}

static void prediction_follows_the_weights_as_they_are_trained(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_design design = fixture_design(NET_UNET, 0.);
    struct fixture_batch arrays = fixture_batch_of(&design, 4, 2);
    void *net = fixture_net(border, &design, 1), *fresh = fixture_net(border, &design, 1);

    for (int i = 0; i < 3; i++) {
        fixture_train(border, net, &arrays, 0.01, 1, (uint64_t)i);
        fixture_predict(border, net, &arrays, 0);
    }
    fixture_train(border, fresh, &arrays, 0.01, 3, 0);
    assert_true(fixture_same(border, net, fresh, &arrays));
    border->free(net);
    border->free(fresh);
    fixture_batch_free(&arrays);
}

/* Mean and spread over many draws: dropout's mean is near the prediction without it, and each draw is its own */
static void dropout_at_prediction_scatters_by_its_seed(void **state)
{
    const struct net_border *border = plugin_or_skip(state);

    for (int i = 0; i < KINDS; i++) {
        const struct net_design design = fixture_design(kinds[i], 0.5);
        struct fixture_batch arrays = fixture_batch_of(&design, 2, 2);
        void *net = fixture_net(border, &design, 1);
        float first[3];

        for (int j = 0; j < 3; j++) {
            fixture_predict(border, net, &arrays, j == 2 ? 12 : 11);
            first[j] = arrays.logit[1];
        }
        assert_true(first[0] == first[1] && first[0] != first[2]);
        fixture_predict(border, net, &arrays, 0);
        first[0] = arrays.logit[1];
        fixture_predict(border, net, &arrays, 0);
        assert_true(first[0] == arrays.logit[1]);
        border->free(net);
        fixture_batch_free(&arrays);
    }
}

static void deeplab_learns_from_a_single_patch_too(void **state)
{
    const struct net_border *border = plugin_or_skip(state);
    const struct net_design design = fixture_design(NET_DEEPLABV3, 0.);
    struct fixture_batch arrays = fixture_batch_of(&design, 1, 2);
    void *net = fixture_net(border, &design, 1);

    fixture_train(border, net, &arrays, 0.001, 3, 1);
    fixture_predict(border, net, &arrays, 0);
    for (size_t i = 0; i < arrays.targets; i++)
        assert_true(isfinite(arrays.logit[i]));
    border->free(net);
    fixture_batch_free(&arrays);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_net_brings_its_loss_down),
        cmocka_unit_test(unet_learns_eight_patches_by_heart),
        cmocka_unit_test(same_seed_gives_the_same_bits_and_another_one_others),
        cmocka_unit_test(training_resumed_from_a_checkpoint_gives_the_bits_of_going_on),
        cmocka_unit_test(prediction_follows_the_weights_as_they_are_trained),
        cmocka_unit_test(dropout_at_prediction_scatters_by_its_seed),
        cmocka_unit_test(deeplab_learns_from_a_single_patch_too),
    };

    return cmocka_run_group_tests(tests, open_plugin, NULL);
}
