package dev.freshet.demo;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.spec.BaselineSpec;
import dev.freshet.spec.ClosingSpec;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.OrganicSpec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Makes up advertisers whose every channel's true contribution is known: the same for the same
 * settings, on every machine.
 */
public final class Simulator {
  /** Channels an advertiser has at least. */
  public static final int LEAST_CHANNELS = 5;

  /** Channels an advertiser has at most. */
  public static final int MOST_CHANNELS = SimulatedChannel.MOST;

  private Simulator() {}

  /**
   * What to simulate.
   *
   * @param model name of the model
   * @param currency ISO 4217 code
   * @param zone the market's time zone; weeks start on Monday
   * @param country ISO 3166 code of the market's holidays
   * @param channels number of channels, 5 to 8
   * @param firstWeek first day of the first week, a Monday
   * @param weeks number of weeks
   * @param seed another seed, another advertiser; so does another model's name
   */
  public record Setting(
      String model,
      String currency,
      ZoneId zone,
      String country,
      int channels,
      LocalDate firstWeek,
      int weeks,
      long seed) {
    public Setting {
      if (!(channels >= LEAST_CHANNELS && channels <= MOST_CHANNELS)) {
        throw new IllegalArgumentException(
            "%d channels: must be %d to %d".formatted(channels, LEAST_CHANNELS, MOST_CHANNELS));
      }
      if (!(weeks > 0)) {
        throw new IllegalArgumentException("%d weeks: must be positive".formatted(weeks));
      }
      if (firstWeek.getDayOfWeek() != DayOfWeek.MONDAY) {
        throw new IllegalArgumentException(
            "first week %s: must be a Monday, it is a %s"
                .formatted(firstWeek, firstWeek.getDayOfWeek()));
      }
    }
  }

  /** The two advertisers of the demo: five channels in Germany, seven in Britain. */
  public static List<SimulatedAdvertiser> demo(LocalDate firstWeek, int weeks, long seed) {
    return List.of(
        advertiser(
            new Setting(
                "acme/DE", "EUR", ZoneId.of("Europe/Berlin"), "DE", 5, firstWeek, weeks, seed)),
        advertiser(
            new Setting(
                "globex/GB", "GBP", ZoneId.of("Europe/London"), "GB", 7, firstWeek, weeks, seed)));
  }

  /** One advertiser as the demo has them. */
  public static SimulatedAdvertiser advertiser(Setting setting) {
    return advertiser(setting, Scenario.USUAL);
  }

  /** One advertiser of a scenario. */
  public static SimulatedAdvertiser advertiser(Setting setting, Scenario scenario) {
    long seed = setting.seed() ^ (long) setting.model().hashCode() << 32;
    List<SimulatedChannel> channels =
        SimulatedChannel.draw(setting.channels(), Draws.seeded(seed, "channels").random());
    ModelSpec spec = spec(setting, channels);
    SimulatedTruth truth =
        new TruthGenerator(spec, channels, setting.firstWeek(), setting.weeks(), seed, scenario)
            .truth();
    return new SimulatedAdvertiser(spec, truth, seed);
  }

  /** Without grace: the simulated sources say when they are complete. */
  private static ModelSpec spec(Setting setting, List<SimulatedChannel> channels) {
    return new ModelSpec(
        setting.model(),
        setting.currency(),
        "revenue",
        true,
        new WeekCalendar(DayOfWeek.MONDAY, setting.zone()),
        ModelSpec.DEFAULT_WINDOW_WEEKS,
        ModelSpec.DEFAULT_MIN_WEEKS,
        BaselineSpec.defaults().withHolidays(setting.country()),
        channels.stream().map(SimulatedChannel::spec).toList(),
        List.of(OrganicSpec.of(TruthGenerator.NEWSLETTER)),
        List.of(
            ContextSpec.number(TruthGenerator.COMPETITOR),
            ContextSpec.category(TruthGenerator.EVENTS)),
        ModelSpec.DEFAULT_OUTCOME_SOURCE,
        ClosingSpec.defaults().withGrace(Duration.ZERO),
        Optional.empty());
  }
}
