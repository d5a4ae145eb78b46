"""Channels as the tests walk them: donors, stems, Strahler orders, segments, from directions and areas."""

import numpy as np


class Network:
    """The cells of a channel map, numbered along rows, each with the one it drains into (itself at an outlet)."""

    def __init__(self, receiver, step, area, channel):
        self.receiver, self.step, self.area = receiver, step, area
        self.cells = np.flatnonzero(channel)
        self.cells = self.cells[np.argsort(area[self.cells], kind="stable")]  # upstream before downstream
        self.donors = {cell: [] for cell in self.cells}
        for cell in self.cells:
            if receiver[cell] != cell:
                self.donors[receiver[cell]].append(cell)

    def is_head(self, cell):
        """Whether a segment begins here: at a source or where channels meet."""
        return len(self.donors[cell]) != 1

    def orders(self):
        """Strahler order of each cell."""
        order = {}
        for cell in self.cells:
            above = sorted((order[donor] for donor in self.donors[cell]), reverse=True) or [1]
            order[cell] = above[0] + (len(above) > 1 and above[0] == above[1])
        return order

    def stems(self):
        """From each source down to where a longer way comes in, that cell included, or to the outlet."""
        way, heir = dict.fromkeys(self.cells, 0.0), {}
        for cell in self.cells:
            below = self.receiver[cell]
            if below != cell and way[cell] + self.step[cell] > way[below]:
                way[below], heir[below] = way[cell] + self.step[cell], cell
        for source in (cell for cell in self.cells if not self.donors[cell]):
            stem = [source]
            while self.receiver[stem[-1]] != stem[-1]:
                stem.append(self.receiver[stem[-1]])
                if heir[stem[-1]] != stem[-2]:
                    break
            yield np.array(stem)

    def window(self, centre, nodes):
        """So many cells up the main stem and down the flow from the centre, from the top down; fewer at the ends."""
        above, below = [], [centre]
        for _ in range(nodes):
            donors = self.donors[above[-1] if above else centre]
            if donors:
                above.append(max(donors, key=lambda donor: self.area[donor]))
            if self.receiver[below[-1]] != below[-1]:
                below.append(self.receiver[below[-1]])
        return np.array(above[::-1] + below)
