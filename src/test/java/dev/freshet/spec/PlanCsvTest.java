package dev.freshet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.allocate.SpendPlan;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PlanCsvTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 2);

  private static SpendPlan read(String csv, OptionalInt weeks) {
    return PlanCsv.read(csv, "plan.csv", FIRST, weeks);
  }

  private static List<String> problems(String csv, OptionalInt weeks) {
    return catchThrowableOfType(SpecException.class, () -> read(csv, weeks)).problems().stream()
        .map(SpecProblem::toString)
        .toList();
  }

  @Test
  void shouldReadChannelsByWeekWhateverTheOrder() {
    SpendPlan plan =
        read(
            """
            channel,note,spend,week
            tv,x,0,2026-03-09
            tv,,120.5,2026-03-02
            context.price,,9.9,2026-03-02
            context.price,,8.9,2026-03-09
            """,
            OptionalInt.empty());

    assertThat(plan.weeks()).isEqualTo(2);
    assertThat(plan.of("tv")).containsExactly(120.5, 0);
    assertThat(plan.of("context.price")).containsExactly(9.9, 8.9);
  }

  @Test
  void shouldListEverythingThatIsWrong() {
    assertThat(
            problems(
                """
                week,channel,spend
                2026-03-02,tv,1
                2026-03-02,tv,2
                2026-03-03,tv,1
                2.3.2026,tv,1
                2026-03-09,tv,"1,5"
                2026-03-09,tv
                2026-02-23,tv,1
                """,
                OptionalInt.empty()))
        .containsExactly(
            "plan.csv:3: channel: tv has two rows for week 2026-03-02; keep one",
            "plan.csv:4: week: 2026-03-03 is none of the next 260 weeks; the first is 2026-03-02, and each begins on a MONDAY",
            "plan.csv:5: week: '2.3.2026' is no date; write it as 2026-11-16",
            "plan.csv:6: spend: '1,5' is no number; write it with a decimal point and without separators, 1234.5",
            "plan.csv:7: the row has 2 cells, the header 3; check commas",
            "plan.csv:8: week: 2026-02-23 is none of the next 260 weeks; the first is 2026-03-02, and each begins on a MONDAY");
  }

  @Test
  void shouldNotTakeAMissingWeekForNothing() {
    String csv = "week,channel,spend\n2026-03-02,tv,1\n2026-03-16,tv,1\n";

    assertThat(problems(csv, OptionalInt.empty()))
        .containsExactly(
            "plan.csv:1: channel: tv has no row for week 2026-03-09; write 0 if nothing is spent");
    assertThat(problems(csv, OptionalInt.of(1)))
        .containsExactly(
            "plan.csv:1: week: tv is planned for week 2026-03-16, after the last of the 1 weeks; plan as many weeks as are forecast");
  }

  @Test
  void shouldSayWhichColumnIsMissing() {
    assertThat(problems("week,chanel,spend\n", OptionalInt.empty()))
        .containsExactly(
            "plan.csv:1: channel: the file has no such column; did you mean 'chanel'?");
    assertThat(problems("week;channel;spend\n", OptionalInt.empty()))
        .allSatisfy(p -> assertThat(p).contains("separated by semicolons"));
    assertThat(problems("week,channel,spend\n", OptionalInt.empty()))
        .containsExactly(
            "plan.csv:1: the file has no row; it needs week,channel,spend and one a channel and week");
  }
}
