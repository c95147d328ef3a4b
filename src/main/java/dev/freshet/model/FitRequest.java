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
 * @param starts values of media that a build's search for the mode also starts from; empty by
 *     default. They decide at most which mode is found, and are no prior
 */
public record FitRequest(
    ModelDefinition definition,
    ModelData data,
    Optional<FittedModel> incumbent,
    List<MediumStart> starts) {
  public FitRequest {
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(incumbent, "incumbent");
    starts = List.copyOf(starts);
    data.requireShapeOf(definition);
    for (MediumStart start : starts) {
      if (definition.media().stream().noneMatch(term -> term.name().equals(start.medium()))) {
        throw new IllegalArgumentException(
            "start of " + start.medium() + ": no such medium in the model");
      }
    }
  }

  public FitRequest(ModelDefinition definition, ModelData data, Optional<FittedModel> incumbent) {
    this(definition, data, incumbent, List.of());
  }

  /** The same fit, whose search for the mode also starts from these values. */
  public FitRequest startingFrom(List<MediumStart> values) {
    return new FitRequest(definition, data, incumbent, values);
  }

  /** The experiments among the data; empty by default. */
  public List<Experiment> experiments() {
    return data.experiments();
  }

  public FitRequest withExperiments(List<Experiment> experiments) {
    return new FitRequest(definition, data.withExperiments(experiments), incumbent, starts);
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
