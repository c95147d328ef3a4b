package dev.freshet.api;

import java.util.function.BiFunction;

/** Answers requests about the model in their path. */
final class KnownModels {
  static final String ROOT = "/api/v1";
  static final String MODEL = ROOT + "/models/{advertiser}/{market}";

  private final ReadStore store;

  KnownModels(ReadStore store) {
    this.store = store;
  }

  /** Name of the model in a request's path. */
  static String nameOf(Request request) {
    return request.part("advertiser") + "/" + request.part("market");
  }

  /**
   * Reads of the model, as of one moment.
   *
   * @throws ProblemException if it is not known
   */
  <T> T read(Request request, BiFunction<Queries, String, T> query) {
    String model = nameOf(request);
    return store.read(
        view -> {
          Queries queries = new Queries(view);
          if (!queries.knows(model)) {
            throw new ProblemException(
                HttpStatus.NOT_FOUND,
                "no model %s is known; %s/models lists those that are".formatted(model, ROOT));
          }
          return query.apply(queries, model);
        });
  }

  /** What is said of a model without a published set. */
  static ProblemException unpublished(String model) {
    return new ProblemException(
        HttpStatus.NOT_FOUND,
        "%s has no published model yet: its status says what it waits for".formatted(model));
  }
}
