package dev.freshet.spec;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One paid channel: its variables, and what the analyst knows of its hyperparameters.
 *
 * @param channel name of the channel
 * @param adstock shape of its carry-over
 * @param exposure what stands for media pressure; if empty, spend does
 * @param theta truncation of the prior of the weekly carry-over θ, within [0, 1); geometric adstock
 *     only
 * @param alpha truncation of the prior of the saturation's shape α, above 0
 * @param gamma truncation of the prior of the half-saturation κ, above 0
 * @param roi the analyst's central 90 % belief about the channel's ROI, above 0
 * @param source the source of all its events
 */
public record MediaSpec(
    String channel,
    Adstock adstock,
    Optional<Exposure> exposure,
    Optional<Bounds> theta,
    Optional<Bounds> alpha,
    Optional<Bounds> gamma,
    Optional<Bounds> roi,
    String source) {
  public MediaSpec {
    Names.require("channel", channel);
    Names.require("source", source);
    Objects.requireNonNull(adstock, "adstock");
    Objects.requireNonNull(exposure, "exposure");
    theta.ifPresent(b -> check(channel, "theta", b, b.lower() >= 0 && b.upper() < 1, "[0, 1)"));
    if (theta.isPresent() && adstock != Adstock.GEOMETRIC) {
      throw new IllegalArgumentException(
          "media %s: theta belongs to geometric adstock; remove it".formatted(channel));
    }
    alpha.ifPresent(b -> check(channel, "alpha", b, b.lower() > 0, "(0, ∞)"));
    gamma.ifPresent(b -> check(channel, "gamma", b, b.lower() > 0, "(0, ∞)"));
    roi.ifPresent(b -> check(channel, "roi", b, b.lower() > 0, "(0, ∞)"));
  }

  /** A channel on its spend, with default priors, fed by a source of its own name. */
  public static MediaSpec of(String channel) {
    return new MediaSpec(
        channel,
        Adstock.GEOMETRIC,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        channel);
  }

  public MediaSpec withAdstock(Adstock form) {
    return new MediaSpec(channel, form, exposure, theta, alpha, gamma, roi, source);
  }

  public MediaSpec withExposure(Exposure media) {
    return new MediaSpec(channel, adstock, Optional.of(media), theta, alpha, gamma, roi, source);
  }

  public MediaSpec withSource(String feed) {
    return new MediaSpec(channel, adstock, exposure, theta, alpha, gamma, roi, feed);
  }

  /** {@code spend.<channel>}. */
  public String spendVariable() {
    return "spend." + channel;
  }

  /** The variable whose adstock and saturation are modelled: the exposure, else the spend. */
  public String mediaVariable() {
    return exposure.map(e -> e.kind() + "." + channel).orElse(spendVariable());
  }

  /** The spend and, if there is one, the exposure. */
  public List<String> variables() {
    return exposure.isPresent()
        ? List.of(spendVariable(), mediaVariable())
        : List.of(spendVariable());
  }

  private static void check(
      String channel, String name, Bounds bounds, boolean inside, String domain) {
    if (!inside) {
      throw new IllegalArgumentException(
          "media %s: %s [%s, %s] must lie in %s"
              .formatted(channel, name, bounds.lower(), bounds.upper(), domain));
    }
  }
}
