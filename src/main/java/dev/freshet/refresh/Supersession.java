package dev.freshet.refresh;

import dev.freshet.spec.ModelSpec;
import java.util.Optional;

/**
 * Decides whether the result of a request is out of date before it is published.
 *
 * <p>Older results never follow newer ones because all live requests of a model share a partition;
 * this saves readers a result that is known to be overtaken.
 */
final class Supersession {
  private Supersession() {}

  /** The newest spec of a model, as far as it can be read. */
  sealed interface Latest {
    /** None that the planner would take has been read. */
    record Unknown() implements Latest {}

    /** The model's spec was withdrawn. */
    record Withdrawn() implements Latest {}

    /** This is it. */
    record Known(ModelSpec spec) implements Latest {}
  }

  /**
   * Why the result must not be published; empty when it may be.
   *
   * @param sequence the request's
   * @param spec the request's
   * @param newest newest sequence of the model that is known to have been requested
   * @param latest newest spec, read after the request
   */
  static Optional<String> reason(long sequence, ModelSpec spec, long newest, Latest latest) {
    if (newest > sequence) {
      return Optional.of("overtaken by sequence " + newest + " before it was published");
    }
    if (latest instanceof Latest.Withdrawn) {
      return Optional.of("the model's spec was withdrawn before it was published");
    }
    // The planner leaves a spec aside that changes calendar or currency: so must we, or nothing of
    // the model would ever be published again.
    if (latest instanceof Latest.Known known
        && spec.continuedBy(known.spec())
        && !spec.fingerprint().equals(known.spec().fingerprint())) {
      return Optional.of("the spec changed before it was published");
    }
    return Optional.empty();
  }
}
