package dev.freshet.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ops.Rights;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicDefaults;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the overlays render to, held against Kubernetes' types and against the service itself. */
class KubernetesTest {
  private static final String PRODUCTION = "k8s/overlays/production";
  private static final String DEVELOPMENT = "k8s/overlays/development";
  private static final String PREFIX = "FRESHET_";

  /** Of resources whose types are not at hand; their fields are held by tests of their own. */
  private static final Set<String> OTHERS =
      Set.of(
          "kafka.strimzi.io/v1 KafkaTopic",
          "kafka.strimzi.io/v1 KafkaUser",
          "keda.sh/v1alpha1 ScaledObject",
          "keda.sh/v1alpha1 TriggerAuthentication");

  /** As Strimzi writes them. */
  private static final Map<String, ResourceType> RESOURCES =
      Map.of(
          "topic", ResourceType.TOPIC,
          "group", ResourceType.GROUP,
          "transactionalId", ResourceType.TRANSACTIONAL_ID);

  private static final Map<String, AclOperation> OPERATIONS =
      Map.of(
          "Read", AclOperation.READ,
          "Write", AclOperation.WRITE,
          "Create", AclOperation.CREATE,
          "Delete", AclOperation.DELETE,
          "Describe", AclOperation.DESCRIBE,
          "DescribeConfigs", AclOperation.DESCRIBE_CONFIGS);

  private static final Map<String, List<JsonNode>> RENDERED = new HashMap<>();

  @BeforeAll
  static void render() throws IOException {
    assumeTrue(
        Manifests.canRender(),
        "neither kubectl nor kustomize is here: install one to test what k8s/ renders to");
    for (String overlay : List.of(DEVELOPMENT, PRODUCTION)) {
      RENDERED.put(overlay, Manifests.render(overlay));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DEVELOPMENT, PRODUCTION})
  void shouldFitTheTypesOfKubernetes(String overlay) throws IOException {
    for (JsonNode resource : RENDERED.get(overlay)) {
      if (Manifests.isTyped(resource)) {
        assertThat(Manifests.typed(resource).getMetadata().getName()).isNotBlank();
      } else {
        assertThat(OTHERS).contains(Manifests.type(resource));
      }
    }
  }

  @Test
  void shouldRefuseAFieldThatKubernetesDoesNotKnow() {
    for (JsonNode resource : RENDERED.get(PRODUCTION)) {
      if (Manifests.isTyped(resource) && resource.has("spec")) {
        ObjectNode broken = resource.deepCopy();
        ((ObjectNode) broken.path("spec")).put("replcas", 3);
        assertThatThrownBy(() -> Manifests.typed(broken))
            .as(Manifests.type(resource))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("replcas");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DEVELOPMENT, PRODUCTION})
  void shouldUseSettingsThatThereAre(String overlay) throws IOException {
    Names settings = Names.ofSettings();
    for (PodTemplateSpec pod : workloads(overlay).values()) {
      Set<String> variables =
          environment(overlay, pod).keySet().stream()
              .filter(name -> name.startsWith(PREFIX))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(variables)
          .contains("FRESHET_ROLE", "FRESHET_BOOTSTRAP_SERVERS", "FRESHET_SCHEMA_REGISTRY")
          .allMatch(
              name -> {
                String key = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
                return settings.contains(key.replace('_', '-'))
                    || settings.contains(key.replace('_', '.'));
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DEVELOPMENT, PRODUCTION})
  void shouldRunEachRoleRestrictedProbedAndBounded(String overlay) throws IOException {
    Map<String, PodTemplateSpec> workloads = workloads(overlay);

    assertThat(workloads.keySet()).containsExactly("api", "ledger", "planner", "refresher");
    workloads.forEach(
        (component, pod) -> {
          assertThat(environment(overlay, pod)).containsEntry("FRESHET_ROLE", component);
          assertRestricted(pod);
          Container container = container(pod);
          assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/live");
          assertThat(container.getReadinessProbe().getHttpGet().getPath())
              .isEqualTo("/health/ready");
          assertThat(container.getStartupProbe().getHttpGet().getPath())
              .isEqualTo("/health/startup");
          assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
          assertThat(container.getResources().getLimits()).containsKey("memory");
          assertThat(container.getVolumeMounts().stream().map(VolumeMount::getMountPath))
              .contains("/var/lib/freshet", "/tmp");
          assertThat(pod.getSpec().getTerminationGracePeriodSeconds())
              .isGreaterThan(sleep(container) + Service.CLOSE.toSeconds());
          assertThat(container.getPorts())
              .singleElement()
              .satisfies(
                  port -> {
                    assertThat(port.getName()).isEqualTo("http");
                    assertThat(port.getContainerPort())
                        .hasToString(environment(overlay, pod).get("FRESHET_HTTP_PORT"));
                  });
          for (Probe probe :
              List.of(
                  container.getLivenessProbe(),
                  container.getReadinessProbe(),
                  container.getStartupProbe())) {
            assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
          }
          assertThat(pod.getSpec().getTopologySpreadConstraints()).hasSize(2);
        });
  }

  private static long sleep(Container container) {
    return container.getLifecycle() == null
        ? 0
        : container.getLifecycle().getPreStop().getSleep().getSeconds();
  }

  /** Endpoints go from all nodes a moment after a pod is told to end. */
  @ParameterizedTest
  @ValueSource(strings = {DEVELOPMENT, PRODUCTION})
  void shouldGoOnAnsweringUntilNobodyAsksAnyMore(String overlay) throws IOException {
    workloads(overlay)
        .forEach(
            (component, pod) ->
                assertThat(sleep(container(pod)) > 0)
                    .as(component)
                    .isEqualTo(component.equals("api")));
  }

  /** Brokers, registry and names are let through, on the ports that are configured. */
  @ParameterizedTest
  @ValueSource(strings = {DEVELOPMENT, PRODUCTION})
  void shouldLetOutToWhereTheSettingsPoint(String overlay) throws IOException {
    Map<String, String> settings = settings(overlay);
    List<Integer> wanted = new ArrayList<>();
    for (String broker : settings.get("FRESHET_BOOTSTRAP_SERVERS").split(",")) {
      wanted.add(Integer.parseInt(broker.substring(broker.lastIndexOf(':') + 1)));
    }
    for (String url : settings.get("FRESHET_SCHEMA_REGISTRY").split(",")) {
      wanted.add(URI.create(url).getPort());
    }
    List<NetworkPolicyEgressRule> rules =
        of(overlay, NetworkPolicy.class).stream()
            .filter(policy -> policy.getSpec().getPolicyTypes().contains("Egress"))
            .flatMap(policy -> policy.getSpec().getEgress().stream())
            .toList();

    for (int port : wanted) {
      assertThat(rules)
          .as("to anything in the cluster on " + port)
          .anyMatch(
              rule ->
                  rule.getTo().stream().anyMatch(KubernetesTest::isAnyNamespace)
                      && rule.getPorts().stream().anyMatch(p -> isTcp(p) && covers(p, port)));
    }
    for (String protocol : List.of("UDP", "TCP")) {
      for (int port : List.of(53, 5353)) {
        assertThat(rules)
            .as("names on " + port + " by " + protocol)
            .anyMatch(
                rule ->
                    rule.getPorts().stream()
                        .anyMatch(p -> covers(p, port) && protocol.equals(p.getProtocol())));
      }
    }
  }

  private static boolean isAnyNamespace(NetworkPolicyPeer peer) {
    return peer.getNamespaceSelector() != null
        && peer.getNamespaceSelector().getMatchLabels().isEmpty()
        && peer.getPodSelector() == null;
  }

  private static boolean isTcp(NetworkPolicyPort port) {
    return port.getProtocol() == null || port.getProtocol().equals("TCP");
  }

  private static boolean covers(NetworkPolicyPort port, int wanted) {
    int first = port.getPort().getIntVal();
    int last = port.getEndPort() == null ? first : port.getEndPort();
    return first <= wanted && wanted <= last;
  }

  /** Pod Security's level "restricted". */
  private static void assertRestricted(PodTemplateSpec pod) {
    Container container = container(pod);
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(10001);
    assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
        .isEqualTo("RuntimeDefault");
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
  }

  @ParameterizedTest
  @ValueSource(strings = {DEVELOPMENT, PRODUCTION})
  void shouldKeepStateAndNameOfLedgerAndPlanner(String overlay) throws IOException {
    for (StatefulSet set : of(overlay, StatefulSet.class)) {
      assertThat(set.getSpec().getVolumeClaimTemplates()).hasSize(1);
      assertThat(set.getSpec().getVolumeClaimTemplates().get(0).getMetadata().getName())
          .isEqualTo("state");
      assertThat(container(set.getSpec().getTemplate()).getEnv())
          .anySatisfy(
              variable -> {
                assertThat(variable.getName()).isEqualTo("FRESHET_INSTANCE");
                assertThat(variable.getValueFrom().getFieldRef().getFieldPath())
                    .isEqualTo("metadata.name");
              });
    }
    // A pod of a Deployment has another name each time: as a static member it would leave ghosts.
    for (Deployment deployment : of(overlay, Deployment.class)) {
      assertThat(environment(overlay, deployment.getSpec().getTemplate()))
          .doesNotContainKey("FRESHET_INSTANCE");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DEVELOPMENT, PRODUCTION})
  void shouldSelectThePodsThatThereAre(String overlay) throws IOException {
    Map<String, PodTemplateSpec> workloads = workloads(overlay);
    Set<String> budgeted = new TreeSet<>();
    for (PodDisruptionBudget budget : of(overlay, PodDisruptionBudget.class)) {
      budgeted.addAll(selected(workloads, budget.getSpec().getSelector().getMatchLabels()));
    }
    assertThat(budgeted).isEqualTo(workloads.keySet());

    Set<String> isolated = new TreeSet<>();
    for (NetworkPolicy policy : of(overlay, NetworkPolicy.class)) {
      if (policy.getSpec().getPolicyTypes().contains("Egress")) {
        isolated.addAll(selected(workloads, policy.getSpec().getPodSelector().getMatchLabels()));
      }
    }
    assertThat(isolated).isEqualTo(workloads.keySet());

    for (var service : of(overlay, io.fabric8.kubernetes.api.model.Service.class)) {
      assertThat(selected(workloads, service.getSpec().getSelector()))
          .as(service.getMetadata().getName())
          .isNotEmpty();
    }
  }

  private static Set<String> selected(
      Map<String, PodTemplateSpec> workloads, Map<String, String> labels) {
    return workloads.entrySet().stream()
        .filter(
            e -> e.getValue().getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void shouldDeclareTheTopicsThatTheServiceWouldCreate() {
    Map<String, String> settings = settings(PRODUCTION);
    ServiceConfig.Layout layout =
        new ServiceConfig.Layout(
            Integer.parseInt(settings.get("FRESHET_PARTITIONS")),
            Integer.parseInt(settings.get("FRESHET_REPLICATION")));
    Map<String, Map<String, String>> expected = new TreeMap<>();
    for (Topic<?, ?> topic : topics().all()) {
      expected.put(topic.name(), TopicDefaults.of(topic, layout));
    }

    Map<String, Map<String, String>> declared = new TreeMap<>();
    for (JsonNode topic : ofKind(PRODUCTION, "KafkaTopic")) {
      assertThat(fields(topic)).containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec");
      assertThat(fields(topic.path("spec")))
          .containsExactlyInAnyOrder("partitions", "replicas", "config");
      Map<String, String> configs = new TreeMap<>();
      topic
          .path("spec")
          .path("config")
          .properties()
          .forEach(e -> configs.put(e.getKey(), e.getValue().asText()));
      declared.put(topic.path("metadata").path("name").asText(), configs);
      assertThat(topic.path("spec").path("partitions").asText())
          .isEqualTo(settings.get("FRESHET_PARTITIONS"));
      assertThat(topic.path("spec").path("replicas").asText())
          .isEqualTo(settings.get("FRESHET_REPLICATION"));
    }

    assertThat(declared).isEqualTo(expected);
    assertThat(settings).doesNotContainKeys("FRESHET_CREATE_TOPICS", "FRESHET_INPUT_RETENTION");
  }

  @Test
  void shouldGiveEachRoleAUserWithItsRightsAndNoOthers() throws IOException {
    Map<String, Map<ResourcePattern, Set<AclOperation>>> users = new TreeMap<>();
    String mechanism = settings(PRODUCTION).get("FRESHET_KAFKA_SASL_MECHANISM");
    for (JsonNode user : ofKind(PRODUCTION, "KafkaUser")) {
      JsonNode spec = user.path("spec");
      assertThat(fields(spec)).containsExactlyInAnyOrder("authentication", "authorization");
      assertThat(fields(spec.path("authentication"))).containsExactly("type");
      assertThat(spec.path("authentication").path("type").asText())
          .isEqualTo(mechanism.toLowerCase(Locale.ROOT));
      assertThat(fields(spec.path("authorization"))).containsExactlyInAnyOrder("type", "acls");
      assertThat(spec.path("authorization").path("type").asText()).isEqualTo("simple");
      users.put(user.path("metadata").path("name").asText(), rights(user));
    }
    for (Role role : Role.values()) {
      if (role != Role.ALL) {
        assertThat(users.get("freshet-" + role.name().toLowerCase(Locale.ROOT)))
            .as(role.name())
            .isEqualTo(Rights.of(role, topics()));
      }
    }
    assertThat(users.get("freshet-source")).isEqualTo(Rights.ofSource(topics()));
    workloads(PRODUCTION)
        .forEach(
            (component, pod) -> {
              assertThat(users).containsKey("freshet-" + component);
              assertThat(pod.getSpec().getVolumes())
                  .filteredOn(volume -> volume.getName().equals("kafka-user"))
                  .singleElement()
                  .extracting(volume -> volume.getSecret().getSecretName())
                  .isEqualTo("freshet-" + component);
              assertThat(pod.getSpec().getVolumes())
                  .filteredOn(volume -> volume.getName().equals("cluster-ca"))
                  .singleElement()
                  .extracting(volume -> volume.getSecret().getSecretName())
                  .isEqualTo("kafka-cluster-ca-cert");
            });
  }

  private static Map<ResourcePattern, Set<AclOperation>> rights(JsonNode user) {
    Map<ResourcePattern, Set<AclOperation>> rights = new HashMap<>();
    for (JsonNode rule : user.path("spec").path("authorization").path("acls")) {
      assertThat(fields(rule)).containsExactlyInAnyOrder("resource", "operations");
      JsonNode resource = rule.path("resource");
      assertThat(fields(resource)).containsExactlyInAnyOrder("type", "name", "patternType");
      ResourcePattern pattern =
          new ResourcePattern(
              RESOURCES.get(resource.path("type").asText()),
              resource.path("name").asText(),
              resource.path("patternType").asText().equals("prefix")
                  ? PatternType.PREFIXED
                  : PatternType.LITERAL);
      Set<AclOperation> operations = new TreeSet<>();
      rule.path("operations").forEach(o -> operations.add(OPERATIONS.get(o.asText())));
      assertThat(rights.put(pattern, operations)).as(pattern + " twice").isNull();
    }
    return rights;
  }

  @Test
  void shouldScaleRefreshersByTheRequestsOfBothLanes() throws IOException {
    JsonNode scaled = ofKind(PRODUCTION, "ScaledObject").get(0).path("spec");
    Map<String, String> settings = settings(PRODUCTION);

    assertThat(fields(scaled))
        .containsExactlyInAnyOrder(
            "scaleTargetRef",
            "minReplicaCount",
            "maxReplicaCount",
            "pollingInterval",
            "advanced",
            "triggers");
    assertThat(fields(scaled.path("scaleTargetRef"))).containsExactly("name");
    assertThat(scaled.path("scaleTargetRef").path("name").asText()).isEqualTo("freshet-refresher");
    assertThat(scaled.path("maxReplicaCount").asText())
        .isEqualTo(settings.get("FRESHET_PARTITIONS"));
    assertThat(fields(scaled.path("advanced"))).containsExactly("horizontalPodAutoscalerConfig");
    JsonNode autoscaler = scaled.path("advanced").path("horizontalPodAutoscalerConfig");
    assertThat(fields(autoscaler)).containsExactly("behavior");
    assertThat(fields(autoscaler.path("behavior"))).containsExactly("scaleDown");
    JsonNode down = autoscaler.path("behavior").path("scaleDown");
    assertThat(fields(down)).containsExactlyInAnyOrder("stabilizationWindowSeconds", "policies");
    assertThat(down.path("stabilizationWindowSeconds").asInt()).isPositive();
    for (JsonNode policy : down.path("policies")) {
      assertThat(fields(policy)).containsExactlyInAnyOrder("type", "value", "periodSeconds");
      assertThat(policy.path("type").asText()).isIn("Pods", "Percent");
    }
    Map<String, String> groups = new TreeMap<>();
    for (JsonNode trigger : scaled.path("triggers")) {
      assertThat(fields(trigger))
          .containsExactlyInAnyOrder("type", "name", "metadata", "authenticationRef");
      assertThat(trigger.path("type").asText()).isEqualTo("kafka");
      assertThat(fields(trigger.path("authenticationRef"))).containsExactly("name");
      JsonNode metadata = trigger.path("metadata");
      assertThat(fields(metadata))
          .containsExactlyInAnyOrder(
              "bootstrapServers",
              "consumerGroup",
              "topic",
              "lagThreshold",
              "offsetResetPolicy",
              "tls",
              "sasl");
      groups.put(metadata.path("topic").asText(), metadata.path("consumerGroup").asText());
      assertThat(metadata.path("bootstrapServers").asText())
          .isEqualTo(settings.get("FRESHET_BOOTSTRAP_SERVERS"));
      assertThat(metadata.path("offsetResetPolicy").asText()).isEqualTo("earliest");
      assertThat(metadata.path("tls").asText()).isEqualTo("enable");
      assertThat(settings.get("FRESHET_KAFKA_SECURITY_PROTOCOL")).isEqualTo("SASL_SSL");
      assertThat(metadata.path("sasl").asText())
          .isEqualTo(
              settings
                  .get("FRESHET_KAFKA_SASL_MECHANISM")
                  .toLowerCase(Locale.ROOT)
                  .replace("scram-sha-", "scram_sha"));
      // A mark of a transaction in each partition is no work.
      assertThat(metadata.path("lagThreshold").asInt())
          .isGreaterThanOrEqualTo(Integer.parseInt(settings.get("FRESHET_PARTITIONS")));
    }
    assertThat(groups)
        .isEqualTo(
            Map.of(
                topics().refreshRequests().name(), "freshet-refresher-refresh",
                topics().rebuildRequests().name(), "freshet-refresher-rebuild"));
    Deployment refresher =
        of(PRODUCTION, Deployment.class).stream()
            .filter(d -> d.getMetadata().getName().equals("freshet-refresher"))
            .findFirst()
            .orElseThrow();
    assertThat(refresher.getSpec().getReplicas()).isNull();
  }

  /** KEDA signs in as the refreshers do: with a user that there is, and the cluster's authority. */
  @Test
  void shouldLetTheScalerSignInToKafka() throws IOException {
    JsonNode authentication = ofKind(PRODUCTION, "TriggerAuthentication").get(0);
    String name = authentication.path("metadata").path("name").asText();
    JsonNode spec = authentication.path("spec");

    for (JsonNode trigger :
        ofKind(PRODUCTION, "ScaledObject").get(0).path("spec").path("triggers")) {
      assertThat(trigger.path("authenticationRef").path("name").asText()).isEqualTo(name);
    }
    assertThat(fields(spec)).containsExactlyInAnyOrder("configMapTargetRef", "secretTargetRef");
    JsonNode username = only(spec.path("configMapTargetRef"), "username");
    String user =
        RENDERED.get(PRODUCTION).stream()
            .filter(r -> r.path("kind").asText().equals("ConfigMap"))
            .filter(
                r ->
                    r.path("metadata").path("name").asText().equals(username.path("name").asText()))
            .map(r -> r.path("data").path(username.path("key").asText()).asText())
            .findFirst()
            .orElseThrow();
    assertThat(ofKind(PRODUCTION, "KafkaUser"))
        .anyMatch(u -> u.path("metadata").path("name").asText().equals(user));
    // As Strimzi names and fills the secret of a user, and of its cluster's authority.
    JsonNode password = only(spec.path("secretTargetRef"), "password");
    assertThat(password.path("name").asText()).isEqualTo(user);
    assertThat(password.path("key").asText()).isEqualTo("password");
    JsonNode authority = only(spec.path("secretTargetRef"), "ca");
    String trusted = settings(PRODUCTION).get("FRESHET_KAFKA_SSL_TRUSTSTORE_LOCATION");
    assertThat(authority.path("name").asText()).isEqualTo("kafka-cluster-ca-cert");
    assertThat(trusted).endsWith("/" + authority.path("key").asText());
    assertThat(spec.path("secretTargetRef")).hasSize(2);
    // Whose group it asks for is the user's to see.
    assertThat(user).isEqualTo("freshet-refresher");
  }

  private static JsonNode only(JsonNode references, String parameter) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode reference : references) {
      assertThat(fields(reference)).containsExactlyInAnyOrder("parameter", "name", "key");
      if (reference.path("parameter").asText().equals(parameter)) {
        found.add(reference);
      }
    }
    assertThat(found).as(parameter).hasSize(1);
    return found.get(0);
  }

  private static Topics topics() {
    return new Topics(
        Topics.DEFAULT_PREFIX, new SchemaRegistryClient(RegistryConfig.at("http://127.0.0.1:1")));
  }

  /** Pods by component. */
  private static Map<String, PodTemplateSpec> workloads(String overlay) throws IOException {
    Map<String, PodTemplateSpec> pods = new TreeMap<>();
    Stream.concat(
            of(overlay, StatefulSet.class).stream().map(s -> s.getSpec().getTemplate()),
            of(overlay, Deployment.class).stream().map(d -> d.getSpec().getTemplate()))
        .forEach(p -> pods.put(p.getMetadata().getLabels().get("app.kubernetes.io/component"), p));
    return pods;
  }

  private static Container container(PodTemplateSpec pod) {
    assertThat(pod.getSpec().getContainers()).hasSize(1);
    return pod.getSpec().getContainers().get(0);
  }

  /** Variables of a pod by name; of those that come from elsewhere the value is empty. */
  private static Map<String, String> environment(String overlay, PodTemplateSpec pod) {
    Container container = container(pod);
    Map<String, String> all = new TreeMap<>();
    container.getEnvFrom().stream()
        .map(from -> from.getConfigMapRef().getName())
        .forEach(
            name ->
                RENDERED.get(overlay).stream()
                    .filter(r -> r.path("kind").asText().equals("ConfigMap"))
                    .filter(r -> r.path("metadata").path("name").asText().equals(name))
                    .forEach(
                        r ->
                            r.path("data")
                                .properties()
                                .forEach(e -> all.put(e.getKey(), e.getValue().asText()))));
    container.getEnv().forEach(v -> all.put(v.getName(), v.getValue() == null ? "" : v.getValue()));
    return all;
  }

  /** What all roles are set to. */
  private static Map<String, String> settings(String overlay) {
    return RENDERED.get(overlay).stream()
        .filter(r -> r.path("data").has("FRESHET_BOOTSTRAP_SERVERS"))
        .findFirst()
        .map(
            r -> {
              Map<String, String> data = new TreeMap<>();
              r.path("data").properties().forEach(e -> data.put(e.getKey(), e.getValue().asText()));
              return data;
            })
        .orElseThrow();
  }

  private static <T extends HasMetadata> List<T> of(String overlay, Class<T> type)
      throws IOException {
    List<T> found = new ArrayList<>();
    for (JsonNode resource : ofKind(overlay, type.getSimpleName())) {
      found.add(type.cast(Manifests.typed(resource)));
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  private static List<JsonNode> ofKind(String overlay, String kind) {
    return RENDERED.get(overlay).stream()
        .filter(r -> r.path("kind").asText().equals(kind))
        .toList();
  }

  private static List<String> fields(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
