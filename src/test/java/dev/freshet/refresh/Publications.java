package dev.freshet.refresh;

import dev.freshet.avro.ModelSpec;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What the refresher publishes of a small advertiser: a build, then a refresh two weeks later. They
 * are fitted once.
 */
public final class Publications {
  /** Name of the model. */
  public static final String MODEL = "hooli/SE";

  private static final List<FittedModel> FITTED = new ArrayList<>();

  private Publications() {}

  /** A fit, its rows, the model's own last, and its report. */
  public record Publication(
      FittedModel model, List<ProducerRecord<byte[], byte[]>> rows, RefreshReport report) {}

  /** The spec of the model. */
  public static ModelSpec spec() {
    ModelSpec spec = SpecMapping.toAvro(Histories.spec());
    spec.setModel(MODEL);
    return spec;
  }

  /** The build and the refresh, for these topics. */
  public static synchronized List<Publication> of(Topics topics) {
    Deque<FittedModel> known = new ArrayDeque<>(FITTED);
    RequestFitter fitter =
        new RequestFitter(
            topics,
            request -> {
              FittedModel model = known.isEmpty() ? Histories.fitter().fit(request) : known.poll();
              if (FITTED.size() < 2) {
                FITTED.add(model);
              }
              return model;
            },
            Clock.systemUTC(),
            "here");
    Publication build = publish(fitter, request(1, 0, null), 0);
    dev.freshet.avro.FittedModel incumbent =
        topics.models().value(build.rows().get(build.rows().size() - 1).value());
    return List.of(build, publish(fitter, request(2, 2, incumbent), 1));
  }

  private static RefreshRequest request(
      long sequence, int from, dev.freshet.avro.FittedModel incumbent) {
    return Requests.of(MODEL, sequence, Histories.spec(), Histories.series(from, 8, 60), incumbent);
  }

  private static Publication publish(RequestFitter fitter, RefreshRequest request, int index) {
    RequestFitter.Answer answer = fitter.fit(request);
    return new Publication(FITTED.get(index), answer.rows(), answer.report());
  }
}
