package dev.freshet.spec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The canonical form of a spec and its digest: equal for specs that model the same thing.
 *
 * <p>Every part is written as {@code length:text}, so that no two specs share a form; numbers by
 * their bits, since decimal notation of doubles differs between Java versions.
 */
final class SpecFingerprint {
  private static final String VERSION = "freshet-spec-1";
  private final StringBuilder form = new StringBuilder();

  private SpecFingerprint() {}

  static String of(ModelSpec spec) {
    SpecFingerprint canonical = new SpecFingerprint();
    canonical.write(spec);
    return sha256(canonical.form.toString());
  }

  private void write(ModelSpec spec) {
    text(VERSION).text(spec.model()).text(spec.currency());
    text(spec.outcome()).text(String.valueOf(spec.outcomeIsMoney())).text(spec.outcomeSource());
    text(spec.calendar().weekStart().name()).text(spec.calendar().zone().getId());
    number(spec.windowWeeks()).number(spec.minWeeks());
    BaselineSpec baseline = spec.baseline();
    text(String.valueOf(baseline.trend())).text(String.valueOf(baseline.season()));
    text(baseline.holidays().orElse(""));
    number(spec.media().size());
    spec.media().forEach(this::write);
    number(spec.organic().size());
    spec.organic().forEach(o -> text(o.name()).text(o.source()));
    number(spec.context().size());
    spec.context().forEach(this::write);
    write(spec.closing());
  }

  private void write(MediaSpec media) {
    text(media.channel()).text(media.adstock().name()).text(media.source());
    text(media.exposure().map(Exposure::kind).orElse(""));
    bounds(media.theta()).bounds(media.alpha()).bounds(media.gamma()).bounds(media.roi());
  }

  private void write(ContextSpec context) {
    text(context.name()).text(context.sign().name()).text(context.kind().name());
    text(context.aggregation().name()).text(context.fill().name());
    text(context.source()).text(context.noneLevel());
  }

  private void write(ClosingSpec closing) {
    duration(closing.grace()).duration(closing.maxWait()).duration(closing.idle());
    number(closing.restatementTolerance()).number(closing.settleWeeks());
  }

  private SpecFingerprint bounds(Optional<Bounds> bounds) {
    bounds.ifPresentOrElse(b -> number(b.lower()).number(b.upper()), () -> text(""));
    return this;
  }

  private SpecFingerprint duration(Duration duration) {
    return text(duration.getSeconds() + "s" + duration.getNano());
  }

  private SpecFingerprint number(int value) {
    return text(Integer.toString(value));
  }

  private SpecFingerprint number(double value) {
    return text(Long.toHexString(Double.doubleToLongBits(value)));
  }

  private SpecFingerprint text(String value) {
    form.append(value.length()).append(':').append(value);
    return this;
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }
}
