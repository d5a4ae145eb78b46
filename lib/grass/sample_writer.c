#include "grass/sample_writer.h"

#include <math.h>
#include <unistd.h>

#include <cpl_error.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "base/whole_file.h"
#include "grass/sample_format.h"
#include "grass/sample_system.h"

#define ROWS_AT_ONCE 65536 /* of a transaction */

struct sample_writer {
    const char *path;
    char *place; /* in GDAL's memory */
    const struct sample_format *format;
    GDALDatasetH data;
    OGRLayerH layer;
    OGRFeatureH row;
    size_t rows;
};

static void refuse(const struct sample_writer *writer)
{
    const char *reason = CPLGetLastErrorMsg();

    G_fatal_error(_("File '%s' cannot be written: %s"), writer->path,
                  reason && *reason ? reason : _("GDAL does not say why"));
}

static void add_columns(struct sample_writer *writer, const struct sample_column *column, size_t columns)
{
    static const OGRFieldType types[] = {
        [SAMPLE_NUMBER] = OFTReal, [SAMPLE_WHOLE] = OFTInteger64, [SAMPLE_TEXT] = OFTString};

    for (size_t i = 0; i < columns; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(column[i].name, types[column[i].type]);
        const OGRErr status = OGR_L_CreateField(writer->layer, field, FALSE);

        OGR_Fld_Destroy(field);
        if (status != OGRERR_NONE)
            refuse(writer);
    }
}

static OGRLayerH add_layer(const struct sample_writer *writer, OGRSpatialReferenceH reference)
{
    const struct sample_format *format = writer->format;
    char *options[] = {(char *)format->option, NULL};

    return GDALDatasetCreateLayer(writer->data, "samples", reference, format->points ? wkbPoint : wkbNone, options);
}

struct sample_writer *sample_writer_new(const char *path, const struct sample_column *column, size_t columns)
{
    struct sample_writer *writer = G_calloc(1, sizeof *writer);
    OGRSpatialReferenceH reference;

    writer->path = path;
    writer->format = sample_format_check(path);
    G_asprintf(&writer->place, "/vsimem/r_slide_%ld%s", (long)getpid(), writer->format->ending);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    writer->data = GDALCreate(GDALGetDriverByName(writer->format->driver), writer->place, 0, 0, 0, GDT_Unknown, NULL);
    if (!writer->data)
        refuse(writer);
    reference = writer->format->points ? location_system() : NULL;
    writer->layer = add_layer(writer, reference);
    OSRDestroySpatialReference(reference);
    if (!writer->layer)
        refuse(writer);
    add_columns(writer, column, columns);
    writer->row = OGR_F_Create(OGR_L_GetLayerDefn(writer->layer));
    GDALDatasetStartTransaction(writer->data, FALSE);
    return writer;
}

void sample_writer_number(struct sample_writer *writer, size_t column, double number)
{
    if (!isnan(number))
        OGR_F_SetFieldDouble(writer->row, (int)column, number);
}

void sample_writer_whole(struct sample_writer *writer, size_t column, int64_t number)
{
    OGR_F_SetFieldInteger64(writer->row, (int)column, number);
}

void sample_writer_text(struct sample_writer *writer, size_t column, const char *text)
{
    OGR_F_SetFieldString(writer->row, (int)column, text);
}

void sample_writer_row(struct sample_writer *writer, double easting, double northing)
{
    if (writer->format->points) {
        OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);

        OGR_G_SetPoint_2D(point, 0, easting, northing);
        OGR_F_SetGeometryDirectly(writer->row, point);
    }
    if (OGR_L_CreateFeature(writer->layer, writer->row) != OGRERR_NONE)
        refuse(writer);
    OGR_F_Destroy(writer->row);
    writer->row = OGR_F_Create(OGR_L_GetLayerDefn(writer->layer));
    if (++writer->rows % ROWS_AT_ONCE == 0 && GDALDatasetCommitTransaction(writer->data) == OGRERR_NONE)
        GDALDatasetStartTransaction(writer->data, FALSE);
}

enum slide_status sample_writer_finish(struct sample_writer *writer, struct slide_error *error)
{
    vsi_l_offset size = 0;
    enum slide_status status;
    const void *bytes;

    OGR_F_Destroy(writer->row);
    GDALDatasetCommitTransaction(writer->data); /* fails where the format has no transactions */
    CPLErrorReset();
    GDALClose(writer->data);
    if (CPLGetLastErrorType() >= CE_Failure)
        refuse(writer);
    bytes = VSIGetMemFileBuffer(writer->place, &size, FALSE);
    status = whole_file_write(writer->path, bytes, (size_t)size, error);
    VSIUnlink(writer->place);
    CPLPopErrorHandler();
    G_free(writer->place);
    G_free(writer);
    return status;
}
