package dev.freshet.allocate;

import dev.freshet.model.FittedModel;
import dev.freshet.model.MediaOutlook;
import dev.freshet.model.MediaTerm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The channels of a model that can be planned, between what bounds, and why others cannot.
 *
 * @param channels in the model's order
 * @param portfolio their responses, in the same order
 * @param outlook what those come from
 * @param notes on channels that cannot be planned and bounds that had to be set
 */
record Market(
    List<Channel> channels, Portfolio portfolio, MediaOutlook outlook, List<String> notes) {
  /** Channels without an upper bound may spend so many times their largest week. */
  private static final double REACH = 10;

  /**
   * A channel to plan.
   *
   * @param reference its mean spend a week of late
   * @param largest its largest spend of a week
   * @param lower smallest spend a week
   * @param upper largest one, finite
   */
  record Channel(
      String name,
      double reference,
      double largest,
      double lower,
      double upper,
      CostPerUnit cost) {}

  static Market of(FittedModel model, AllocationRequest request) {
    requireKnown(model, request.bounds());
    Horizon horizon = request.horizon();
    MediaOutlook outlook = MediaOutlook.of(model, horizon.weeks(), horizon.creditedWeeks());
    double[][] spend = model.data().spend();
    List<Channel> channels = new ArrayList<>();
    List<ChannelResponse> responses = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (int m = 0; m < spend.length; m++) {
      MediaTerm term = model.definition().media().get(m);
      if (term.kind() != MediaTerm.Kind.PAID) {
        continue;
      }
      CostPerUnit cost = CostPerUnit.of(model, term.name(), request.costWeeks());
      if (!outlook.isModelled(m)) {
        notes.add(
            "%s is not planned: it is left out of the model (%s)"
                .formatted(term.name(), model.anchor().excluded().get(m)));
      } else if (!cost.isKnown()) {
        notes.add(
            "%s is not planned: no week has both spend and exposure, so what its exposure costs is not"
                    .formatted(term.name())
                + " known");
      } else {
        channels.add(channel(term.name(), spend[m], cost, request, notes));
        responses.add(
            horizon.timing() == Horizon.Timing.STEADY
                ? new SteadyResponse(outlook, m, cost)
                : new OutlookResponse(outlook, m, cost));
      }
    }
    if (channels.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to plan: the model has no paid channel with a known effect"
              + (notes.isEmpty() ? "" : "; " + String.join("; ", notes)));
    }
    return new Market(channels, new Portfolio(responses, outlook.draws()), outlook, notes);
  }

  private static void requireKnown(FittedModel model, Map<String, SpendBounds> bounds) {
    TreeSet<String> paid = new TreeSet<>();
    for (MediaTerm term : model.definition().media()) {
      if (term.kind() == MediaTerm.Kind.PAID) {
        paid.add(term.name());
      }
    }
    for (String channel : bounds.keySet()) {
      if (!paid.contains(channel)) {
        throw new IllegalArgumentException(
            "bounds of %s: the model has no such paid channel; it has %s"
                .formatted(channel, String.join(", ", paid)));
      }
    }
  }

  private static Channel channel(
      String name,
      double[] spend,
      CostPerUnit cost,
      AllocationRequest request,
      List<String> notes) {
    int from = Math.max(0, spend.length - request.referenceWeeks());
    double reference = Math.max(0, Arrays.stream(spend, from, spend.length).average().orElse(0));
    double largest = Arrays.stream(spend).max().orElse(0);
    SpendBounds given = request.bounds().getOrDefault(name, request.otherBounds());
    SpendBounds money = given.inMoney(reference);
    if (given.relative() && reference == 0) {
      notes.add(
          "%s spent nothing in the last %d weeks, so bounds relative to that leave it at 0; give it"
                  .formatted(name, request.referenceWeeks())
              + " bounds in money to plan it");
      money = SpendBounds.absolute(0, 0);
    }
    double upper = money.upper();
    if (upper == Double.POSITIVE_INFINITY) {
      upper = Math.max(money.lower(), REACH * largest);
    }
    return new Channel(name, reference, largest, money.lower(), upper, cost);
  }

  double[] lower() {
    return channels.stream().mapToDouble(Channel::lower).toArray();
  }

  double[] upper() {
    return channels.stream().mapToDouble(Channel::upper).toArray();
  }

  double[] reference() {
    return channels.stream().mapToDouble(Channel::reference).toArray();
  }
}
