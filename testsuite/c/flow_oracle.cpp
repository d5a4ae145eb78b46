/** LEMON's network simplex as the judge of minimum-cost flow. */
#include "flow_oracle.h"

#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

using Graph = lemon::SmartDigraph;

namespace
{
struct Network {
    int rows;
    int cols;
    Graph graph;
    Graph::ArcMap<int> cost{graph};
    Graph::NodeMap<int> supply{graph};

    Network(int rows, int cols) : rows(rows), cols(cols)
    {
        graph.reserveNode((rows + 1) * (cols + 1));
        for (int i = 0; i < (rows + 1) * (cols + 1); i++)
            supply[graph.addNode()] = 0;
    }

    Graph::Node corner(int row, int col) const
    {
        return graph.nodeFromId(row * (cols + 1) + col);
    }

    /* A cycle more is flow from one corner to the other, a cycle fewer flow back; the jump flows already. */
    void side(Graph::Node from, Graph::Node to, int jump, int price)
    {
        cost[graph.addArc(from, to)] = price;
        cost[graph.addArc(to, from)] = price;
        supply[from] -= jump;
        supply[to] += jump;
    }
};

void add_border(Network &network)
{
    for (int col = 0; col < network.cols; col++)
        for (int row : {0, network.rows})
            network.side(network.corner(row, col), network.corner(row, col + 1), 0, 0);
    for (int row = 0; row < network.rows; row++)
        for (int col : {0, network.cols})
            network.side(network.corner(row, col), network.corner(row + 1, col), 0, 0);
}
} // namespace

double oracle_least_cost(int rows, int cols, const int8_t *holds, const int8_t *jump, const uint8_t *cost)
{
    Network network(rows, cols);

    add_border(network);
    for (int row = 0; row < rows; row++)
        for (int col = 0; col < cols; col++) {
            const int east = 2 * (row * cols + col), south = east + 1;
            const Graph::Node shared = network.corner(row + 1, col + 1);

            if (col + 1 < cols)
                network.side(shared, network.corner(row, col + 1), jump[east], holds[east] ? cost[east] : 0);
            if (row + 1 < rows)
                network.side(network.corner(row + 1, col), shared, jump[south], holds[south] ? cost[south] : 0);
        }

    lemon::NetworkSimplex<Graph, int, long long> simplex(network.graph);

    simplex.costMap(network.cost).supplyMap(network.supply);
    if (simplex.run() != simplex.OPTIMAL)
        return -1.;
    return static_cast<double>(simplex.totalCost<long long>());
}
