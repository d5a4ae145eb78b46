/** Line-of-sight displacement from unwrapped interferometric phase: wavelengths, signs and the equation itself. */
#ifndef SLIDE_RADAR_DISPLACEMENT_H
#define SLIDE_RADAR_DISPLACEMENT_H

#include <stddef.h>

/** The sign of the unwrapped phase that a processor writes. */
struct phase_convention {
    const char *name;
    const char *description; /**< which motion a positive phase is, and which image it is counted from */
    double toward;           /**< -1: positive phase is motion away from the satellite; +1: toward it; 0: unknown */
};

/** Ends with a row whose name is NULL. */
extern const struct phase_convention phase_conventions[];

/** NULL when there is no such name. */
const struct phase_convention *phase_convention_find(const char *name);

struct radar_sensor {
    const char *name;
    const char *description;
    double frequency; /**< Hz, of the carrier */
};

/** Ends with a row whose name is NULL. */
extern const struct radar_sensor radar_sensors[];

/** NULL when there is no such name. */
const struct radar_sensor *radar_sensor_find(const char *name);

/** m */
double radar_wavelength(const struct radar_sensor *sensor);

/**
 * Displacement toward the satellite for each radian: toward * lambda / (4 pi), the path being travelled twice
 * (Massonnet and Feigl 1998).
 *
 * @param wavelength  any unit; the result is in the same
 * @param toward      as in phase_convention, -1 or +1
 */
double displacement_per_radian(double wavelength, double toward);

/**
 * @param[in]  phase         [n] radians, unwrapped; NaN is null
 * @param[in]  per_radian    from displacement_per_radian
 * @param[out] displacement  [n] NaN where the phase is; may be the same array
 */
void displacement_from_phase(const float *phase, size_t n, double per_radian, float *displacement);

#endif
