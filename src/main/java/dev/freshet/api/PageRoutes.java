package dev.freshet.api;

import java.util.List;
import java.util.Set;

/**
 * The live view's pages: the fleet, and one for each model. They are the same for every model and
 * hold no data; their scripts ask the API for it.
 */
final class PageRoutes {
  /** Scripts and styles come from here alone; charts style their elements in place. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final ReadStore store;
  private final PageFiles files = new PageFiles();
  private final byte[] fleet;
  private final byte[] model;

  PageRoutes(ReadStore store) {
    this.store = store;
    fleet = files.page("fleet.html");
    model = files.page("model.html");
  }

  List<Route> routes() {
    return List.of(
        Route.get("/", request -> answer(HttpStatus.OK, fleet)),
        Route.get("/models/{advertiser}/{market}", this::model),
        Route.get(PageFiles.ROOT + "{file}", files::answer));
  }

  /** The page says itself that the model is not known, and keeps looking out for it. */
  private Answer model(Request request) {
    request.allow(Set.of());
    String name = KnownModels.nameOf(request);
    boolean known = store.read(view -> new Queries(view).knows(name));
    return answer(known ? HttpStatus.OK : HttpStatus.NOT_FOUND, model);
  }

  private static Answer answer(HttpStatus status, byte[] page) {
    return Answer.of(status, Answer.HTML, page)
        .with("Content-Security-Policy", POLICY)
        .with("Referrer-Policy", "no-referrer");
  }
}
