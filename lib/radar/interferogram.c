#include "radar/interferogram.h"

#include <math.h>
#include <stdlib.h>

#include <omp.h>

void interferogram_flatten(float complex *second, const float complex *simulated, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++) {
        const double phase = crealf(simulated[i]);
        const double real = cos(phase), imaginary = sin(phase), a = crealf(second[i]), b = cimagf(second[i]);

        second[i] = (float)(a * real - b * imaginary) + I * (float)(a * imaginary + b * real);
    }
}

enum slide_status interferogram_phase(const struct image_pair *pair, const struct estimator *estimator, size_t first,
                                      size_t rows, float *phase, struct slide_error *error)
{
    const int threads = omp_get_max_threads();
    const size_t cols = pair->cols / estimator->look_cols;
    struct product_sums *sums = malloc(threads * cols * sizeof *sums);

    if (!sums)
        return slide_out_of_memory(error, (double)(threads * cols * sizeof *sums), "the interferogram");
#pragma omp parallel for num_threads(threads)
    for (size_t row = 0; row < rows; row++) {
        struct product_sums *sum = sums + omp_get_thread_num() * cols;

        coherence_products(pair, estimator, first + row, sum);
        for (size_t col = 0; col < cols; col++)
            phase[row * cols + col] = coherence_phase_of_sums(&sum[col]);
    }
    free(sums);
    return SLIDE_OK;
}
