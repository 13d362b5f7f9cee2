package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.test.annotation.DirtiesContext;

/** The packages import one another only as {@code package-rules.txt} lists. */
class ArchitectureTest {
  private static final String ROOT = "io.hypertile";
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));
  private static final Set<String> SPRING_PACKAGES =
      Set.of(
          "backup.web",
          "cells.web",
          "client.web",
          "collection.web",
          "explorer.web",
          "dataset.imports.web",
          "dataset.web",
          "partition.web",
          "http",
          "http.json",
          "openapi",
          "config",
          "config.access",
          "config.backup",
          "config.framework",
          "config.quota",
          "config.rule",
          "config.s3",
          "config.store",
          "config.trash",
          "quota.web",
          "s3.web",
          "store.web",
          "security",
          "deker.web",
          "zarr.web");
  private static final int MAX_LINES = 300;

  /** Files whose length has a reason: one table or one documented contract that must not be cut. */
  private static final Set<String> LONG_FILES = Set.of();

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages(ROOT);

  /**
   * A server that outlives the directory it writes to leaves files there while JUnit deletes it.
   */
  @Test
  void serversOfTestsEndBeforeTheirDirectories() {
    Set<String> breaches = new TreeSet<>();
    for (JavaClass type : TESTS) {
      Class<?> test = type.reflect();
      if (MergedAnnotations.from(test, SearchStrategy.TYPE_HIERARCHY)
              .isPresent(SpringBootTest.class)
          && hasSharedDirectory(type)
          && !MergedAnnotations.from(test, SearchStrategy.TYPE_HIERARCHY)
              .isPresent(DirtiesContext.class)) {
        breaches.add(type.getName() + " has a static @TempDir and no @DirtiesContext");
      }
    }
    assertThat(breaches).isEmpty();
  }

  private static boolean hasSharedDirectory(JavaClass type) {
    return type.getAllFields().stream().anyMatch(field -> field.isAnnotatedWith(TempDir.class));
  }

  @Test
  void packagesImportOnlyWhatTheirRowLists() throws IOException {
    Map<String, Set<String>> rules = rules();
    Set<String> breaches = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String from = packageOf(type);
      if (from.isEmpty()) {
        continue;
      }
      Set<String> allowed = rules.get(from);
      if (allowed == null) {
        breaches.add(from + " has no row");
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (isOurs(target) && !packageOf(target).equals(from)) {
          if (!allowed.contains(packageOf(target))) {
            breaches.add(from + " -> " + packageOf(target) + " in " + type.getSimpleName());
          }
        }
      }
    }
    assertThat(breaches).isEmpty();
  }

  /** Bytecode shows also what is reached through a chain of calls, which no import names. */
  @Test
  void rowsListNothingThatTheirPackageDoesNotUse() throws IOException {
    Map<String, Set<String>> used = new LinkedHashMap<>();
    for (JavaClass type : CLASSES) {
      Set<String> ofPackage = used.computeIfAbsent(packageOf(type), made -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        ofPackage.add(packageOf(dependency.getTargetClass().getBaseComponentType()));
      }
    }
    Set<String> unused = new TreeSet<>();
    rules()
        .forEach((from, row) ->
            row.stream()
                .filter(to -> !to.equals("-") && !used.getOrDefault(from, Set.of()).contains(to))
                .forEach(to -> unused.add(from + " -> " + to)));
    assertThat(unused).isEmpty();
  }

  @Test
  void springStaysAtTheEdge() {
    Set<String> breaches = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String from = packageOf(type);
      if (from.isEmpty() || SPRING_PACKAGES.contains(from)) {
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getName();
        boolean framework =
            target.startsWith("org.springframework.")
                || target.startsWith("jakarta.servlet.")
                || target.startsWith("io.micrometer.");
        if (framework && !target.startsWith("org.springframework.stereotype.")) {
          breaches.add(type.getName() + " -> " + target);
        }
      }
    }
    assertThat(breaches).isEmpty();
  }

  @Test
  void theRootPackageHoldsTheApplicationAlone() {
    List<String> types =
        CLASSES.stream()
            .filter(type -> type.getPackageName().equals(ROOT))
            .map(JavaClass::getSimpleName)
            .toList();
    assertThat(types).containsExactly("HypertileApplication");
  }

  /** What tests make in the system's temporary directory goes with the test or its server. */
  @Test
  void testsTakeTemporaryDirectoriesFromWhatRemovesThem() {
    assertThat(TESTS.contain(TemporaryDirectory.class)).isTrue();
    Set<String> breaches = new TreeSet<>();
    for (JavaClass type : TESTS) {
      for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
        AccessTarget target = call.getTarget();
        boolean leaves =
            target.getOwner().isEquivalentTo(Files.class)
                && target.getName().startsWith("createTemp")
                && !call.getTarget().getRawParameterTypes().getFirst().isEquivalentTo(Path.class);
        if (leaves && !type.isEquivalentTo(TemporaryDirectory.class)) {
          breaches.add(call.getDescription());
        }
      }
    }
    assertThat(breaches).isEmpty();
  }

  /** What a test draws comes from {@code hypertile.test.seed}, which a failure prints. */
  @Test
  void testsDrawFromTheirSeedAlone() {
    Set<String> own = new TreeSet<>();
    for (JavaClass type : TESTS) {
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        if (drawsAnew(access.getTarget())) {
          own.add(type.getName().replaceFirst("\\$.*", "").replaceFirst(".*\\.", ""));
        }
      }
    }
    own.removeIf(name -> name.contains("Benchmark"));
    // The seed itself, what histories of losses draw from it, rows of benchmarks, and names of
    // buckets on services that other runs use too.
    assertThat(own)
        .containsExactly(
            "AzureTestStores",
            "CatalogSample",
            "CrashRoot",
            "CrashWorker",
            "GcsTestStores",
            "S3CounterTest",
            "S3GatewaysRun",
            "S3TestStores",
            "TestSeed",
            "Turns",
            "ZarrCrashWorker");
  }

  private static boolean drawsAnew(AccessTarget target) {
    return switch (target.getOwner().getName()) {
      case "java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom" ->
          target.getName().equals("<init>");
      case "java.util.concurrent.ThreadLocalRandom" -> target.getName().equals("current");
      case "java.lang.Math" -> target.getName().equals("random");
      case "java.util.UUID" -> target.getName().equals("randomUUID");
      default -> false;
    };
  }

  /** The compiler checks what may be null where a package says that it tells. */
  @Test
  void everyPackageIsMarkedForTheCheckOfNulls() throws IOException {
    try (Stream<Path> files = Files.walk(BASE.resolve("src/main/java/io/hypertile"))) {
      Set<String> unmarked = new TreeSet<>();
      for (Path directory : files.filter(Files::isDirectory).toList()) {
        Path info = directory.resolve("package-info.java");
        if (hasSources(directory)
            && !(Files.exists(info) && Files.readString(info).contains("NullMarked"))) {
          unmarked.add(directory.getFileName().toString());
        }
      }
      // The application class alone, and what an older Java runs without libraries.
      assertThat(unmarked).containsExactly("hypertile", "launch");
    }
  }

  private static boolean hasSources(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    }
  }

  @Test
  void filesStayShort() throws IOException {
    try (Stream<Path> files = Files.walk(BASE.resolve("src/main/java"))) {
      Map<String, Long> tooLong = new LinkedHashMap<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        long lines;
        try (Stream<String> content = Files.lines(file)) {
          lines = content.count();
        }
        String name = file.getFileName().toString();
        if (lines > MAX_LINES && !LONG_FILES.contains(name)) {
          tooLong.put(name, lines);
        }
      }
      assertThat(tooLong).isEmpty();
    }
  }

  private static Map<String, Set<String>> rules() throws IOException {
    Map<String, Set<String>> rules = new LinkedHashMap<>();
    for (String line : Files.readAllLines(BASE.resolve("src/test/resources/package-rules.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] row = line.split(":", 2);
        rules.put(row[0].trim(), Set.of(row[1].trim().split("\\s+")));
      }
    }
    return rules;
  }

  private static boolean isOurs(JavaClass type) {
    return type.getName().startsWith(ROOT + ".") && !packageOf(type).isEmpty();
  }

  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.length() <= ROOT.length() ? "" : name.substring(ROOT.length() + 1);
  }
}
