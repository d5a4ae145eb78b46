"""Drainage worked out again, plainly, in Python: what the tests hold r.slide.ksn against."""

import heapq

import numpy as np

from ksn_case import STRAIGHT_AND_DIAGONAL


def shifted(values, south, east, outside=np.nan):
    """Each cell's neighbour so many rows south and columns east."""
    rows, cols = values.shape
    neighbour = np.full(values.shape, outside)
    here = slice(max(0, -south), rows - max(0, south)), slice(max(0, -east), cols - max(0, east))
    there = slice(max(0, south), rows + min(0, south)), slice(max(0, east), cols + min(0, east))
    neighbour[here] = values[there]
    return neighbour


def descents(elevation, cell):
    """[8, rows, cols] slopes towards directions 1 to 8; minus infinity towards null and off the map."""
    slopes = []
    for direction in range(1, 9):
        south, east = STRAIGHT_AND_DIAGONAL[direction]
        slope = (elevation - shifted(elevation, south, east)) / (cell * np.hypot(south, east))
        slopes.append(np.where(np.isnan(slope), -np.inf, slope))
    return np.array(slopes)


def steepest_descent(elevation, cell):
    """Direction of steepest descent, and whether it is the only one: positive, the second best clearly less steep."""
    slopes = descents(elevation, cell)
    way = np.argmax(slopes, axis=0) + 1
    best, second = np.sort(slopes, axis=0)[:-3:-1]
    return way, (best > 0) & (second < best * (1.0 - 1e-9))


def may_leave(elevation):
    """Valid cells at the edge of the map or beside null."""
    alone = [np.isnan(shifted(elevation, *step)) for step in STRAIGHT_AND_DIAGONAL.values()]
    return ~np.isnan(elevation) & np.any(alone, axis=0)


def priority_flood(elevation, ways_out):
    """The level to which water stands before it leaves the map (Barnes, Lehman and Mulla 2014), with a heap."""
    rows, cols = elevation.shape
    level = np.full(elevation.shape, np.nan)
    heap = [(elevation[place], *place) for place in map(tuple, np.argwhere(ways_out))]
    for height, row, col in heap:
        level[row, col] = height
    heapq.heapify(heap)
    while heap:
        height, row, col = heapq.heappop(heap)
        for south, east in STRAIGHT_AND_DIAGONAL.values():
            r, c = row + south, col + east
            if 0 <= r < rows and 0 <= c < cols and np.isnan(level[r, c]) and not np.isnan(elevation[r, c]):
                level[r, c] = max(height, elevation[r, c])
                heapq.heappush(heap, (level[r, c], r, c))
    return level


class Drainage:
    """A tree of receivers from a map of directions (1 to 8; 0 or less leaves the map), as flat lists of cells."""

    def __init__(self, direction, cell):
        self.shape = direction.shape
        cols = self.shape[1]
        way = np.where(np.isnan(direction), 0, direction).astype(int).ravel()
        offset = np.zeros(9, dtype=int)
        length = np.zeros(9)
        for number, (south, east) in STRAIGHT_AND_DIAGONAL.items():
            offset[number], length[number] = south * cols + east, cell * np.hypot(south, east)
        goes_on = way > 0
        way[~goes_on] = 0
        self.way = way
        self.valid = ~np.isnan(direction).ravel()
        self.receiver = np.where(goes_on, np.arange(way.size) + offset[way], -1)
        self.step = length[way]
        self.order = self._upstream_first()

    def _upstream_first(self):
        waiting = np.bincount(self.receiver[self.receiver >= 0], minlength=self.receiver.size)
        order = list(np.flatnonzero(self.valid & (waiting == 0)))
        receiver = self.receiver.tolist()
        for here in order:
            down = receiver[here]
            if down >= 0:
                waiting[down] -= 1
                if waiting[down] == 0:
                    order.append(down)
        return order

    def is_whole(self):
        """Every valid cell drains: there are no cycles, and no way leads into null or off the map's side."""
        return len(self.order) == np.count_nonzero(self.valid) and self.valid[self.receiver[self.receiver >= 0]].all()

    def down(self, values, combine):
        """Carries values downstream: combine(value of the receiver so far, value of the donor)."""
        carried = values.ravel().tolist()
        for here in self.order:
            below = self.receiver[here]
            if below >= 0:
                carried[below] = combine(carried[below], carried[here])
        return np.array(carried, dtype=float).reshape(self.shape)

    def up(self, values, combine):
        """Carries values upstream: combine(value of the donor, value of the receiver, step between them)."""
        carried = values.ravel().tolist()
        for here in reversed(self.order):
            below = self.receiver[here]
            if below >= 0:
                carried[here] = combine(carried[here], carried[below], self.step[here])
        return np.array(carried, dtype=float).reshape(self.shape)

    def of_receiver(self, values):
        """At each cell the value of its receiver; NaN where it has none."""
        taken = values.ravel()[np.maximum(self.receiver, 0)].astype(float)
        return np.where(self.receiver >= 0, taken, np.nan).reshape(self.shape)


def undrained_floors(elevation):
    """Numbers level pieces of ground without a lower neighbour or a way off the map; 0 elsewhere. Their count."""
    slopes = descents(elevation, 1.0)
    low = ~(slopes > 0).any(axis=0) & ~np.isnan(elevation)
    leaves = may_leave(elevation)
    number = np.zeros(elevation.shape, dtype=int)
    seen = np.zeros(elevation.shape, dtype=bool)
    count = 0
    for start in map(tuple, np.argwhere(low)):
        if seen[start]:
            continue
        piece, drains = [start], False
        seen[start] = True
        for row, col in piece:
            drains |= leaves[row, col]
            for south, east in STRAIGHT_AND_DIAGONAL.values():
                near = row + south, col + east
                if not (0 <= near[0] < low.shape[0] and 0 <= near[1] < low.shape[1]):
                    continue
                if elevation[near] == elevation[start]:
                    drains |= not low[near]
                    if low[near] and not seen[near]:
                        seen[near] = True
                        piece.append(near)
        if not drains:
            count += 1
            number[tuple(np.transpose(piece))] = count
    return number, count
