#include "radar/displacement.h"

#include <math.h>
#include <string.h>

const struct phase_convention phase_conventions[] = {
    {"isce", "ISCE2: positive is away, the earlier image is the reference", -1.},
    {"gamma", "GAMMA: positive is away, the earlier image is the reference", -1.},
    {"snap", "SNAP: positive is away, the earlier image is the reference", -1.},
    {"hyp3", "ASF HyP3: positive is away, the earlier image is the reference", -1.},
    {"gmtsar", "GMTSAR: positive is away, the earlier image is the reference", -1.},
    {"licsar", "COMET LiCSAR: positive is away, the earlier image is the reference", -1.},
    {"mintpy", "MintPy's unwrapPhase: positive is away, the earlier image is the reference", -1.},
    {"aria", "ARIA GUNW: positive is toward, the later image is the reference", 1.},
    {"other", "Any other: say with positive= which motion a positive phase is", 0.},
    {NULL, NULL, 0.},
};

const struct radar_sensor radar_sensors[] = {
    {"alos2", "ALOS-2 PALSAR-2 at 1236.5 MHz (ScanSAR and most stripmap modes)", 1236.5e6},
    {"alos", "ALOS PALSAR", 1270e6},
    {"nisar_l", "NISAR L-SAR at 1257.5 MHz", 1257.5e6},
    {"sentinel1", "Sentinel-1", 5405e6},
    {"terrasarx", "TerraSAR-X and TanDEM-X", 9650e6},
    {NULL, NULL, 0.},
};

static const double speed_of_light = 299792458.; /* m/s */

const struct phase_convention *phase_convention_find(const char *name)
{
    for (const struct phase_convention *row = phase_conventions; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

const struct radar_sensor *radar_sensor_find(const char *name)
{
    for (const struct radar_sensor *row = radar_sensors; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

double radar_wavelength(const struct radar_sensor *sensor)
{
    return speed_of_light / sensor->frequency;
}

double displacement_per_radian(double wavelength, double toward)
{
    return toward * wavelength / (4. * M_PI);
}

void displacement_from_phase(const float *phase, size_t n, double per_radian, float *displacement)
{
    for (size_t i = 0; i < n; i++)
        displacement[i] = (float)(phase[i] * per_radian);
}
