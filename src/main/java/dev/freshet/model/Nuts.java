package dev.freshet.model;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * One chain of the No-U-Turn sampler with a fixed dense metric and multinomial choice of the next
 * state.
 *
 * <p>In coordinates whitened by L: p ~ N(0, I); leapfrog p += (e/2) L' ∇, q += e L p, p += (e/2) L'
 * ∇. The trajectory doubles, forward or backward at random, until the momentum at either end turns
 * against the sum of momenta over it (or over one of its halves), an energy error beyond 1,000, or
 * depth 8; the next state is drawn with weights exp(−energy), the newer half favoured. The step
 * follows the mean acceptance towards 0.8 while adapting. (Hoffman and Gelman, The No-U-Turn
 * sampler, 2014; Betancourt, A conceptual introduction to Hamiltonian Monte Carlo, 2017.)
 */
final class Nuts {
  /** A log density with its gradient; anything below −10²⁹⁹ is outside the support. */
  interface Target {
    double evaluate(double[] q, double[] gradient);
  }

  private static final int MAX_DEPTH = 8;
  private static final double MAX_ERROR = 1000;
  private static final double TARGET_ACCEPTANCE = 0.8;

  private final double[] metric;
  private final UniformRandomProvider random;
  private final ZigguratSampler.NormalizedGaussian gaussian;
  private final double[] scratch;
  private double step;
  private double[] q;
  private int transitions;

  /** What the last transition found. */
  private double acceptance;

  Nuts(double[] metric, double[] start, double step, UniformRandomProvider random) {
    this.metric = metric;
    this.random = random;
    this.gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    this.scratch = new double[start.length];
    this.q = start.clone();
    this.step = step;
  }

  private static final class State {
    final double[] q;
    final double[] p;
    final double[] gradient;
    double logDensity;

    State(double[] q, double[] p, double[] gradient, double logDensity) {
      this.q = q.clone();
      this.p = p.clone();
      this.gradient = gradient.clone();
      this.logDensity = logDensity;
    }

    State copy() {
      return new State(q, p, gradient, logDensity);
    }

    double energy() {
      return logDensity - dot(p, p) / 2;
    }
  }

  private static final class Tree {
    State minus;
    State plus;
    double[] proposal;
    double[] momenta; // their sum over the tree
    double logWeight;
    double accepted;
    int size;
    boolean stopped;
  }

  double[] position() {
    return q;
  }

  /** Mean acceptance probability of the last transition. */
  double acceptance() {
    return acceptance;
  }

  /** Moves once; the step follows the acceptance when {@code adapt}. */
  void move(Target target, boolean adapt) {
    double[] gradient = new double[q.length];
    double value = target.evaluate(q, gradient);
    double[] p = new double[q.length];
    for (int d = 0; d < p.length; d++) {
      p[d] = gaussian.sample();
    }
    State start = new State(q, p, gradient, value);
    double energy = start.energy();
    Tree tree = leaf(start, energy);
    double accepted = 0;
    int tried = 0;
    for (int depth = 0; depth < MAX_DEPTH && !tree.stopped; depth++) {
      boolean forward = random.nextBoolean();
      Tree grown = grow(target, forward ? tree.plus : tree.minus, depth, forward, energy);
      accepted += grown.accepted;
      tried += grown.size;
      if (grown.stopped) {
        break;
      }
      if (random.nextDouble() < Math.exp(Math.min(0, grown.logWeight - tree.logWeight))) {
        tree.proposal = grown.proposal;
      }
      tree = joined(forward ? tree : grown, forward ? grown : tree, tree.proposal);
    }
    q = tree.proposal.clone();
    acceptance = tried == 0 ? 0 : accepted / tried;
    if (adapt) {
      transitions++;
      double rate = 1 / Math.sqrt(transitions);
      step *= Math.exp(Math.min(0.5, rate) * (acceptance - TARGET_ACCEPTANCE));
    }
  }

  private Tree grow(Target target, State from, int depth, boolean forward, double energy) {
    if (depth == 0) {
      return leaf(leapfrog(target, from, forward ? step : -step), energy);
    }
    Tree near = grow(target, from, depth - 1, forward, energy);
    if (near.stopped) {
      return near;
    }
    Tree far = grow(target, forward ? near.plus : near.minus, depth - 1, forward, energy);
    if (far.stopped) {
      far.accepted += near.accepted;
      far.size += near.size;
      return far;
    }
    double logWeight = logSum(near.logWeight, far.logWeight);
    boolean later = random.nextDouble() < Math.exp(far.logWeight - logWeight);
    double[] proposal = later ? far.proposal : near.proposal;
    return joined(forward ? near : far, forward ? far : near, proposal);
  }

  private Tree leaf(State state, double energy) {
    Tree tree = new Tree();
    tree.minus = state;
    tree.plus = state;
    tree.proposal = state.q;
    tree.momenta = state.p;
    double error = state.energy() - energy;
    tree.logWeight = error;
    tree.stopped = !(error > -MAX_ERROR);
    tree.accepted = tree.stopped ? 0 : Math.min(1, Math.exp(error));
    tree.size = 1;
    return tree;
  }

  private static Tree joined(Tree left, Tree right, double[] proposal) {
    Tree tree = new Tree();
    tree.minus = left.minus;
    tree.plus = right.plus;
    tree.proposal = proposal;
    tree.momenta = sum(left.momenta, right.momenta);
    tree.logWeight = logSum(left.logWeight, right.logWeight);
    tree.accepted = left.accepted + right.accepted;
    tree.size = left.size + right.size;
    tree.stopped =
        turns(tree.momenta, tree.minus, tree.plus)
            || turns(sum(left.momenta, right.minus.p), left.minus, right.minus)
            || turns(sum(left.plus.p, right.momenta), left.plus, right.plus);
    return tree;
  }

  private static boolean turns(double[] momenta, State minus, State plus) {
    return !(dot(momenta, minus.p) > 0 && dot(momenta, plus.p) > 0);
  }

  private State leapfrog(Target target, State from, double e) {
    State s = from.copy();
    kick(s, e / 2);
    Cholesky.multiplyLower(metric, s.q.length, s.p, scratch);
    for (int d = 0; d < s.q.length; d++) {
      s.q[d] += e * scratch[d];
    }
    s.logDensity = target.evaluate(s.q, s.gradient);
    kick(s, e / 2);
    return s;
  }

  private void kick(State s, double e) {
    Cholesky.multiplyUpper(metric, s.q.length, s.gradient, scratch);
    for (int d = 0; d < s.q.length; d++) {
      s.p[d] += e * scratch[d];
    }
  }

  private static double[] sum(double[] a, double[] b) {
    double[] out = a.clone();
    for (int d = 0; d < out.length; d++) {
      out[d] += b[d];
    }
    return out;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }

  private static double logSum(double a, double b) {
    double max = Math.max(a, b);
    return Double.isInfinite(max) ? max : max + Math.log(Math.exp(a - max) + Math.exp(b - max));
  }
}
