package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ModelState;
import dev.freshet.model.FittedModel;
import dev.freshet.refresh.Publications;
import dev.freshet.refresh.Publications.Publication;
import dev.freshet.web.FittedReport;
import dev.freshet.web.ReportData;
import dev.freshet.web.ReportJson;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A published set, put together again, against the fit that it came from. */
class PublishedModelTest {
  @TempDir private Path folder;
  private Shelf shelf;
  private Publication build;
  private Publication refresh;

  @BeforeEach
  void open() {
    shelf = new Shelf(folder.resolve("api"));
    List<Publication> both = Publications.of(shelf.topics);
    build = both.get(0);
    refresh = both.get(1);
    shelf.publishSpec();
    shelf.take(List.of(shelf.status(Publications.MODEL, ModelState.FRESH)));
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  private FittedModel again() {
    return shelf.store.read(
        view -> {
          Queries queries = new Queries(view);
          return PublishedModel.of(queries, queries.published(Publications.MODEL).orElseThrow());
        });
  }

  private ReportData report() {
    return shelf.store.read(
        view -> PublishedReport.of(new Queries(view), Publications.MODEL).orElseThrow().data());
  }

  @Test
  void shouldHaveTheAnswersOfTheFitToTheLastDigit() {
    shelf.publish(build);
    shelf.publish(refresh);

    FittedModel again = again();

    FittedModel fitted = refresh.model();
    assertThat(again.modelVersion()).isEqualTo(fitted.modelVersion());
    assertThat(again.components()).isEqualTo(fitted.components());
    assertThat(again.roi()).isEqualTo(fitted.roi());
    assertThat(again.curves()).isEqualTo(fitted.curves());
    assertThat(again.roiChanges()).isEqualTo(fitted.roiChanges()).isNotEmpty();
    assertThat(again.gate().weeks()).isEqualTo(fitted.gate().weeks()).hasSize(2);
    assertThat(again.decomposition()).isEqualTo(fitted.decomposition());
    assertThat(again.carryOver()).containsExactlyInAnyOrderElementsOf(fitted.carryOver());
    assertThat(again.spendWeeks())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("reason")
        .containsExactlyInAnyOrderElementsOf(fitted.spendWeeks());
    assertThat(again.diagnostics().inflations()).isEqualTo(fitted.diagnostics().inflations());
    assertThat(again.diagnostics().r2()).isEqualTo(fitted.diagnostics().r2());
  }

  @Test
  void shouldMakeTheReportThatTheFitMakes() {
    shelf.publish(build);
    shelf.publish(refresh);

    ReportData published = report();

    ReportData fitted =
        FittedReport.of(
            new FittedReport.Subject(Publications.MODEL, "EUR", "revenue", true), refresh.model());
    assertThat(ReportJson.of(published))
        .isEqualTo(
            ReportJson.of(
                fitted.inService(published.history(), published.dataQuality().openWeeks())));
    assertThat(published.history())
        .extracting(ReportData.HistoryEntry::sequence)
        .containsExactly(2L, 1L);
    assertThat(published.dataQuality().openWeeks()).hasSize(1);
  }

  @Test
  void shouldReportWithoutWhatIsNoLongerKept() {
    shelf.publish(build);
    shelf.take(shelf.rowsOf(refresh));

    ReportData report = report();

    assertThat(report.modelVersion()).isEqualTo(refresh.model().modelVersion());
    assertThat(report.moves()).isEmpty();
    assertThat(report.channels()).isNotEmpty();
  }

  @Test
  void shouldKeepTheStateOfTheShownSetAlone() {
    shelf.publish(build);
    shelf.take(shelf.rowsOf(refresh).subList(0, refresh.rows().size() - 1));

    assertThat(again().modelVersion()).isEqualTo(build.model().modelVersion());

    shelf.publish(refresh);

    assertThat(again().modelVersion()).isEqualTo(refresh.model().modelVersion());
    assertThat(shelf.states()).isEqualTo(1);
    shelf.take(List.of(shelf.record(shelf.topics.models(), Publications.MODEL, null)));
    assertThat(shelf.states()).isZero();
  }
}
