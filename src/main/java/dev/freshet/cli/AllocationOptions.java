package dev.freshet.cli;

import dev.freshet.allocate.Aim;
import dev.freshet.allocate.AllocationRequest;
import dev.freshet.allocate.Goal;
import dev.freshet.allocate.Horizon;
import dev.freshet.allocate.Risk;
import dev.freshet.allocate.SpendBounds;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a plan is asked to do, as the command line says it. */
final class AllocationOptions {
  private static final String[] HEADS = {"channel", "lower", "upper"};

  @Option(
      names = "--budget",
      description =
          "Most to spend over all weeks (a week with --steady). Default: what the channels spend of"
              + " late; with a target, no limit.")
  private Double budget;

  @ArgGroup private Target target;

  /** The figure to reach, if it is not the most response. */
  private static final class Target {
    @Option(
        names = "--target-roi",
        description = "Most response at which response / spend reaches this.")
    private Double roi;

    @Option(
        names = "--target-cpa",
        description = "Most response at which spend / response keeps to this.")
    private Double cpa;

    @Option(
        names = "--target-mroi",
        description = "Spend until a further unit brings no more than this.")
    private Double mroi;
  }

  @Option(
      names = "--least-spend",
      description = "With --target-roi or --target-cpa: the least spend that reaches it instead.")
  private boolean leastSpend;

  @Option(
      names = "--weeks",
      description = "Weeks of the plan, after the model's last. Default: 13.")
  private Integer weeks;

  @Option(
      names = "--credit-weeks",
      description =
          "Weeks after the plan in which its carry-over still counts. Default: 52, all but a trace.")
  private Integer creditWeeks;

  @ArgGroup private How how;

  /** How the weeks relate, if not each by itself. */
  private static final class How {
    @Option(names = "--level", description = "A channel spends the same every week.")
    private boolean level;

    @Option(
        names = "--steady",
        description = "One week of a spend that goes on for good, with the response it settles at.")
    private boolean steady;
  }

  @Option(
      names = "--channel",
      paramLabel = "NAME=LOWER:UPPER",
      description =
          "Bounds of a channel's spend in each week: tv=1000:5000 in money, tv=70%%:150%% of its mean"
              + " of late; an end may be left out. Several times for several channels.")
  private Map<String, String> channels = new LinkedHashMap<>();

  @Option(
      names = "--bounds",
      description = "CSV file with channel, lower, upper: the same for many; --channel wins.")
  private Path boundsFile;

  @Option(
      names = "--other-channels",
      paramLabel = "LOWER:UPPER",
      description = "Bounds of channels not named. Default: 50%%:200%%.")
  private String others;

  @Option(
      names = "--reference-weeks",
      defaultValue = "13",
      description =
          "Last weeks whose mean is a channel's spend of late. Default: ${DEFAULT-VALUE}.")
  private int referenceWeeks;

  @Option(
      names = "--cost-weeks",
      defaultValue = "13",
      description =
          "Last weeks with spend and exposure that tell what an impression or click costs."
              + " Default: ${DEFAULT-VALUE}.")
  private int costWeeks;

  @Option(
      names = "--risk-averse",
      paramLabel = "OPTION",
      description =
          "Instead of the mean response: sd:1, the mean less 1 standard deviation; worst:20%%, the"
              + " mean of the worst 20 %% of the posterior.")
  private String risk;

  /**
   * The request.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  AllocationRequest request() throws IOException {
    return new AllocationRequest(
        aim(),
        horizon(),
        bounds(),
        others == null ? AllocationRequest.OTHER_BOUNDS : SpendBounds.parse(others),
        referenceWeeks,
        costWeeks,
        risk == null ? Risk.EXPECTED : Risk.parse(risk));
  }

  private Aim aim() {
    Aim aim = Aim.mostResponse();
    if (target != null && target.roi != null) {
      aim = Aim.target(Goal.TARGET_ROI, target.roi);
    } else if (target != null && target.cpa != null) {
      aim = Aim.target(Goal.TARGET_CPA, target.cpa);
    } else if (target != null) {
      aim = Aim.target(Goal.TARGET_MROI, target.mroi);
    }
    aim = budget == null ? aim : aim.within(budget);
    return leastSpend ? aim.atLeastSpend() : aim;
  }

  private Horizon horizon() {
    if (how != null && how.steady) {
      if (weeks != null || creditWeeks != null) {
        throw new IllegalArgumentException(
            "--steady plans a week that goes on for good: leave out --weeks and --credit-weeks");
      }
      return Horizon.steady();
    }
    return new Horizon(
        how == null ? Horizon.Timing.BY_WEEK : Horizon.Timing.LEVEL,
        weeks == null ? AllocationRequest.QUARTER : weeks,
        creditWeeks == null ? Horizon.ALL_CREDITED : creditWeeks);
  }

  private Map<String, SpendBounds> bounds() throws IOException {
    Map<String, SpendBounds> bounds = new TreeMap<>();
    if (boundsFile != null) {
      read(Inputs.file(boundsFile), bounds);
    }
    channels.forEach((channel, text) -> bounds.put(channel, SpendBounds.parse(text)));
    return bounds;
  }

  private static void read(Path file, Map<String, SpendBounds> bounds) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setTrim(true).get();
    try (Reader reader = Files.newBufferedReader(file);
        CSVParser parser = format.parse(reader)) {
      if (!parser.getHeaderNames().equals(java.util.List.of(HEADS))) {
        throw new IllegalArgumentException(
            "%s: its columns are %s; they must be %s"
                .formatted(
                    file, String.join(", ", parser.getHeaderNames()), String.join(", ", HEADS)));
      }
      for (CSVRecord row : parser) {
        try {
          bounds.put(row.get(0), SpendBounds.parse(row.get(1) + ":" + row.get(2)));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "%s:%d: %s".formatted(file, parser.getCurrentLineNumber(), e.getMessage()), e);
        }
      }
    }
  }
}
