/** k-means: planted clusters found, a local minimum reached, the same for a seed, impossible numbers refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "learn/kmeans.h"

enum { POINTS = 600, CLUSTERS = 6 };

/* points around the corners of a hexagon, `spread` wide, far from the origin as map coordinates are */
static void planted(double spread, double *point)
{
    struct random_stream stream = random_stream_at(3, 0);

    for (int i = 0; i < POINTS; i++) {
        const double angle = 2. * M_PI * (i % CLUSTERS) / CLUSTERS;

        point[i * PLACE_AXES] = 500000. + 1000. * cos(angle) + spread * random_normal(&stream);
        point[i * PLACE_AXES + 1] = 4000000. + 1000. * sin(angle) + spread * random_normal(&stream);
        point[i * PLACE_AXES + 2] = 0.;
    }
}

static void test_planted_clusters_are_found(void **state)
{
    double point[POINTS * PLACE_AXES];
    int cluster[POINTS];

    (void)state;
    planted(60., point);
    for (uint64_t seed = 0; seed < 5; seed++) {
        assert_int_equal(kmeans(point, POINTS, CLUSTERS, 10, seed, cluster, NULL, NULL), SLIDE_OK);
        for (int i = 0; i < POINTS; i++) /* numbered by first points: those of the first six are 0 to 5 */
            assert_int_equal(cluster[i], i % CLUSTERS);
    }
}

static void test_every_point_is_nearest_to_the_mean_of_its_own_cluster(void **state)
{
    double point[POINTS * PLACE_AXES], mean[CLUSTERS][PLACE_AXES] = {{0.}}, inertia, sum = 0.;
    int cluster[POINTS], size[CLUSTERS] = {0};

    (void)state;
    planted(700., point);
    assert_int_equal(kmeans(point, POINTS, CLUSTERS, 1, 9, cluster, &inertia, NULL), SLIDE_OK);
    for (int i = 0; i < POINTS; i++) {
        size[cluster[i]]++;
        for (int axis = 0; axis < PLACE_AXES; axis++)
            mean[cluster[i]][axis] += point[i * PLACE_AXES + axis];
    }
    for (int k = 0; k < CLUSTERS; k++)
        for (int axis = 0; axis < PLACE_AXES; axis++)
            mean[k][axis] /= size[k];
    for (int i = 0; i < POINTS; i++) {
        const double own = place_square(point + (size_t)i * PLACE_AXES, mean[cluster[i]]);

        for (int k = 0; k < CLUSTERS; k++)
            assert_true(own <= place_square(point + (size_t)i * PLACE_AXES, mean[k]) + 1e-3);
        sum += own;
    }
    assert_true(fabs(sum / inertia - 1.) < 1e-9);
}

static void test_more_starts_are_never_worse_and_a_seed_repeats_itself(void **state)
{
    double point[POINTS * PLACE_AXES], one, ten;
    int cluster[POINTS], again[POINTS];

    (void)state;
    planted(700., point);
    for (uint64_t seed = 0; seed < 20; seed++) {
        assert_int_equal(kmeans(point, POINTS, 17, 1, seed, cluster, &one, NULL), SLIDE_OK);
        assert_int_equal(kmeans(point, POINTS, 17, 1, seed, again, NULL, NULL), SLIDE_OK);
        assert_memory_equal(cluster, again, sizeof cluster);
        assert_int_equal(kmeans(point, POINTS, 17, 10, seed, again, &ten, NULL), SLIDE_OK);
        assert_true(ten <= one);
    }
}

static void test_as_many_clusters_as_places_give_each_its_own(void **state)
{
    double point[POINTS * PLACE_AXES], inertia;
    struct slide_error error;
    int cluster[POINTS];

    (void)state;
    for (int i = 0; i < POINTS; i++)
        for (int axis = 0; axis < PLACE_AXES; axis++)
            point[i * PLACE_AXES + axis] = axis == 0 ? i % 8 : 0.; /* eight places, many points at each */
    assert_int_equal(kmeans(point, POINTS, 8, 1, 1, cluster, &inertia, NULL), SLIDE_OK);
    for (int i = 0; i < POINTS; i++)
        assert_int_equal(cluster[i], i % 8);
    assert_true(inertia == 0.);
    assert_int_equal(kmeans(point, POINTS, 9, 1, 1, cluster, NULL, &error), SLIDE_BAD_INPUT);
    assert_non_null(strstr(error.text, "9 clusters"));
    assert_int_equal(kmeans(point, 0, 1, 1, 1, cluster, NULL, &error), SLIDE_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted_clusters_are_found),
        cmocka_unit_test(test_every_point_is_nearest_to_the_mean_of_its_own_cluster),
        cmocka_unit_test(test_more_starts_are_never_worse_and_a_seed_repeats_itself),
        cmocka_unit_test(test_as_many_clusters_as_places_give_each_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
