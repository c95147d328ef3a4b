package dev.freshet.cli;

import picocli.CommandLine.Command;

/** {@code freshet bench}: the studies that our documentation's figures come from. */
@Command(
    name = "bench",
    hidden = true,
    description = "Measures the engine on simulated advertisers: prints the tables of the docs.",
    synopsisSubcommandLabel = "STUDY",
    subcommands = {
      BenchFitCommand.class,
      BenchRefreshCommand.class,
      BenchRecoveryCommand.class,
      BenchForecastCommand.class,
      BenchGradientCommand.class,
      BenchIngestCommand.class,
      BenchFleetCommand.class,
      BenchRestartCommand.class
    })
final class BenchCommand {}
