package dev.freshet.api;

import dev.freshet.web.ReportData;
import dev.freshet.web.ReportJson;
import dev.freshet.web.ReportPage;
import java.util.List;
import java.util.Set;

/** All about a model's newest whole set, as data and as a page that stands on its own. */
final class ReportRoutes {
  private final KnownModels models;
  private final AdviceCache advice = new AdviceCache();

  ReportRoutes(ReadStore store) {
    this.models = new KnownModels(store);
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            KnownModels.MODEL + "/report",
            request -> Answer.text(Answer.JSON, ReportJson.of(report(request)))),
        Route.get("/models/{advertiser}/{market}/report.html", this::page));
  }

  private ReportData report(Request request) {
    request.allow(Set.of());
    return advice.advised(
        models.read(
            request,
            (queries, model) ->
                PublishedReport.of(queries, model)
                    .orElseThrow(() -> KnownModels.unpublished(model))));
  }

  private Answer page(Request request) {
    ReportData report = report(request);
    String file =
        "%s-%s-%s.html"
            .formatted(
                report.model().replaceAll("[^A-Za-z0-9._-]", "-"),
                report.fittedTo(),
                report.modelVersion());
    return Answer.text(
            Answer.HTML,
            ReportPage.of(
                report,
                "%s, version %s, from the service"
                    .formatted(report.model(), report.modelVersion())))
        .with("Content-Disposition", "inline; filename=\"" + file + '"');
  }
}
