#include "images.h"

#include <gdal.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/output.h"
#include "radar_images.h"

static GDALDatasetH create_image(const struct event *event, const char *file)
{
    GDALDatasetH data = GDALCreate(GDALGetDriverByName("GTiff"), file, IMAGE_PIXELS * event->cols,
                                   IMAGE_PIXELS * event->rows, 1, GDT_CFloat32, NULL);
    struct Cell_head region;

    if (!data)
        G_fatal_error(_("'%s' cannot be written: %s"), file, CPLGetLastErrorMsg());
    Rast_get_window(&region);
    GDALSetGeoTransform(data, (double[]){region.west, region.ew_res / IMAGE_PIXELS, 0., region.north, 0.,
                                         -region.ns_res / IMAGE_PIXELS});
    return data;
}

/* Row `row` of all images: [IMAGES][cols] */
static void draw_row(const struct event *event, size_t row, float complex *pixel)
{
    const size_t cols = (size_t)IMAGE_PIXELS * event->cols;

    for (size_t col = 0; col < cols; col++) {
        float complex drawn[IMAGES];

        radar_pixel_draw(event, row / IMAGE_PIXELS * event->cols + col / IMAGE_PIXELS, row * cols + col, drawn);
        for (int image = 0; image < IMAGES; image++)
            pixel[image * cols + col] = drawn[image];
    }
}

static void write_truth(const struct event *event)
{
    const size_t cells = (size_t)event->rows * event->cols;
    float *coherence = G_malloc(cells * sizeof *coherence);
    const struct map_output output = {"coherence_co_images",
                                      coherence,
                                      NULL,
                                      {.title = "Planted coherence of the images across the earthquake (simulated)",
                                       .units = "1",
                                       .colors = "grey",
                                       .color_high = 1.}};

    for (size_t cell = 0; cell < cells; cell++)
        coherence[cell] = (float)radar_pixel_coherence(event, cell, IMAGES_BEFORE - 1);
    maps_write(&output, 1);
    G_free(coherence);
}

void write_radar_images(const struct event *event, const char *folder)
{
    const int cols = IMAGE_PIXELS * event->cols;
    float complex *pixel = G_malloc((size_t)IMAGES * cols * sizeof *pixel);
    GDALDatasetH data[IMAGES];
    int failed = 0;

    GDALAllRegister();
    for (int image = 0; image < IMAGES; image++) {
        char *file = NULL;

        G_asprintf(&file, "%s/image_%02d.tif", folder, image + 1);
        data[image] = create_image(event, file);
        G_free(file);
    }
    for (int row = 0; row < IMAGE_PIXELS * event->rows; row++) {
        draw_row(event, row, pixel);
        for (int image = 0; image < IMAGES; image++)
            failed |= GDALRasterIO(GDALGetRasterBand(data[image], 1), GF_Write, 0, row, cols, 1,
                                   pixel + (size_t)image * cols, cols, 1, GDT_CFloat32, 0, 0) != CE_None;
    }
    for (int image = 0; image < IMAGES; image++)
        GDALClose(data[image]);
    if (failed)
        G_fatal_error(_("The images in '%s' could not be written whole: %s"), folder, CPLGetLastErrorMsg());
    write_truth(event);
    G_free(pixel);
}
