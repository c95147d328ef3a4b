package dev.freshet.model;

import java.util.List;

/**
 * What a model consists of. A refresh needs the incumbent's definition to be equal to this one.
 *
 * @param media media in the order of {@link ModelData#media()}; at least one
 * @param baseline further baseline columns in the order of {@link ModelData#baseline()}
 * @param trend whether the baseline has a piecewise linear trend
 * @param season whether the baseline has a yearly season
 */
public record ModelDefinition(
    List<MediaTerm> media, List<BaselineTerm> baseline, boolean trend, boolean season) {
  public ModelDefinition {
    media = List.copyOf(media);
    baseline = List.copyOf(baseline);
    if (media.isEmpty()) {
      throw new IllegalArgumentException("a model needs at least one medium");
    }
  }
}
