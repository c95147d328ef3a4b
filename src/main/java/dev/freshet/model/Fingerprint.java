package dev.freshet.model;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * SHA-256 over a canonical form of everything a fit depends on.
 *
 * <p>A build's depends on definition, data, engine version and settings; a refresh's also on the
 * fingerprint of the incumbent, which stands for all the incumbent depends on.
 */
final class Fingerprint {
  private Fingerprint() {}

  static String of(
      ModelDefinition definition,
      ModelData data,
      List<MediumStart> starts,
      String engineVersion,
      int particles,
      boolean robust,
      Optional<String> incumbent) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      DataOutputStream out =
          new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      out.writeUTF(engineVersion);
      out.writeInt(particles);
      out.writeBoolean(robust);
      out.writeUTF(incumbent.orElse(""));
      write(out, definition);
      write(out, data);
      out.writeInt(starts.size());
      for (MediumStart start : starts) {
        out.writeUTF(start.medium());
        write(
            out,
            new double[] {start.theta(), start.halfSaturation(), start.shape(), start.share()});
      }
      out.flush();
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(DataOutputStream out, ModelDefinition definition) throws IOException {
    out.writeInt(definition.media().size());
    for (MediaTerm term : definition.media()) {
      out.writeUTF(term.name());
      out.writeUTF(term.kind().name());
      out.writeUTF(term.adstock().name());
      write(out, term.theta());
      write(out, term.alpha());
      write(out, term.gamma());
      write(out, term.roi().map(belief -> new Bounds(belief.low(), belief.high())));
    }
    out.writeInt(definition.baseline().size());
    for (BaselineTerm term : definition.baseline()) {
      out.writeUTF(term.name());
      out.writeUTF(term.component());
      out.writeUTF(term.sign().name());
    }
    out.writeBoolean(definition.trend());
    out.writeBoolean(definition.season());
  }

  private static void write(DataOutputStream out, Optional<Bounds> bounds) throws IOException {
    out.writeBoolean(bounds.isPresent());
    if (bounds.isPresent()) {
      out.writeDouble(bounds.get().low());
      out.writeDouble(bounds.get().high());
    }
  }

  private static void write(DataOutputStream out, ModelData data) throws IOException {
    out.writeLong(data.firstWeek().toEpochDay());
    out.writeInt(data.leadInWeeks());
    write(out, data.outcomeArray());
    for (int c = 0; c < data.mediaCount(); c++) {
      write(out, data.mediaArray(c));
      write(out, data.spendArray(c));
    }
    for (int k = 0; k < data.baselineCount(); k++) {
      write(out, data.baselineArray(k));
    }
    out.writeInt(data.experiments().size());
    for (Experiment experiment : data.experiments()) {
      write(out, experiment);
    }
  }

  private static void write(DataOutputStream out, Experiment e) throws IOException {
    out.writeUTF(e.name());
    out.writeInt(e.channels().size());
    double[][] change = e.change();
    for (int c = 0; c < change.length; c++) {
      out.writeUTF(e.channels().get(c));
      write(out, change[c]);
    }
    out.writeLong(e.testWeek().toEpochDay());
    out.writeLong(e.measuredWeek().toEpochDay());
    write(out, e.measured());
    write(out, new double[] {e.share(), e.lift(), e.standardError()});
    out.writeUTF(e.scope().name());
  }

  private static void write(DataOutputStream out, double[] values) throws IOException {
    out.writeInt(values.length);
    for (double v : values) {
      out.writeDouble(v == 0 ? 0 : v); // −0 is 0; writeDouble already writes one NaN
    }
  }
}
