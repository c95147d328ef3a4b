package dev.freshet.model;

/**
 * One medium's values in a model from elsewhere, from which a search for the mode may start.
 *
 * @param medium name of the medium
 * @param theta weekly carry-over of geometric adstock, in [0, 1]; without meaning for a Weibull one
 * @param halfSaturation adstock of half saturation over the largest adstock, above 0
 * @param shape shape of the Hill curve, above 0
 * @param share mean contribution over the mean outcome; 0 or less where the other model sees none:
 *     then the default start's is kept
 */
public record MediumStart(
    String medium, double theta, double halfSaturation, double shape, double share) {
  public MediumStart {
    if (!(theta >= 0 && theta <= 1 && halfSaturation > 0 && shape > 0) || !Double.isFinite(share)) {
      throw new IllegalArgumentException(
          "start of %s: theta %s must be within [0, 1], half saturation %s and shape %s above 0, share %s finite"
              .formatted(medium, theta, halfSaturation, shape, share));
    }
  }
}
