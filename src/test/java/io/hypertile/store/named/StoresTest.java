package io.hypertile.store.named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.CheckResult;
import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoreName;
import io.hypertile.store.layer.StoreStatistics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores by name, opened when they are asked for. */
class StoresTest {
  private static final StoreKey KEY = new StoreKey("a/b");

  @TempDir Path directory;
  private Stores stores = new Stores(List.of(), opener(Map.of()));

  private static StoreOpener opener(Map<String, String> environment) {
    return new StoreOpener(environment, MemoryBudget.only(MemoryUse.LOG, 16L << 20));
  }

  /** Stores by alternating names and URLs. */
  private void open(String... namesAndUrls) {
    List<StoreSettings> settings =
        Stream.iterate(0, at -> at < namesAndUrls.length, at -> at + 2)
            .map(at ->
                StoreSettings.of(
                    new StoreName(namesAndUrls[at]), StoreLocation.parse(namesAndUrls[at + 1])))
            .toList();
    stores = new Stores(settings, opener(Map.of()));
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private NamedStore lake() {
    return stores.require(new StoreName("lake"));
  }

  private static void put(NamedStore store) {
    store.store().put(KEY, ObjectBody.of(new byte[] {1, 2}), Condition.ALWAYS);
  }

  @Test
  void anUnknownNameIsAnsweredWithThoseThatThereAre() {
    assertThat(stores.find(new StoreName("lake"))).isEmpty();
    assertThatThrownBy(this::lake)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no store \"lake\"; they have none.");
    open("ocean", "memory:", "bay", "memory:");
    assertThat(stores.names()).extracting(StoreName::text).containsExactly("bay", "ocean");
    assertThatThrownBy(this::lake).hasMessageContaining("they have \"bay\", \"ocean\".");
  }

  @Test
  void eachNameHasItsOwnStore() {
    open("lake", "memory:", "bay", "memory:");
    put(lake());
    assertThat(lake().store().find(KEY)).isPresent();
    assertThat(stores.require(new StoreName("bay")).store().find(KEY)).isEmpty();
    assertThat(lake().statistics().calls().get(StoreStatistics.Operation.PUT).bytes()).isEqualTo(2);
    assertThat(lake().store().name()).isEqualTo("lake");
  }

  @Test
  void storeInFilesIsMadeWhenItIsAskedForAndKeepsNothingButItsFiles() throws Exception {
    Path place = directory.resolve("lake");
    open("lake", place.toUri().toString());
    NamedStore lake = lake();
    assertThat(lake.statistics()).isEqualTo(StoreStatistics.NONE);
    assertThat(place).doesNotExist();
    put(lake);
    assertThat(place.resolve("a/b")).hasBinaryContent(new byte[] {1, 2});
    stores.close();
    assertThatThrownBy(lake::store).isInstanceOf(IllegalStateException.class);
    assertThat(lake.check()).isEqualTo(new CheckResult.Failed("The store is closed."));
  }

  @Test
  void storeThatCannotBeOpenedIsOpenedWhenItCan() throws Exception {
    Path place = directory.resolve("lake");
    Files.createFile(place);
    open("lake", place.toUri().toString());
    assertThat(lake().check()).isInstanceOf(CheckResult.Failed.class);
    Files.delete(place);
    assertThat(lake().check()).isEqualTo(new CheckResult.Usable());
  }

  @Test
  void storesInFilesOfANewerVersionAreDownWhoeverReadsThem() throws Exception {
    Path place = directory.resolve("lake");
    Path format = place.resolve(".hypertile/format.json");
    Files.createDirectories(format.getParent());
    Files.writeString(format, "{\"format\": 3, \"hypertile\": \"5.0.0\"}");
    StoreLocation location = StoreLocation.parse(place.toUri().toString());
    for (boolean readOnly : new boolean[] {false, true}) {
      StoreSettings usual = StoreSettings.of(new StoreName("lake"), location);
      stores =
          new Stores(
              List.of(
                  new StoreSettings(
                      usual.name(),
                      location,
                      readOnly,
                      usual.endpoint(),
                      usual.region(),
                      usual.profile(),
                      usual.anonymous(),
                      usual.patience())),
              opener(Map.of()));
      assertThat(lake().check())
          .isInstanceOfSatisfying(
              CheckResult.Failed.class,
              failed ->
                  assertThat(failed.reason())
                      .contains(place + " has format 3, written by Hypertile 5.0.0"));
    }
  }

  @Test
  void objectsOfAStoreChangeAsOne() {
    open("lake", "memory:");
    Revisions revisions = lake().revisions();
    try (Revision base = revisions.open(KEY)) {
      KeyChange put = new KeyChange.Put(KEY, revisions.stage(ObjectBody.of(new byte[3])));
      assertThat(revisions.commit(base, List.of(put))).isInstanceOf(CommitResult.Committed.class);
    }
    assertThat(lake().store().find(KEY).orElseThrow().size()).isEqualTo(3);
  }

  @Test
  void storeOverANetworkThatIsDownIsThereAndSaysSo() {
    open("lake", "http://127.0.0.1:1/files");
    assertThat(lake().isReadOnly()).isTrue();
    assertThat(lake().check()).isInstanceOf(CheckResult.Failed.class);
    assertThatThrownBy(() -> lake().store().find(KEY)).isInstanceOf(StoreException.class);
  }
}
