/**
 * What an earthquake did to interferometric coherence: differences between pairs of images before, across and after it
 * (Yun et al. 2015; Burrows et al. 2020). Nothing is clipped; null in a coherence that is used gives null.
 */
#ifndef SLIDE_RADAR_CHANGE_H
#define SLIDE_RADAR_CHANGE_H

#include <stddef.h>

/** Each [n], 0 to 1, NaN is null; NULL where the measure does not use it. */
struct coherences {
    const float *pre;        /**< of a pair before the event */
    const float *co;         /**< of the pair that spans it */
    const float *post;       /**< of a pair after it */
    const float *co_sibling; /**< of the pair that spans it, over cells alike in their history, not in their place */
};

/** A measure of change: fills [n], NaN where it cannot be told. */
typedef void change_measure(const struct coherences *coherences, size_t n, float *change);

/** pre - co: co-event coherence loss, CECL; also the damage proxy map; -1 to 1. */
void change_coevent_loss(const struct coherences *coherences, size_t n, float *change);

/** pre - post: the damage proxy map where only a later pair is at hand; -1 to 1. */
void change_lasting_loss(const struct coherences *coherences, size_t n, float *change);

/** post - co: post-event coherence increase, PECI; -1 to 1. */
void change_postevent_increase(const struct coherences *coherences, size_t n, float *change);

/** CECL + PECI; -2 to 2. */
void change_sum(const struct coherences *coherences, size_t n, float *change);

/** The larger of CECL and PECI; -1 to 1. */
void change_max(const struct coherences *coherences, size_t n, float *change);

/**
 * co - co_sibling, boxcar minus sibling coherence, Bx-S (Burrows et al. 2019): negative where the cell's neighbours
 * lost coherence and its siblings farther off did not; -1 to 1.
 */
void change_boxcar_sibling(const struct coherences *coherences, size_t n, float *change);

/** co - pre: later minus earlier; -1 to 1. */
void change_coevent_difference(const struct coherences *coherences, size_t n, float *change);

/** post - pre: later minus earlier; -1 to 1. */
void change_lasting_difference(const struct coherences *coherences, size_t n, float *change);

/** co / pre: the share that was kept, 0 and more; NaN where pre is 0 or less. */
void change_coevent_ratio(const struct coherences *coherences, size_t n, float *change);

/** post / pre: the share that was kept, 0 and more; NaN where pre is 0 or less. */
void change_lasting_ratio(const struct coherences *coherences, size_t n, float *change);

/** What a map holds that is no coherence. Begins as {0}. */
struct coherence_tally {
    size_t valid;   /**< not NaN */
    size_t outside; /**< of these, outside 0 to 1 by more than 1e-6 */
    float farthest; /**< of those outside the one farthest from 0 to 1 */
};

/** Adds [n] values to the tally. */
void coherence_count_outside(const float *coherence, size_t n, struct coherence_tally *tally);

#endif
