package dev.freshet.refresh;

import dev.freshet.calendar.Holidays;
import dev.freshet.model.BadDataException;
import dev.freshet.model.BaselineTerm;
import dev.freshet.model.Bounds;
import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.model.MediaTerm;
import dev.freshet.model.ModelData;
import dev.freshet.model.ModelDefinition;
import dev.freshet.model.RoiBelief;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.Fill;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Makes the engine's request out of a spec and its weekly series: the one way for the stream and
 * for files, so that both fit the same numbers.
 *
 * <p>Values are micros divided by a million. An absent value is zero for media, missing for the
 * outcome, and what the spec says for context. A week with negative media (more refunds than spend)
 * is not modelled: its outcome counts as missing and its media as zero.
 */
public final class FitRequests {
  private static final double MICROS = 1e6;

  /** Holidays that a country keeps every year of these get a column, so that columns are stable. */
  private static final int HOLIDAYS_FROM = 2016;

  private static final int HOLIDAYS_YEARS = 10;

  /** By country and calendar; they never change, but take a while to find. */
  private static final ConcurrentMap<String, Set<String>> YEARLY = new ConcurrentHashMap<>();

  private FitRequests() {}

  /**
   * The request to fit {@code series} under {@code spec}.
   *
   * @throws BadDataException naming variable and week where a value is missing that must not be
   */
  public static FitRequest of(ModelSpec spec, Series series, Optional<FittedModel> incumbent) {
    List<MediaTerm> media = new ArrayList<>();
    List<double[]> exposure = new ArrayList<>();
    List<double[]> spend = new ArrayList<>();
    for (MediaSpec m : spec.media()) {
      media.add(term(m));
      exposure.add(orZero(series.of(m.mediaVariable())));
      spend.add(orZero(series.of(m.spendVariable())));
    }
    spec.organic()
        .forEach(
            o -> {
              media.add(MediaTerm.organic(o.name()));
              exposure.add(orZero(series.of(o.variable())));
              spend.add(new double[0]);
            });
    double[] outcome = window(series, series.of(spec.outcomeVariable()));
    dropWeeksWithNegativeMedia(series.leadInWeeks(), outcome, exposure, spend);

    List<BaselineTerm> terms = new ArrayList<>();
    List<double[]> columns = new ArrayList<>();
    addHolidays(spec, series, terms, columns);
    spec.context().forEach(c -> addContext(spec, c, series, terms, columns));
    return new FitRequest(
        new ModelDefinition(media, terms, spec.baseline().trend(), spec.baseline().season()),
        new ModelData(
            series.firstWeek(),
            series.leadInWeeks(),
            outcome,
            exposure.toArray(double[][]::new),
            spend.toArray(double[][]::new),
            columns.toArray(double[][]::new)),
        incumbent);
  }

  private static MediaTerm term(MediaSpec m) {
    return new MediaTerm(
        m.channel(),
        MediaTerm.Kind.PAID,
        MediaTerm.Adstock.valueOf(m.adstock().name()),
        m.theta().map(b -> new Bounds(b.lower(), b.upper())),
        m.alpha().map(b -> new Bounds(b.lower(), b.upper())),
        m.gamma().map(b -> new Bounds(b.lower(), b.upper())),
        m.roi().map(b -> new RoiBelief(b.lower(), b.upper())));
  }

  private static void dropWeeksWithNegativeMedia(
      int leadIn, double[] outcome, List<double[]> exposure, List<double[]> spend) {
    for (List<double[]> kind : List.of(exposure, spend)) {
      for (double[] values : kind) {
        for (int t = 0; t < values.length; t++) {
          if (values[t] < 0) {
            values[t] = 0;
            if (t >= leadIn) {
              outcome[t - leadIn] = Double.NaN;
            }
          }
        }
      }
    }
  }

  private static void addHolidays(
      ModelSpec spec, Series series, List<BaselineTerm> terms, List<double[]> columns) {
    LocalDate window = series.firstWeek().plusWeeks(series.leadInWeeks());
    holidays(spec, window, series.weeks())
        .forEach(
            (column, days) -> {
              terms.add(new BaselineTerm(column, "holiday"));
              columns.add(days);
            });
  }

  /**
   * The holiday columns of a spec's models over some weeks, by name and in order: days of each
   * holiday in each week. Empty for a spec without holidays.
   *
   * @param firstWeek first day of the first week
   */
  public static Map<String, double[]> holidays(ModelSpec spec, LocalDate firstWeek, int weeks) {
    return spec.baseline()
        .holidays()
        .map(country -> holidays(spec, country, firstWeek, weeks))
        .orElse(Map.of());
  }

  private static Map<String, double[]> holidays(
      ModelSpec spec, String country, LocalDate firstWeek, int weeks) {
    Map<String, double[]> days = Holidays.daysByWeek(country, spec.calendar(), firstWeek, weeks);
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (String holiday : yearlyHolidays(spec, country)) {
      columns.put("holiday." + holiday, days.getOrDefault(holiday, new double[weeks]));
    }
    return columns;
  }

  private static Set<String> yearlyHolidays(ModelSpec spec, String country) {
    return YEARLY.computeIfAbsent(
        country + " " + spec.calendar(), key -> findYearlyHolidays(spec, country));
  }

  private static Set<String> findYearlyHolidays(ModelSpec spec, String country) {
    Set<String> every = null;
    for (int i = 0; i < HOLIDAYS_YEARS; i++) {
      LocalDate start = spec.calendar().weekOf(LocalDate.of(HOLIDAYS_FROM + i, 1, 8));
      Set<String> year = Holidays.daysByWeek(country, spec.calendar(), start, 52).keySet();
      if (every == null) {
        every = new TreeSet<>(year);
      } else {
        every.retainAll(year);
      }
    }
    return every;
  }

  private static void addContext(
      ModelSpec spec,
      ContextSpec context,
      Series series,
      List<BaselineTerm> terms,
      List<double[]> columns) {
    if (context.kind() == ContextSpec.Kind.NUMBER) {
      terms.add(term(context.variable(), context));
      columns.add(filled(context.variable(), spec.fillOf(context.variable()), series));
      return;
    }
    String none = context.variable(context.noneLevel());
    for (String variable : series.micros().keySet()) {
      // A level that no week of the series has is no variable: files and streams must agree.
      if (variable.startsWith(context.variable() + ":")
          && !variable.equals(none)
          && Arrays.stream(series.of(variable)).anyMatch(v -> v != null && v != 0)) {
        terms.add(term(variable, context));
        columns.add(window(series, zeroForNull(series.of(variable))));
      }
    }
  }

  private static BaselineTerm term(String column, ContextSpec context) {
    return new BaselineTerm(
        column, context.variable(), BaselineTerm.Sign.valueOf(context.sign().name()));
  }

  private static double[] filled(String variable, Fill fill, Series series) {
    Long[] values = series.of(variable).clone();
    for (int t = 0; t < values.length; t++) {
      if (values[t] != null) {
        continue;
      }
      if (fill == Fill.ZERO) {
        values[t] = 0L;
      } else if (fill == Fill.PREVIOUS && t > 0 && values[t - 1] != null) {
        values[t] = values[t - 1];
      } else if (t >= series.leadInWeeks()) {
        throw new BadDataException(
            List.of(
                "%s has no value in week %s: send it, or say under fill in the spec what stands for it"
                    .formatted(variable, series.firstWeek().plusWeeks(t))));
      }
    }
    return window(series, values);
  }

  private static double[] window(Series series, Long[] micros) {
    Long[] window = Arrays.copyOfRange(micros, series.leadInWeeks(), micros.length);
    return Arrays.stream(window).mapToDouble(v -> v == null ? Double.NaN : v / MICROS).toArray();
  }

  private static double[] orZero(Long[] micros) {
    return Arrays.stream(micros).mapToDouble(v -> v == null ? 0 : v / MICROS).toArray();
  }

  private static Long[] zeroForNull(Long[] micros) {
    return Arrays.stream(micros).map(v -> v == null ? Long.valueOf(0) : v).toArray(Long[]::new);
  }
}
