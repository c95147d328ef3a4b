package dev.freshet.cli;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.demo.ResultReader;
import dev.freshet.demo.SimulatedTruth;
import java.util.ArrayList;
import java.util.List;

/** Keeps count over a demo: refresh lags, and intervals that hold the simulator's truth. */
final class DemoTally {
  private final List<Double> lags = new ArrayList<>();
  private final List<Double> fits = new ArrayList<>();
  private int refreshes;
  private int builds;
  private int intervals;
  private int holding;

  /** A row of a refresh beside the truth. */
  record Judged(ChannelRoi row, double truth, boolean holds) {}

  /** Counts a refresh that the table shows, with its lag. */
  List<Judged> shown(ResultReader.Refresh refresh, SimulatedTruth truth) {
    lags.add(refresh.lag().toNanos() / 1e6);
    List<Judged> judged = new ArrayList<>();
    for (ChannelRoi row : refresh.roi()) {
      if (row.getHorizon().equals("window") && truth.channels().contains(row.getChannel())) {
        double roi = truth.roi(row.getChannel(), row.getFirstWeek(), row.getLastWeek());
        boolean told = row.getRoi() != null;
        boolean holds = told && roi >= row.getRoiLower() && roi <= row.getRoiUpper();
        judged.add(new Judged(row, roi, holds));
        intervals += told ? 1 : 0;
        holding += holds ? 1 : 0;
      }
    }
    return judged;
  }

  /** Counts any refresh, shown or not. */
  void counted(ResultReader.Refresh refresh) {
    fits.add(refresh.report().getFitMillis());
    switch (refresh.report().getKind()) {
      case REFRESH -> refreshes++;
      case BUILD, REBUILD -> builds++;
    }
  }

  int refreshes() {
    return refreshes;
  }

  int builds() {
    return builds;
  }

  int intervals() {
    return intervals;
  }

  int holding() {
    return holding;
  }

  /** Quantile of the refresh lags by the nearest rank, milliseconds; 0 without any. */
  double lagQuantile(double p) {
    if (lags.isEmpty()) {
      return 0;
    }
    List<Double> sorted = lags.stream().sorted().toList();
    int rank = (int) Math.ceil(p * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }
}
