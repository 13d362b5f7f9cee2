package io.hypertile.config.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.config.RefusedStartAnalyzer;
import io.hypertile.config.RefusedStartException;
import io.hypertile.store.StoreName;
import io.hypertile.store.named.StoreLocation;
import io.hypertile.store.named.StoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

/** Settings of stores, from their text to what is opened. */
class StoreRulesTest {
  private static List<StoreSettings> apply(String... settings) {
    Map<String, String> given = new TreeMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      given.put("hypertile.stores." + setting.substring(0, equals), setting.substring(equals + 1));
    }
    StoresProperties bound =
        new Binder(new MapConfigurationPropertySource(given))
            .bindOrCreate("hypertile", StoresProperties.class);
    return new StoreRules(Path.of("/srv/arrays")).apply(bound);
  }

  @Test
  void withoutSettingsThereAreNoStores() {
    assertThat(apply()).isEmpty();
  }

  @Test
  void aUrlIsEnough() {
    StoreSettings lake = apply("lake.url=s3://bucket/a/b").getFirst();
    assertThat(lake)
        .isEqualTo(StoreSettings.of(new StoreName("lake"), StoreLocation.parse("s3://bucket/a/b")));
    assertThat(lake.patience()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void everythingThatAStoreTakesIsHandedOn() {
    StoreSettings lake =
        apply(
                "b.url=memory:",
                "a-1.url=s3://bucket",
                "a-1.read-only=true",
                "a-1.endpoint=http://[::1]:9000/",
                "a-1.region=eu-central-1",
                "a-1.anonymous=true",
                "a-1.patience=3s")
            .getFirst();
    assertThat(lake.name()).hasToString("a-1");
    assertThat(lake.readOnly()).isTrue();
    assertThat(lake.endpoint()).contains(URI.create("http://[::1]:9000/"));
    assertThat(lake.region()).contains("eu-central-1");
    assertThat(lake.anonymous()).isTrue();
    assertThat(lake.patience()).isEqualTo(Duration.ofSeconds(3));
  }

  private static Optional<StoreName> root(String url, boolean isShared, String name) {
    Map<String, String> given =
        new TreeMap<>(Map.of("hypertile.root.store", name, "hypertile.stores.lake.url", url));
    StoresProperties bound =
        new Binder(new MapConfigurationPropertySource(given))
            .bindOrCreate("hypertile", StoresProperties.class);
    StoreRules rules = new StoreRules(Path.of("/srv/arrays"));
    return rules.root(bound, rules.apply(bound), isShared);
  }

  @Test
  void aStoreThatServersShareTakesThePlaceOfTheRoot() {
    assertThat(root("s3://bucket/a", false, "lake")).contains(new StoreName("lake"));
    assertThat(root("gs://bucket/a", false, "lake")).contains(new StoreName("lake"));
    assertThat(root("memory:", false, "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket, false, pond, no store of this name",
    "memory:, false, lake, 'S3, Google or Azure'",
    "file:///srv/lake, false, lake, 'S3, Google or Azure'",
    "https://host/x, false, lake, 'S3, Google or Azure'",
    "s3://bucket, true, lake, Deker processes share",
  })
  void noOtherStoreDoes(String url, boolean isShared, String name, String reason) {
    RefusedStartException failure =
        catchThrowableOfType(RefusedStartException.class, () -> root(url, isShared, name));
    assertThat(failure)
        .hasMessageStartingWith("The value of the setting hypertile.root.store is not taken. ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "hypertile.backup.directory, /srv/backups, ''",
    "hypertile.demo, true, ''",
    "hypertile.stores.pond.url, '', memory:",
    "hypertile.stores.pond.url, '', file:///srv/pond",
  })
  void whatSeveralServersCannotHaveEndsTheStart(String setting, String value, String pond) {
    MockEnvironment settings = new MockEnvironment().withProperty(setting, value);
    List<StoreSettings> stores =
        pond.isEmpty() ? apply("lake.url=s3://b-1") : apply("pond.url=" + pond);
    assertThat(
            catchThrowableOfType(
                RefusedStartException.class, () -> new ReplicaRules(settings).require(stores)))
        .hasMessageContaining(setting)
        .hasMessageContaining("hypertile.root.store");
  }

  @Test
  void whatAllServersReachMayStandBeside() {
    MockEnvironment settings = new MockEnvironment().withProperty("hypertile.demo", "false");
    new ReplicaRules(settings).require(apply("lake.url=s3://b-1"));
    new ReplicaRules(settings).require(apply("a.url=file:///srv/a", "a.read-only=true"));
  }

  @Test
  void aStoreOfS3MayHaveAProfileOfItsOwn() {
    assertThat(apply("lake.url=s3://bucket", "lake.profile=climate").getFirst().profile())
        .contains("climate");
    assertThat(apply("lake.url=s3://bucket").getFirst().profile()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Lake.url=memory: | hypertile.stores.Lake | lower-case letters
          lake.url=ftp://host/x | hypertile.stores.lake.url | begins with s3://
          lake.url=s3://B/x | hypertile.stores.lake.url | s3://bucket/prefix
          lake.url=file://host/x | hypertile.stores.lake.url | file:///srv/lake
          lake.url=file:///srv/arrays | hypertile.stores.lake.url | beside hypertile.storage.root
          lake.url=file:///srv/arrays/x/../y | hypertile.stores.lake.url | beside hypertile.storage.root
          lake.url=file:///srv | hypertile.stores.lake.url | beside hypertile.storage.root
          lake.url=memory:x | hypertile.stores.lake.url | memory:
          lake.url=https://u:secret@h/x?q | hypertile.stores.lake.url | https://host/directory
          lake.url=memory:;lake.endpoint=http://h | hypertile.stores.lake.endpoint | Leave the setting out
          lake.url=https://h;lake.anonymous=true | hypertile.stores.lake.anonymous | Leave the setting out
          lake.url=gs://bucket;lake.region=x | hypertile.stores.lake.region | Leave the setting out
          lake.url=gs://bucket;lake.profile=x | hypertile.stores.lake.profile | Leave the setting out
          lake.url=s3://b-1;lake.profile=x;lake.anonymous=true | hypertile.stores.lake.profile | Leave the setting out
          lake.url=s3://bucket;lake.endpoint=h:9 | hypertile.stores.lake.endpoint | https://s3.example.org
          lake.url=s3://bucket;lake.endpoint=http://u:secret@h | hypertile.stores.lake.endpoint | https://s3.example.org
          """)
  void aSettingThatAStoreDoesNotTakeEndsTheStartWithAdvice(
      String settings, String setting, String advice) {
    RefusedStartException failure =
        catchThrowableOfType(RefusedStartException.class, () -> apply(settings.split(";")));
    assertThat(failure).isNotNull();
    var analysis = new RefusedStartAnalyzer().analyze(failure);
    assertThat(analysis.getDescription())
        .startsWith("The value of the setting " + setting + " is not taken. ")
        .doesNotContain("secret");
    assertThat(analysis.getAction()).contains(advice).doesNotContain("secret");
  }
}
