package dev.freshet.model;

import java.util.Objects;
import java.util.Optional;

/**
 * One medium of a model and the priors an analyst set on it.
 *
 * @param name the channel's or organic variable's plain name, unique in the model
 * @param kind whether money is spent on it
 * @param adstock how exposure carries over
 * @param theta truncation of the weekly carry-over, within [0, 1]; geometric adstock only
 * @param alpha truncation of the Hill slope, above 0
 * @param gamma truncation of the half-saturation κ relative to the anchor's largest adstock, above
 *     0
 * @param roi belief that replaces the channel's share prior; paid media only
 */
public record MediaTerm(
    String name,
    Kind kind,
    Adstock adstock,
    Optional<Bounds> theta,
    Optional<Bounds> alpha,
    Optional<Bounds> gamma,
    Optional<RoiBelief> roi) {

  /** Whether money is spent on a medium. */
  public enum Kind {
    PAID,
    ORGANIC
  }

  /** The form of carry-over. */
  public enum Adstock {
    /** A constant part θ of last week's adstock remains. */
    GEOMETRIC,
    /** What remains falls by a Weibull hazard: at once, or after a while. */
    WEIBULL_CDF,
    /** Weights follow a Weibull density: the largest effect may come weeks later. */
    WEIBULL_PDF
  }

  public MediaTerm {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(adstock, "adstock");
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("a media term needs a name");
    }
    theta.ifPresent(
        b -> require(b.low() >= 0 && b.high() <= 1, name, "theta", b, "must lie within [0, 1]"));
    if (theta.isPresent() && adstock != Adstock.GEOMETRIC) {
      throw new IllegalArgumentException(
          name + ": theta belongs to geometric adstock; remove it or the Weibull adstock");
    }
    alpha.ifPresent(b -> require(b.low() > 0, name, "alpha", b, "must lie above 0"));
    gamma.ifPresent(b -> require(b.low() > 0, name, "gamma", b, "must lie above 0"));
    if (roi.isPresent() && kind == Kind.ORGANIC) {
      throw new IllegalArgumentException(
          name + ": roi: organic media have no spend, so no ROI; remove it");
    }
  }

  /** A paid channel with the default priors. */
  public static MediaTerm paid(String name) {
    return plain(name, Kind.PAID);
  }

  /** An organic medium with the default priors. */
  public static MediaTerm organic(String name) {
    return plain(name, Kind.ORGANIC);
  }

  public MediaTerm withAdstock(Adstock form) {
    return new MediaTerm(name, kind, form, theta, alpha, gamma, roi);
  }

  public MediaTerm withTheta(Bounds bounds) {
    return new MediaTerm(name, kind, adstock, Optional.of(bounds), alpha, gamma, roi);
  }

  public MediaTerm withAlpha(Bounds bounds) {
    return new MediaTerm(name, kind, adstock, theta, Optional.of(bounds), gamma, roi);
  }

  public MediaTerm withGamma(Bounds bounds) {
    return new MediaTerm(name, kind, adstock, theta, alpha, Optional.of(bounds), roi);
  }

  public MediaTerm withRoi(RoiBelief belief) {
    return new MediaTerm(name, kind, adstock, theta, alpha, gamma, Optional.of(belief));
  }

  /** Whether it is bought: spend belongs to its exposure. */
  public boolean hasSpend() {
    return kind == Kind.PAID;
  }

  private static MediaTerm plain(String name, Kind kind) {
    return new MediaTerm(
        name,
        kind,
        Adstock.GEOMETRIC,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static void require(boolean ok, String name, String what, Bounds b, String rule) {
    if (!ok) {
      throw new IllegalArgumentException(
          name + ": " + what + " [" + b.low() + ", " + b.high() + "] " + rule);
    }
  }
}
