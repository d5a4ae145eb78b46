#include "learn/attribution.h"

#include <stdlib.h>

/* adds the gradient at a share of the way */
static enum slide_status add_gradient(const struct net_border *border, void *net,
                                      const struct attribution_images *images, double share, float *scaled,
                                      float *gradient, double *sum, struct slide_error *error)
{
    const size_t values = images->count * images->bands * images->rows * images->cols;
    enum slide_status status;

    for (size_t i = 0; i < values; i++)
        scaled[i] = (float)(share * images->image[i]);
    status = border->gradient(net, scaled, images->weight, images->count, images->rows, images->cols, gradient, error);
    for (size_t i = 0; status == SLIDE_OK && i < values; i++)
        sum[i] += gradient[i];
    return status;
}

enum slide_status integrated_gradients(const struct net_border *border, void *net,
                                       const struct attribution_images *images, size_t steps, float *contribution,
                                       struct slide_error *error)
{
    const size_t values = images->count * images->bands * images->rows * images->cols;
    float *scaled = malloc((values + 1) * sizeof *scaled), *gradient = malloc((values + 1) * sizeof *gradient);
    double *sum = calloc(values + 1, sizeof *sum);
    enum slide_status status = SLIDE_OK;

    if (!scaled || !gradient || !sum)
        status = slide_out_of_memory(error, 4. * (double)values * sizeof *scaled, "contributions");
    for (size_t i = 0; i < steps && status == SLIDE_OK; i++)
        status = add_gradient(border, net, images, ((double)i + 0.5) / (double)steps, scaled, gradient, sum, error);
    for (size_t i = 0; i < values && status == SLIDE_OK; i++)
        contribution[i] = (float)(images->image[i] * sum[i] / (double)steps);
    free(scaled);
    free(gradient);
    free(sum);
    return status;
}
