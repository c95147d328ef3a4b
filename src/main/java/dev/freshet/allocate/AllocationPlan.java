package dev.freshet.allocate;

import java.time.LocalDate;
import java.util.List;

/**
 * A recommended spend plan, what it is expected to bring, and how far from the best it can be.
 *
 * @param modelVersion version of the model it holds for
 * @param request what was asked
 * @param weeks first days of its weeks; the first week after the data alone if the timing is STEADY
 * @param channels what it says of each channel planned, in the model's order
 * @param spend planned spend over all weeks
 * @param response what it brings in its weeks and those credited after them
 * @param worth the response as the risk option sees it; the mean by default
 * @param currentSpend what the channels planned would spend at their reference
 * @param currentResponse what that would bring
 * @param uplift response less current response, draw by draw
 * @param better share of the draws in which the plan brings more
 * @param mroi response to a further unit of budget, where it would bring most
 * @param gap at most so much more, relative to the response, any allowed plan of no more spend can
 *     be worth; with a target marginal ROI, worth less what the spend must bring
 * @param weeklyGain how much more the plan is worth than the best one that spends the same every
 *     week, relative to the response; 0 where it does
 * @param reached whether budget and target could be met within the bounds
 * @param notes what to mind, in words
 */
public record AllocationPlan(
    String modelVersion,
    AllocationRequest request,
    List<LocalDate> weeks,
    List<ChannelPlan> channels,
    double spend,
    Expectation response,
    double worth,
    double currentSpend,
    Expectation currentResponse,
    Expectation uplift,
    double better,
    double mroi,
    double gap,
    double weeklyGain,
    boolean reached,
    List<String> notes) {
  public AllocationPlan {
    weeks = List.copyOf(weeks);
    channels = List.copyOf(channels);
    notes = List.copyOf(notes);
  }

  /** The plan of one channel. */
  public ChannelPlan channel(String name) {
    return channels.stream()
        .filter(c -> c.channel().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the plan has no channel " + name));
  }

  /** Response over spend, in the mean; 0 without spend. */
  public double roi() {
    return spend > 0 ? response.mean() / spend : 0;
  }
}
