package dev.freshet.api;

import dev.freshet.refresh.FitRequests;
import dev.freshet.topic.SpecMapping;
import dev.freshet.web.ForecastReport;
import dev.freshet.web.ReportAdvice;
import dev.freshet.web.ReportData;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds plan and forecast to reports; those of the sets last looked at are kept. */
final class AdviceCache {
  private static final int SETS = 100;

  private final Map<String, ReportAdvice> newest =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ReportAdvice> eldest) {
          return size() > SETS;
        }
      };

  ReportData advised(PublishedReport published) {
    String set = published.data().model() + '|' + published.data().modelVersion();
    ReportAdvice advice;
    synchronized (newest) {
      advice = newest.get(set);
    }
    if (advice == null) {
      // Two at once work out the same.
      advice = advice(published);
      synchronized (newest) {
        newest.put(set, advice);
      }
    }
    return advice.addedTo(published.data());
  }

  private static ReportAdvice advice(PublishedReport published) {
    return ReportAdvice.of(
        published.data(),
        published.model(),
        next ->
            published
                .spec()
                .map(
                    spec ->
                        FitRequests.holidays(
                            SpecMapping.fromAvro(spec), next, ForecastReport.WEEKS))
                .orElse(Map.of()));
  }
}
