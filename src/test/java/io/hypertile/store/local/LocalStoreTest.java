package io.hypertile.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest extends StoreContract {
  @TempDir private Path root;
  private Journal journal;

  @Override
  protected Store create() {
    journal = Journal.open(root, JournalSettings.standard());
    return new LocalStore("test", journal, RootPath.of("lake"));
  }

  @AfterEach
  void closeJournal() {
    journal.close();
  }

  @Test
  void objectsAreFilesWithTheNamesOfTheirKeys() throws Exception {
    put(new StoreKey("era5/t2m/c/0/0"), "cells");

    assertThat(root.resolve("lake/era5/t2m/c/0/0")).hasContent("cells");
  }

  @Test
  void objectsAreThereAfterARestart() {
    var version = put(new StoreKey("a/b"), "cells");
    journal.close();
    journal = Journal.open(root, JournalSettings.standard());
    Store again = new LocalStore("test", journal, RootPath.of("lake"));

    assertThat(again.find(new StoreKey("a/b")).orElseThrow().version()).isEqualTo(version);
  }

  @Test
  void linksAreNeitherReadNorWrittenThrough() throws Exception {
    Path outside = Files.createDirectory(root.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createDirectories(root.resolve("lake"));
    Files.createSymbolicLink(root.resolve("lake/link"), outside);
    Files.createSymbolicLink(root.resolve("lake/file"), outside.resolve("secret"));
    StoreKey through = new StoreKey("link/secret");
    ObjectBody body = ObjectBody.of(new byte[1]);

    for (StoreKey key : List.of(through, new StoreKey("file"), new StoreKey("link/absent"))) {
      assertThatThrownBy(() -> store.find(key))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("symbolic link at \"" + key);
      assertThatThrownBy(() -> store.load(key, 100)).isInstanceOf(StoreException.class);
    }
    assertThat(store.find(new StoreKey("absent/file"))).isEmpty();
    assertThat(store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL).objects()).isEmpty();
    assertThat(store.list(new StorePrefix("link"), Optional.empty(), 10, Depth.ALL).objects())
        .isEmpty();
    assertThatThrownBy(() -> store.put(through, body, Condition.ALWAYS))
        .isInstanceOf(StoreException.class);
    assertThat(store.delete(List.of(through)).failed()).isEmpty();
    assertThat(outside.resolve("secret")).hasContent("secret");
  }

  @Test
  void putBelowAnObjectIsRefused() {
    put(new StoreKey("a"), "cells");
    ObjectBody body = ObjectBody.of(new byte[1]);

    assertThatThrownBy(() -> store.put(new StoreKey("a/b"), body, Condition.ALWAYS))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("a/b");
    assertThat(store.find(new StoreKey("a/b"))).isEmpty();
    put(new StoreKey("c/d"), "cells");
    assertThatThrownBy(() -> store.put(new StoreKey("c"), body, Condition.ALWAYS))
        .isInstanceOf(StoreException.class);
  }
}
