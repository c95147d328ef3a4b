package dev.freshet.model;

import java.util.List;
import java.util.Objects;

/**
 * A model and its answers: what is published, and all that a refresh needs to start from it.
 *
 * @param kind how it came about
 * @param reason why it came about this way, in words
 * @param engineVersion version of the mathematics; a refresh needs the incumbent's to be equal
 * @param fingerprint SHA-256 over everything the fit depends on, 64 hexadecimal digits
 * @param definition what the model consists of
 * @param data the weeks it was fitted on
 * @param anchor the scales frozen at its last build
 * @param particles its hyperparameters with their uncertainty
 * @param stepSize the adapted step of the Hamiltonian moves
 * @param sampler how the particles came about
 * @param components contributions by component and week
 * @param roi ROI by channel and horizon
 * @param curves response curve by medium
 * @param diagnostics quality of the fit
 * @param roiChanges change of each channel's window ROI against the incumbent; empty without one
 * @param carryOver contributions of the media, split into immediate and carried
 * @param spendWeeks contributions of the paid channels by the week of spend that caused them
 * @param decomposition shares of the components in the fitted outcome
 * @param gate whether it may replace the incumbent, and the scores and checks that say so
 */
public record FittedModel(
    FitKind kind,
    String reason,
    String engineVersion,
    String fingerprint,
    ModelDefinition definition,
    ModelData data,
    Anchor anchor,
    Particles particles,
    double stepSize,
    SamplerReport sampler,
    List<ComponentPath> components,
    List<ChannelRoi> roi,
    List<ResponseCurve> curves,
    Diagnostics diagnostics,
    List<RoiChange> roiChanges,
    List<CarryOver> carryOver,
    List<SpendWeek> spendWeeks,
    Decomposition decomposition,
    Gate gate) {
  public FittedModel {
    Objects.requireNonNull(gate, "gate");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(engineVersion, "engineVersion");
    if (!fingerprint.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "fingerprint must be 64 hexadecimal digits: " + fingerprint);
    }
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(anchor, "anchor");
    Objects.requireNonNull(particles, "particles");
    Objects.requireNonNull(sampler, "sampler");
    Objects.requireNonNull(diagnostics, "diagnostics");
    components = List.copyOf(components);
    Objects.requireNonNull(decomposition, "decomposition");
    roi = List.copyOf(roi);
    curves = List.copyOf(curves);
    roiChanges = List.copyOf(roiChanges);
    carryOver = List.copyOf(carryOver);
    spendWeeks = List.copyOf(spendWeeks);
  }

  /** A model whose gate is open and of which nothing else is known. */
  public FittedModel(
      FitKind kind,
      String reason,
      String engineVersion,
      String fingerprint,
      ModelDefinition definition,
      ModelData data,
      Anchor anchor,
      Particles particles,
      double stepSize,
      SamplerReport sampler,
      List<ComponentPath> components,
      List<ChannelRoi> roi,
      List<ResponseCurve> curves,
      Diagnostics diagnostics,
      List<RoiChange> roiChanges,
      List<CarryOver> carryOver,
      List<SpendWeek> spendWeeks,
      Decomposition decomposition) {
    this(
        kind,
        reason,
        engineVersion,
        fingerprint,
        definition,
        data,
        anchor,
        particles,
        stepSize,
        sampler,
        components,
        roi,
        curves,
        diagnostics,
        roiChanges,
        carryOver,
        spendWeeks,
        decomposition,
        Gate.OPEN);
  }

  /** The first 16 digits of the fingerprint: the version every published row carries. */
  public String modelVersion() {
    return fingerprint.substring(0, 16);
  }

  /** The seed of the random numbers: the next 16 digits of the fingerprint. */
  public long seed() {
    return seedOf(fingerprint);
  }

  static long seedOf(String fingerprint) {
    return Long.parseUnsignedLong(fingerprint.substring(16, 32), 16);
  }

  /** The path of one component. */
  public ComponentPath component(String name) {
    return components.stream()
        .filter(c -> c.component().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no component named " + name));
  }
}
