#include "grass/sample_reader.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cpl_error.h>
#include <gdal.h>
#include <ogr_api.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/sample_system.h"

struct sample_reader {
    const char *path;
    GDALDatasetH data;
    OGRLayerH layer;
    OGRFeatureDefnH definition;
    OGRFeatureH feature;
    size_t row;
};

static OGRLayerH layer_of(const struct sample_reader *reader)
{
    const int layers = GDALDatasetGetLayerCount(reader->data);
    OGRLayerH layer = layers == 1 ? GDALDatasetGetLayer(reader->data, 0) : NULL;

    if (!layer)
        layer = GDALDatasetGetLayerByName(reader->data, "samples");
    if (!layer)
        G_fatal_error(_("Table '%s' has %d layers, none of them called 'samples': give a file with one table"),
                      reader->path, layers);
    return layer;
}

struct sample_reader *sample_reader_open(const char *path)
{
    struct sample_reader *reader = G_calloc(1, sizeof *reader);

    reader->path = path;
    GDALAllRegister();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLErrorReset();
    reader->data = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    if (!reader->data) {
        const char *reason = CPLGetLastErrorMsg();

        G_fatal_error(_("File '%s' cannot be read as a table of samples: %s"), path,
                      reason && *reason ? reason : _("GDAL does not know its format"));
    }
    reader->layer = layer_of(reader);
    reader->definition = OGR_L_GetLayerDefn(reader->layer);
    return reader;
}

size_t sample_reader_columns(const struct sample_reader *reader)
{
    return (size_t)OGR_FD_GetFieldCount(reader->definition);
}

static OGRFieldDefnH field_of(const struct sample_reader *reader, int column)
{
    return OGR_FD_GetFieldDefn(reader->definition, column);
}

const char *sample_reader_name(const struct sample_reader *reader, size_t column)
{
    return OGR_Fld_GetNameRef(field_of(reader, (int)column));
}

bool sample_reader_has_points(const struct sample_reader *reader)
{
    return wkbFlatten(OGR_L_GetGeomType(reader->layer)) == wkbPoint;
}

char *sample_reader_system(const struct sample_reader *reader)
{
    return sample_system_text(OGR_L_GetSpatialRef(reader->layer));
}

int sample_reader_find(const struct sample_reader *reader, const char *name)
{
    const int columns = (int)sample_reader_columns(reader);
    int found = -1;

    for (int i = 0; i < columns; i++) {
        if (strcmp(sample_reader_name(reader, (size_t)i), name) == 0)
            return i;
        if (found < 0 && strcasecmp(sample_reader_name(reader, (size_t)i), name) == 0)
            found = i;
    }
    return found;
}

bool sample_reader_next(struct sample_reader *reader)
{
    OGR_F_Destroy(reader->feature);
    CPLErrorReset();
    reader->feature = OGR_L_GetNextFeature(reader->layer);
    if (!reader->feature && CPLGetLastErrorType() >= CE_Failure)
        G_fatal_error(_("Table '%s' cannot be read behind row %zu: %s"), reader->path, reader->row,
                      CPLGetLastErrorMsg());
    reader->row += reader->feature != NULL;
    return reader->feature != NULL;
}

size_t sample_reader_row(const struct sample_reader *reader)
{
    return reader->row;
}

static double number_of_text(const struct sample_reader *reader, int column)
{
    const char *text = OGR_F_GetFieldAsString(reader->feature, column);
    char *end;
    double number;

    while (isspace((unsigned char)*text))
        text++;
    if (!*text)
        return NAN;
    number = strtod(text, &end);
    while (isspace((unsigned char)*end))
        end++;
    if (*end)
        G_fatal_error(_("Table '%s' has '%s' in row %zu of its column '%s', where a number is wanted"), reader->path,
                      text, reader->row, sample_reader_name(reader, (size_t)column));
    return number;
}

double sample_reader_number(const struct sample_reader *reader, int column)
{
    if (!OGR_F_IsFieldSetAndNotNull(reader->feature, column))
        return NAN;
    switch (OGR_Fld_GetType(field_of(reader, column))) {
    case OFTInteger:
    case OFTInteger64:
    case OFTReal:
        return OGR_F_GetFieldAsDouble(reader->feature, column);
    default:
        return number_of_text(reader, column);
    }
}

const char *sample_reader_text(const struct sample_reader *reader, int column)
{
    return OGR_F_IsFieldSetAndNotNull(reader->feature, column) ? OGR_F_GetFieldAsString(reader->feature, column) : "";
}

bool sample_reader_point(const struct sample_reader *reader, double *easting, double *northing)
{
    OGRGeometryH point = OGR_F_GetGeometryRef(reader->feature);

    if (!point || wkbFlatten(OGR_G_GetGeometryType(point)) != wkbPoint || OGR_G_IsEmpty(point))
        return false;
    *easting = OGR_G_GetX(point, 0);
    *northing = OGR_G_GetY(point, 0);
    return true;
}

void sample_reader_close(struct sample_reader *reader)
{
    OGR_F_Destroy(reader->feature);
    GDALClose(reader->data);
    CPLPopErrorHandler();
    G_free(reader);
}
