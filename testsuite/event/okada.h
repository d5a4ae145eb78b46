/** Surface displacement of a rectangular fault in an elastic half-space, in closed form: Okada (1985), Poisson solid.
 */
#ifndef EVENT_OKADA_H
#define EVENT_OKADA_H

/** A fault in its own frame: x along strike, y to the left of strike, z up; its lower edge starts below the origin. */
struct fault {
    double length; /**< along strike, any unit of length */
    double width;  /**< up dip, same unit */
    double depth;  /**< of the lower edge, same unit */
    double dip;    /**< radians, 0 < dip < pi / 2 */
    double strike_slip;
    double dip_slip; /**< positive is thrust */
    double tensile;
};

struct displacement {
    double x, y, z; /**< the slip's unit */
};

/** Displacement at the surface point (x, y) of the fault's frame: Okada (1985), equations 24 to 28. */
struct displacement okada_displacement(const struct fault *fault, double x, double y);

#endif
