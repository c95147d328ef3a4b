package dev.freshet.cli;

import dev.freshet.config.Configuration;
import dev.freshet.config.Settings;
import dev.freshet.ops.ClientSettings;
import dev.freshet.ops.Role;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.DeadLetters;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a configuration means for the service. */
final class ServiceSettings {
  private ServiceSettings() {}

  static ServiceConfig of(Configuration settings) throws IOException {
    return new ServiceConfig(
        Role.valueOf(settings.get(Settings.ROLE).toUpperCase(Locale.ROOT)),
        ClientSettings.cluster(settings),
        instance(settings.find(Settings.INSTANCE)),
        new ServiceConfig.State(
            settings.get(Settings.STATE_DIR),
            settings.get(Settings.STANDBYS),
            (long) settings.get(Settings.STATE_MEMORY_MIB) << 20),
        new ServiceConfig.Layout(
            settings.get(Settings.PARTITIONS),
            settings.get(Settings.REPLICATION),
            settings.find(Settings.INPUT_RETENTION)),
        new ServiceConfig.Load(
            settings.get(Settings.THREADS),
            settings.find(Settings.FITS).orElseGet(Runtime.getRuntime()::availableProcessors),
            settings.get(Settings.BUILDS)),
        new ServiceConfig.Booking(
            Duration.ofMillis(settings.get(Settings.FLUSH_MILLIS)),
            settings.get(Settings.KEYED_INPUTS),
            settings.get(Settings.SETTLE_QUIET),
            settings.find(Settings.PUT_ASIDE).orElse(List.of()).stream()
                .map(DeadLetters.Place::parse)
                .collect(Collectors.toSet())),
        new ServiceConfig.Http(
            settings.get(Settings.HTTP_HOST),
            settings.get(Settings.HTTP_PORT),
            settings.find(Settings.API_TOKEN)));
  }

  private static ServiceConfig.Instance instance(Optional<String> name) throws IOException {
    return name.isPresent()
        ? new ServiceConfig.Instance(name.get(), true)
        : new ServiceConfig.Instance(hostAndProcess(), false);
  }

  private static String hostAndProcess() throws IOException {
    return InetAddress.getLocalHost().getHostName() + "-" + ProcessHandle.current().pid();
  }
}
