/** Vertical and eastward motion from an ascending and a descending line of sight. */
#ifndef SLIDE_RADAR_DECOMPOSITION_H
#define SLIDE_RADAR_DECOMPOSITION_H

/**
 * What an azimuth angle is measured of: the direction in which the radar looks, from the satellite to the ground,
 * clockwise from north, is turn * angle + offset degrees.
 */
struct azimuth_convention {
    const char *name;
    const char *description;
    double turn;   /**< +1 clockwise, -1 anticlockwise */
    double offset; /**< degrees */
};

/** Ends with a row whose name is NULL. */
extern const struct azimuth_convention azimuth_conventions[];

/** NULL when there is no such name. */
const struct azimuth_convention *azimuth_convention_find(const char *name);

/** Unit vector from the ground to the satellite; motion along it is line-of-sight displacement. */
struct line_of_sight {
    double east;
    double north;
    double up;
};

/**
 * (-sin i sin a, -sin i cos a, cos i) with the incidence angle i and the look direction a (Hanssen 2001, eq. 5.1.1,
 * for the opposite sign).
 *
 * @param incidence  degrees from the vertical, at the ground
 * @param azimuth    degrees, as the convention says
 */
struct line_of_sight line_of_sight_of(double incidence, double azimuth, const struct azimuth_convention *convention);

/** One track's view of a cell. */
struct track_motion {
    struct line_of_sight sight;
    double displacement; /**< toward the satellite, any unit */
    double sd;           /**< standard deviation of it, same unit; NaN: not known */
};

struct motion {
    double east, up;       /**< in the tracks' unit */
    double east_sd, up_sd; /**< NaN where a track's sd is */
    double condition;      /**< of the 2 x 2 design matrix; infinite when both tracks look alike */
    double north_to_east;  /**< what a northward motion of 1 would add to the east that is found */
    double north_to_up;
};

/**
 * Solves [e1 u1; e2 u2] (east, up) = (d1, d2), the northward motion taken as zero (Wright, Parsons and Lu 2004), by
 * Cramer's rule. The condition is the ratio of the matrix's singular values; errors are propagated as independent.
 * NaN in, NaN out; all but the condition are NaN or infinite where the matrix is singular.
 */
struct motion motion_of_tracks(const struct track_motion *first, const struct track_motion *second);

#endif
