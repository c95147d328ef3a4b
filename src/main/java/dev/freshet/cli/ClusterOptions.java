package dev.freshet.cli;

import dev.freshet.config.Configuration;
import dev.freshet.config.Kind;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import dev.freshet.ops.ClientSettings;
import dev.freshet.ops.ServiceConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * Options of every command that speaks to a cluster, one for each setting it takes. What the
 * command line does not say is looked up in the environment and in a file.
 */
final class ClusterOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Setting of every Kafka client, such as kafka.security.protocol=SSL, or of the registry"
              + " client, such as registry.max.retries=5. With -file after the name the value is a"
              + " file that holds it.")
  private List<String> assignments = List.of();

  private final List<Setting<?>> settings;
  private CommandSpec command;
  private Map<String, String> environment;

  /** Of a command that is no part of the service. */
  ClusterOptions() {
    this(Settings.CLUSTER);
  }

  ClusterOptions(List<Setting<?>> settings) {
    this.settings = settings;
  }

  /**
   * Gives a command its options, if it has these among its own.
   *
   * @param environment variables
   */
  static void declare(CommandSpec command, Map<String, String> environment) {
    for (CommandSpec mixin : List.copyOf(command.mixins().values())) {
      if (mixin.userObject() instanceof ClusterOptions options) {
        options.addTo(command, environment);
      }
    }
  }

  private void addTo(CommandSpec to, Map<String, String> variables) {
    command = to;
    environment = variables;
    for (Setting<?> setting : settings) {
      to.addOption(option(setting));
      if (setting.kind().secret()) {
        to.addOption(
            OptionSpec.builder("--" + setting.name() + "-file")
                .type(String.class)
                .paramLabel("FILE")
                .description("File that holds it.")
                .build());
      }
    }
  }

  private static OptionSpec option(Setting<?> setting) {
    OptionSpec.Builder option =
        OptionSpec.builder("--" + setting.name())
            .paramLabel(setting.kind().label())
            .description(setting.meaning() + " Default: " + setting.absence() + ".");
    return switch (setting.kind().form()) {
      case LIST -> option.type(List.class).auxiliaryTypes(String.class).build();
      case SWITCH -> option.type(String.class).arity("0..1").fallbackValue("true").build();
      default -> option.type(String.class).build();
    };
  }

  /**
   * The effective settings of the command.
   *
   * @throws dev.freshet.config.ConfigurationException with everything that is wrong
   */
  Configuration configuration() {
    CommandLine.ParseResult parsed = command.commandLine().getParseResult();
    Map<String, String> options = new HashMap<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      if (isSetting(name.substring(2))) {
        options.put(name.substring(2), text(option.getValue()));
      }
    }
    return Configuration.reader()
        .wanted(settings)
        .clients(ClientSettings.clients())
        .commandLine(options, assignments)
        .environment(environment)
        .read();
  }

  private boolean isSetting(String name) {
    return settings.stream()
        .anyMatch(
            s ->
                s.name().equals(name)
                    || s.kind().form() == Kind.Form.SECRET && name.equals(s.name() + "-file"));
  }

  private static String text(Object value) {
    return value instanceof List<?> several
        ? String.join(",", several.stream().map(Object::toString).toList())
        : value.toString();
  }

  ServiceConfig.Cluster cluster() {
    return ClientSettings.cluster(configuration());
  }
}
