package dev.freshet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the one-way order of the rooms and the purity of those that decide. */
class ArchitectureTest {
  private static final String ROOT = "dev.freshet.";

  /** From the outermost to the innermost: a room may depend on rooms behind it only. */
  private static final List<String> ROOMS =
      List.of(
          "cli",
          "demo",
          "connect",
          "ops",
          "api",
          "refresh",
          "ledger",
          "topic",
          "registry",
          "robyn",
          "config",
          "spec",
          "calendar",
          "web",
          "allocate",
          "model");

  /** Rooms that know the domain only, not the contracts. */
  private static final List<String> BELOW_CONTRACTS =
      ROOMS.subList(ROOMS.indexOf("topic") + 1, ROOMS.size());

  /** Decision classes: pure although their room is not. */
  private static final Set<String> DECISIONS =
      Set.of(
          "dev.freshet.ledger.Ledger",
          "dev.freshet.refresh.ClosePolicy",
          "dev.freshet.refresh.LiftTestJudgement",
          "dev.freshet.refresh.LiftTestUse",
          "dev.freshet.refresh.Plan",
          "dev.freshet.refresh.RefreshPlanner",
          "dev.freshet.refresh.Series",
          "dev.freshet.refresh.TestedExposure",
          "dev.freshet.refresh.Trigger");

  private static final String[] IMPURE = {
    "org.apache.kafka..",
    "org.apache.avro..",
    "dev.freshet.avro..",
    "org.apache.logging..",
    "org.slf4j..",
    "java.util.logging..",
    "io.micrometer.."
  };

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.freshet");

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages("dev.freshet");

  private static String in(String room) {
    return ROOT + room + "..";
  }

  private static String[] in(List<String> rooms) {
    return rooms.stream().map(ArchitectureTest::in).toArray(String[]::new);
  }

  private static DescribedPredicate<JavaClass> decides() {
    return new DescribedPredicate<>("decide") {
      @Override
      public boolean test(JavaClass type) {
        return resideInAnyPackage(in("model"), in("calendar"), in("allocate"), in("config"))
                .test(type)
            || DECISIONS.stream()
                .anyMatch(d -> type.getName().equals(d) || type.getName().startsWith(d + "$"));
      }
    };
  }

  private static ArchRule mayNotReach(String room, List<String> above) {
    return noClasses()
        .that()
        .resideInAPackage(in(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(in(above));
  }

  @TestFactory
  Stream<DynamicTest> shouldDependOnlyOnRoomsBelow() {
    return ROOMS.stream()
        .skip(1)
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room,
                    () -> mayNotReach(room, ROOMS.subList(0, ROOMS.indexOf(room))).check(MAIN)));
  }

  @Test
  void shouldSeeDependenciesWhereThereAreSome() {
    assertThatThrownBy(() -> mayNotReach("cli", List.of("refresh")).check(MAIN))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("FitCommand");
  }

  @Test
  void shouldKnowEveryRoomAndFindItFurnished() {
    assertThat(rooms()).containsExactlyInAnyOrderElementsOf(ROOMS);
  }

  private static Set<String> rooms() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : MAIN) {
      if (type.getPackageName().startsWith(ROOT)) {
        found.add(type.getPackageName().substring(ROOT.length()).split("\\.")[0]);
      }
    }
    found.remove("avro");
    return found;
  }

  @Test
  void shouldStartFromTheOutermostRoomOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.freshet")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(in(ROOMS.subList(1, ROOMS.size())))
        .check(MAIN);
  }

  @Test
  void shouldKeepContractsOutOfTheRoomsBelowTopics() {
    noClasses()
        .that()
        .resideInAnyPackage(in(BELOW_CONTRACTS))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.freshet.avro..")
        .check(MAIN);
  }

  /** Who makes a client takes the settings of its kind; all of them go to those who do that. */
  @Test
  void shouldMakeNoClientFromTheSettingsOfAllKinds() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.freshet.ops.Service")
        .and()
        .doNotHaveFullyQualifiedName("dev.freshet.ops.Front")
        .and()
        .doNotHaveFullyQualifiedName("dev.freshet.ops.ServiceConfig$Cluster")
        .should()
        .callMethod(dev.freshet.ops.ServiceConfig.Cluster.class, "kafkaClient")
        .check(MAIN);
  }

  @Test
  void shouldDecideWithoutKafkaAvroLoggingOrClock() {
    noClasses()
        .that(decides())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(IMPURE)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(MAIN);
  }

  @Test
  void shouldFindEveryDecisionClass() {
    assertThat(MAIN.stream().map(JavaClass::getName).filter(DECISIONS::contains))
        .containsExactlyInAnyOrderElementsOf(DECISIONS);
  }

  @Test
  void shouldUseTheEmbeddedBrokerInTheDemoOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("demo"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "kafka..",
            "scala..",
            "org.apache.kafka.server..",
            "org.apache.kafka.metadata..",
            "org.apache.kafka.raft..",
            "org.apache.kafka.storage..",
            "org.apache.kafka.controller..",
            "org.apache.kafka.coordinator..")
        .check(MAIN);
  }

  @Test
  void shouldSpeakHttpWithTheServerLibraryInTheApiOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("api"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "org.xnio..")
        .check(MAIN);
  }

  @Test
  void shouldOpenStoresOfItsOwnInTheReadModelOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("api"))
        .and()
        .doNotHaveFullyQualifiedName("dev.freshet.ledger.LedgerRocksDb")
        .and()
        .doNotHaveFullyQualifiedName("dev.freshet.ledger.LedgerRocksDb$Shared")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.rocksdb..")
        .check(MAIN);
  }

  @Test
  void shouldPrintToTheConsoleInCommandsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("cli"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(MAIN);
  }

  @Test
  void shouldNotSleepInTests() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(java.util.concurrent.TimeUnit.class, "sleep", long.class)
        .check(TESTS);
  }

  @Test
  void shouldNameTestsSoThatTheBuildRunsThem() {
    classes()
        .that()
        .containAnyMethodsThat(
            new DescribedPredicate<>("are tests") {
              @Override
              public boolean test(com.tngtech.archunit.core.domain.JavaMethod method) {
                return method.isAnnotatedWith(Test.class)
                    || method.isAnnotatedWith(net.jqwik.api.Property.class)
                    || method.isAnnotatedWith(net.jqwik.api.Example.class);
              }
            })
        .should()
        .haveNameMatching(".*(Test|IT)(\\$.*)?")
        .check(TESTS);
  }
}
