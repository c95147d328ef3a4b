package dev.freshet.spec;

/** How a channel's effect carries over into later weeks. */
public enum Adstock {
  /** A constant part θ of last week's effect remains. */
  GEOMETRIC,
  /** What remains of the effect falls by a Weibull hazard, at once or after a while. */
  WEIBULL_CDF,
  /** The effect by week follows a Weibull density; it may peak weeks later. */
  WEIBULL_PDF
}
