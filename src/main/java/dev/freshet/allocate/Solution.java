package dev.freshet.allocate;

/**
 * A plan and how good it is.
 *
 * @param plan spend by channel, then week
 * @param value what it is worth: response under the risk option, less the price of its spend
 * @param bound what no allowed plan is worth more than
 * @param level worth of the best plan found that spends the same each week
 */
record Solution(double[] plan, double value, double bound, double level) {}
