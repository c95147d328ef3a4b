package dev.freshet.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything a fit depends on.
 *
 * @param definition what the model consists of
 * @param data the weeks to fit it on
 * @param incumbent the model to refresh; empty for a build. A refresh becomes a rebuild when the
 *     incumbent cannot carry it (see {@link FittedModel#reason()})
 */
public record FitRequest(
    ModelDefinition definition, ModelData data, Optional<FittedModel> incumbent) {
  public FitRequest {
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(incumbent, "incumbent");
    data.requireShapeOf(definition);
  }

  /** The experiments among the data; empty by default. */
  public List<Experiment> experiments() {
    return data.experiments();
  }

  public FitRequest withExperiments(List<Experiment> experiments) {
    return new FitRequest(definition, data.withExperiments(experiments), incumbent);
  }

  /** A build: no incumbent. */
  public static FitRequest build(ModelDefinition definition, ModelData data) {
    return new FitRequest(definition, data, Optional.empty());
  }

  /** A refresh, warm-started from the incumbent. */
  public static FitRequest refresh(
      ModelDefinition definition, ModelData data, FittedModel incumbent) {
    return new FitRequest(definition, data, Optional.of(incumbent));
  }
}
