/** The least cost of making wrapped differences add up, by LEMON's network simplex on a network built another way. */
#ifndef FLOW_ORACLE_H
#define FLOW_ORACLE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * All corners of all cells are nodes, those on the map's border too; a side of a cell that lies on the border or on a
 * null is crossed for nothing.
 *
 * @param holds  [2 * cells] whether a pair holds a phase
 * @param jump   [2 * cells] cycles from a pair's cell to its other one, 0 where it holds none
 * @param cost   [2 * cells] of each cycle more or fewer
 * @return the least sum of cost * |cycles|, or -1 when there is no solution
 */
double oracle_least_cost(int rows, int cols, const int8_t *holds, const int8_t *jump, const uint8_t *cost);

#ifdef __cplusplus
}
#endif

#endif
