package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

/** Settings that do not exist end the start, wherever they are given. */
class SettingCheckTest {
  @TempDir Path directory;

  private static void check(PropertySource<?> source) {
    check(source, new String[0]);
  }

  private static void check(PropertySource<?> source, String[] arguments) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .forEach(usual -> environment.getPropertySources().remove(usual.getName()));
    environment.getPropertySources().addFirst(source);
    new SettingCheck()
        .onApplicationEvent(
            new ApplicationEnvironmentPreparedEvent(
                new DefaultBootstrapContext(),
                new SpringApplication(Object.class),
                arguments,
                environment));
  }

  private static PropertySource<?> arguments(String... arguments) {
    return new SimpleCommandLinePropertySource(arguments);
  }

  private static PropertySource<?> variables(String... names) {
    Map<String, Object> variables = new LinkedHashMap<>();
    List.of(names).forEach(name -> variables.put(name, "1"));
    return new SystemEnvironmentPropertySource(
        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables);
  }

  private PropertySource<?> yaml(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("application.yml"), text);
    return new YamlPropertySourceLoader()
        .load("application.yml", new FileSystemResource(file))
        .getFirst();
  }

  private static FailureAnalysis failure(PropertySource<?> source) {
    RefusedStartException failure =
        catchThrowableOfType(RefusedStartException.class, () -> check(source));
    assertThat(failure).isNotNull();
    return new RefusedStartAnalyzer().analyze(failure);
  }

  @ParameterizedTest
  @CsvSource({
    "--hypertile.storage.rot=/x, hypertile.storage.rot, hypertile.storage.root",
    "--hypertile.storge.root=/x, hypertile.storge.root, hypertile.storage.root",
    "--hypertile.limit.body=1GB, hypertile.limit.body, hypertile.limits.body",
    "--hypertile.securty.open=true, hypertile.securty.open, hypertile.security.open",
    "--hypertile.demos=true, hypertile.demos, hypertile.demo",
    "--hypertile.stores.lake.urls=memory:, hypertile.stores.lake.urls, hypertile.stores.lake.url",
    "--hypertile.stores.lake.readonli=1, hypertile.stores.lake.readonli, hypertile.stores.lake.read-only",
    "--hypertile.security.api-keys[0].scope=read, hypertile.security.api-keys[0].scope, hypertile.security.api-keys.scopes",
  })
  void aMisspeltArgumentIsAnsweredWithTheNearest(String argument, String name, String nearest) {
    FailureAnalysis analysis = failure(arguments(argument));
    assertThat(analysis.getDescription())
        .isEqualTo("There is no setting " + name + " (given on the command line).");
    assertThat(analysis.getAction())
        .contains("Instead of " + name + ", did you mean " + nearest + "?")
        .contains("--help");
  }

  @ParameterizedTest
  @CsvSource({
    "help, --help",
    "-version, --version",
    "hypertile.storage.root=/x, --hypertile.storage.root=/x",
    "-Dserver.port=7, --server.port=7",
    "/srv/arrays, '--SETTING=VALUE, with two dashes'",
    "--hypertile.storage.root /x, --hypertile.storage.root=/x",
  })
  void anArgumentWithoutDashesIsRefusedWithTheFormToWrite(String line, String form) {
    String[] arguments = line.split(" ");
    RefusedStartException failure =
        catchThrowableOfType(
            RefusedStartException.class, () -> check(arguments(arguments), arguments));
    assertThat(failure).isNotNull();
    FailureAnalysis analysis = new RefusedStartAnalyzer().analyze(failure);
    assertThat(analysis.getDescription()).contains("(given on the command line without --)");
    assertThat(analysis.getAction()).contains("write " + form);
  }

  @ParameterizedTest
  @CsvSource({
    "--port=18202, server.port",
    "--address=::, server.address",
    "--server.prt=7, server.port",
    "--server.adress=::, server.address",
    "--storage.root=/x, hypertile.storage.root",
    "--root=/x, hypertile.storage.root",
    "--storage.openFiles=3, hypertile.storage.open-files",
    "--storage.rot=/x, hypertile.storage.root",
    "--limits.body=1GB, hypertile.limits.body",
  })
  void aNameThatIsNearlyASettingOnTheCommandLineIsAnsweredWithIt(String argument, String meant) {
    assertThat(failure(arguments(argument)).getAction()).contains("did you mean " + meant + "?");
  }

  @Test
  void aSettingUnlikeAnyOtherIsNamedAsWell() {
    assertThat(failure(arguments("--hypertile.stores.lake=memory:")).getDescription())
        .contains("There is no setting hypertile.stores.lake (given");
    assertThat(failure(arguments("--hypertile.colour=red")).getAction())
        .contains("Leave hypertile.colour out");
    assertThat(failure(arguments("--hypertile.io=3")).getAction()).contains("is a group");
  }

  @Test
  void severalMisspeltSettingsAreNamedAtOnce() {
    assertThat(failure(arguments("--hypertile.demos=true", "--hypertile.io.thread=1")).getAction())
        .contains("hypertile.demo?")
        .contains("hypertile.io.threads?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--hypertile.storage.open-files=3",
        "--hypertile.storage.openFiles=3",
        "--hypertile.storage.open_files=3",
        "--hypertile.security.api-keys[0].scopes[1]=read",
        "--hypertile.security.apiKeys[0].hash=00",
        "--hypertile.security.jwt.roles[2].collections[0]=*",
        "--hypertile.security.cors-origins[0]=*",
        "--hypertile.stores.lake.url=memory:",
        "--hypertile.stores[lake].readOnly=true",
        "--hypertile.stores.my-lake.read-only=true",
        "--hypertile.deker.enabled=false",
        "--hypertile.demo=true",
        "--server.port=1",
        "--server.address=::1",
        "--management.server.port=1",
        "--server.ssl.bundle=a",
        "--server.servlet.context-path=/a",
        "--server.tomcat.threads.max=3",
        "--management.endpoint.health.show-details=always",
        "--spring.config.location=/x",
        "--spring.profiles.active=a",
        "--logging.level.root=debug",
        "--logging.file.path=/x",
        "--debug",
        "--colour=red",
        "--hypertiles.own=1"
      })
  void everyFormOfANameThatExistsIsTaken(String argument) {
    assertThatCode(() -> check(arguments(argument))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "HYPERTILE_STORAGE_ROT, HYPERTILE_STORAGE_ROOT",
    "HYPERTILE_STORAGE_OPENFILE, HYPERTILE_STORAGE_OPENFILES",
    "HYPERTILE_LIMIT_BODY, HYPERTILE_LIMITS_BODY",
    "HYPERTILE_IO_COLOUR, ",
    "HYPERTILE_STORES_LAKE_URI, HYPERTILE_STORES_LAKE_URL",
    "HYPERTILE_SECURITY_APIKEYS_0_HASHES, HYPERTILE_SECURITY_APIKEYS_0_HASH"
  })
  void aVariableThatIsNearASettingOrInAGroupEndsTheStart(String name, String nearest) {
    FailureAnalysis analysis = failure(variables(name));
    assertThat(analysis.getDescription()).contains(name + " (given in the environment)");
    if (nearest != null) {
      assertThat(analysis.getAction()).contains("did you mean " + nearest + "?");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HYPERTILE_STORAGE_ROOT",
        "HYPERTILE_STORAGE_OPENFILES",
        "HYPERTILE_STORAGE_OPEN_FILES",
        "HYPERTILE_SECURITY_APIKEYS_0_SCOPES_1",
        "HYPERTILE_STORES_LAKE_URL",
        "HYPERTILE_STORES_LAKE_READONLY",
        "HYPERTILE_SERVICE_HOST",
        "HYPERTILE_SERVICE_PORT_HTTP",
        "HYPERTILE_PORT",
        "HYPERTILE_PORT_80_TCP_ADDR",
        "HYPERTILE_HEADLESS_SERVICE_HOST",
        "HYPERTILE_URL",
        "HYPERTILE",
        "PATH"
      })
  void variablesOfSettingsAndOfOtherProgramsAreTaken(String name) {
    assertThatCode(() -> check(variables(name))).doesNotThrowAnyException();
  }

  @Test
  void propertiesOfTheJvmAreHeldToTheRuleOfVariables() {
    String source = StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME;
    assertThatCode(() -> check(new MapPropertySource(source, Map.of("hypertile.basedir", "/x"))))
        .doesNotThrowAnyException();
    assertThat(
            failure(new MapPropertySource(source, Map.of("hypertile.io.thread", "3")))
                .getDescription())
        .contains("hypertile.io.thread (given with -D)");
  }

  @Test
  void settingsInFilesAreChecked() throws Exception {
    String text = "hypertile:\n  storage:\n    rot: /x\n  io:\n  security:\n    api-keys: []\n";
    assertThat(failure(yaml(text)).getDescription()).contains("hypertile.storage.rot");
    assertThatCode(() -> check(yaml("hypertile:\n  io:\n  security:\n    api-keys: []\n")))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(yaml("hypertile:\n"))).doesNotThrowAnyException();
  }
}
