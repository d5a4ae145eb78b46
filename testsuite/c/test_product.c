/** What names, metadata items and parameter files of the producers say, read as they write it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "radar/product.h"

enum { MOST = 4 };

static void assert_dates(const char *name, size_t count, int first, int second)
{
    int date[MOST] = {0};

    assert_int_equal(dates_in_name(name, date, MOST), count);
    assert_int_equal(date[0], first);
    assert_int_equal(date[1], second);
}

static void dates_are_read_from_every_producers_names(void **state)
{
    (void)state;
    assert_dates("20180106_20180130.tif", 2, 20180106, 20180130);
    assert_dates("20180106_20180130.geo.unw.tif", 2, 20180106, 20180130);
    assert_dates("S1AA_20180106T004021_20180130T004021_VVP024_INT80_G_ueF_74C2_unw_phase.tif", 2, 20180106, 20180130);
    assert_dates("S1_213524_IW1_20170411_20170517_VV_INT80_8E81_corr.tif", 2, 20170411, 20170517);
    assert_dates("S1-GUNW-D-R-071-tops-20181222_20181210-014602-33753N_32002N-PP-3c2f-v2_0_1.nc", 2, 20181222,
                 20181210);
    assert_dates("Unw_Phase_ifg_IW1_VV_06Jan2018_30Jan2018.img", 2, 20180106, 20180130);
    assert_dates("S1_InSAR_2023-09-04-063730__2023-09-16-063730", 2, 20230904, 20230916);
    assert_dates("S1A_IW_SLC__1SDV_20180106T004021_20180106T004048_020023_0221B5_9C4C.SAFE", 1, 20180106, 0);
    assert_dates("06-JAN-2018 00:40:21.123", 1, 20180106, 0);
}

static void numbers_that_are_no_dates_are_left_alone(void **state)
{
    (void)state;
    assert_dates("greece_unw_rad.tif", 0, 0, 0);
    assert_dates("20181306_20180230_00000000.tif", 0, 0, 0); /* no such month, no such days */
    assert_dates("120180106.tif", 0, 0, 0);                  /* part of a longer number */
    assert_dates("201801061.tif", 0, 0, 0);
    assert_dates("19000101_21500101", 0, 0, 0);
    assert_dates("20200229_20190229", 1, 20200229, 0); /* a leap year and none */
    assert_dates("", 0, 0, 0);
}

static void assert_name(const char *name, const char *content, const char *producer, double wavelength)
{
    struct product product = product_unknown();

    product_take_name(&product, name, "file name");
    if (content)
        assert_string_equal(product.content.value, content);
    else
        assert_null(product.content.value);
    if (producer)
        assert_string_equal(product.producer.value, producer);
    else
        assert_null(product.producer.value);
    if (isnan(wavelength))
        assert_true(isnan(product.wavelength.value));
    else
        assert_float_equal(product.wavelength.value, wavelength, 1e-8);
}

static void names_tell_content_producer_and_sentinel(void **state)
{
    const double sentinel = 0.05546576;

    (void)state;
    assert_name("S1AA_20180106T004021_20180130T004021_VVP024_INT80_G_ueF_74C2_unw_phase.tif", "phase_unwrapped", "hyp3",
                sentinel);
    assert_name("S1AB_20180106T004021_20180130T004021_VVP024_INT40_G_ueF_74C2_corr.tif", "coherence", "hyp3", sentinel);
    assert_name("20180106_20180130.geo.unw.tif", "phase_unwrapped", "licsar", sentinel);
    assert_name("20180106_20180130.geo.cc.tif", "coherence", "licsar", sentinel);
    assert_name("Unw_Phase_ifg_IW1_VV_06Jan2018_30Jan2018.img", "phase_unwrapped", "snap", NAN);
    assert_name("coh_IW1_VV_06Jan2018_30Jan2018.img", "coherence", NULL, NAN);
    assert_name("filt_topophase.unw.geo.vrt", "phase_unwrapped", "isce", NAN);
    assert_name("S1-GUNW-D-R-071-tops-20181222_20181210-014602-PP-v2_0_1.nc", NULL, "aria", sentinel);
    assert_name("20180106_20180130.tif", NULL, NULL, NAN);
    assert_name("example_sample_recorder.tif", NULL, NULL, NAN); /* amp, cor only inside words */
}

static struct product of_line(const char *line)
{
    struct product product = product_unknown();

    product_take_line(&product, line, "side file");
    return product;
}

static void lines_of_parameter_files_are_read(void **state)
{
    (void)state;
    assert_float_equal(of_line("radar_frequency:   5.4050005e+09   Hz\n").wavelength.value, 0.05546576, 1e-8);
    assert_int_equal(of_line("date:       2018  1  6  0 40 21.5\r\n").date[0], 20180106);
    assert_float_equal(of_line("heading:                  -10.4   degrees").heading.value, -10.4, 1e-12);
    assert_float_equal(of_line("avg_incidence_angle=39.1918").incidence.value, 39.1918, 1e-12);
    assert_float_equal(of_line("radar_wavelength        = 0.0554658").wavelength.value, 0.0554658, 1e-12);
    assert_float_equal(of_line("WAVELENGTH              0.236057").wavelength.value, 0.236057, 1e-12);
    assert_int_equal(of_line("DATE12   180106-180130").date[1], 20180130);
    assert_int_equal(of_line("DATE12   991231-000112").date[0], 19991231);
    assert_int_equal(of_line("Secondary Granule: S1A_IW_SLC__1SDV_20180130T004021_20180130T004048_02_AB").date[0],
                     20180130);
    assert_int_equal(of_line("master=20180106").date[0], 0); /* LiCSAR's frame, not the pair */
    assert_int_equal(of_line("").date[0], 0);
    assert_int_equal(of_line("no pair here\n").date[0], 0);
    assert_int_equal(of_line(":").date[0], 0);
}

static void items_of_metadata_are_read_behind_their_groups(void **state)
{
    struct product product = product_unknown();

    (void)state;
    product_take_item(&product, "NC_GLOBAL#WAVELENGTH", "0.0555", "file");
    product_take_item(&product, "FIRST_DATE", "2018-01-06", "file");
    product_take_item(&product, "SECOND_DATE", "2018-01-30", "file");
    product_take_item(&product, "INSAR_PROCESSOR", "GAMMA", "file");
    assert_float_equal(product.wavelength.value, 0.0555, 1e-12);
    assert_string_equal(product.wavelength.where, "NC_GLOBAL#WAVELENGTH in file");
    assert_int_equal(product.date[0], 20180106);
    assert_int_equal(product.date[1], 20180130);
    assert_string_equal(product.producer.value, "gamma");
    assert_string_equal(product.conflict, "");
}

static void frequency_tells_its_unit_by_its_size(void **state)
{
    (void)state;
    assert_float_equal(of_line("radar_frequency: 5405.000454 MHz").wavelength.value, 0.05546576, 1e-7);
    assert_float_equal(of_line("radar_frequency: 1.2365").wavelength.value, 0.2424525, 1e-7);
    assert_true(isnan(of_line("radar_frequency: 99999999").wavelength.value));
    assert_true(isnan(of_line("radar_frequency: unknown").wavelength.value));
}

static void wavelength_in_another_unit_is_told_and_not_taken(void **state)
{
    const struct product product = of_line("wavelength = 5.5");

    (void)state;
    assert_true(isnan(product.wavelength.value));
    assert_non_null(strstr(product.conflict, "no radar wavelength in metres"));
    assert_float_equal(of_line("wavelength = 5.5 cm").wavelength.value, 0.055, 1e-12);
}

static void disagreement_is_told_and_the_first_stays(void **state)
{
    struct product product = product_unknown();

    (void)state;
    product_take_item(&product, "WAVELENGTH", "0.0555", "file");
    product_take_item(&product, "WAVELENGTH", "0.236", "side file");
    assert_float_equal(product.wavelength.value, 0.0555, 1e-12);
    assert_non_null(strstr(product.conflict, "0.236"));
    product = product_unknown();
    product_take_name(&product, "20180106_20180130.tif", "file name");
    product_take_item(&product, "DATE12", "180106-180319", "side file");
    assert_int_equal(product.date[1], 20180130);
    assert_non_null(strstr(product.conflict, "20180319"));
}

static void three_dates_in_a_name_give_none(void **state)
{
    struct product product = product_unknown();

    (void)state;
    product_take_name(&product, "20180106_20180130_made_20190505.tif", "file name");
    assert_int_equal(product.date[0], 0);
    assert_non_null(strstr(product.conflict, "3 dates"));
}

static void pair_in_the_name_orders_the_one_date_that_was_known(void **state)
{
    struct product product = product_unknown();

    (void)state;
    product_take_line(&product, "date: 2018 1 30", "20180130.par");
    product_take_name(&product, "20180106_20180130.unw", "file name");
    assert_int_equal(product.date[0], 20180106);
    assert_int_equal(product.date[1], 20180130);
}

static void folder_gives_dates_only_where_none_are_known(void **state)
{
    struct product product = product_unknown();

    (void)state;
    product_take_name(&product, "filt_fine.unw", "file name");
    product_take_folder(&product, "20180106_20180130");
    product_take_folder(&product, "20200101_20201231");
    assert_int_equal(product.date[1], 20180130);
    assert_string_equal(product.dates_where, "folder name 20180106_20180130");
    assert_string_equal(product.conflict, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_from_every_producers_names),
        cmocka_unit_test(numbers_that_are_no_dates_are_left_alone),
        cmocka_unit_test(names_tell_content_producer_and_sentinel),
        cmocka_unit_test(lines_of_parameter_files_are_read),
        cmocka_unit_test(items_of_metadata_are_read_behind_their_groups),
        cmocka_unit_test(frequency_tells_its_unit_by_its_size),
        cmocka_unit_test(wavelength_in_another_unit_is_told_and_not_taken),
        cmocka_unit_test(disagreement_is_told_and_the_first_stays),
        cmocka_unit_test(three_dates_in_a_name_give_none),
        cmocka_unit_test(pair_in_the_name_orders_the_one_date_that_was_known),
        cmocka_unit_test(folder_gives_dates_only_where_none_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
