package io.hypertile.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that has the whole root of a log. */
class RootStoreTest extends StoreContract {
  @TempDir private Path root;
  private Journal journal;

  @Override
  protected Store create() {
    journal = Journal.open(root, JournalSettings.standard());
    return LocalStore.ofRoot("test", journal);
  }

  @AfterEach
  void closeJournal() {
    journal.close();
  }

  @Test
  void filesOfTheLogAreNoObjects() {
    put(new StoreKey("a"), "cells");
    put(new StoreKey(".hypertiles"), "cells");
    StoreKey lock = new StoreKey(".hypertile/owner.lock");
    assertThat(root.resolve(lock.text())).exists();
    assertThat(root.resolve("a")).hasContent("cells");
    assertThat(store.find(lock)).isEmpty();
    assertThat(store.load(lock, 100)).isEmpty();
    assertThat(store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL).objects())
        .extracting(object -> object.key().text())
        .containsExactly(".hypertiles", "a");
    assertThat(store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.CHILDREN).prefixes())
        .isEmpty();
    assertThat(store.list(new StorePrefix(".hypertile"), Optional.empty(), 10, Depth.ALL).objects())
        .isEmpty();
    assertThat(store.delete(List.of(lock)).failed()).isEmpty();
    assertThat(root.resolve(lock.text())).exists();
    ObjectBody body = ObjectBody.of(new byte[1]);
    for (String key : List.of(lock.text(), ".hypertile", ".hypertile/journal/x")) {
      assertThatThrownBy(() -> store.put(new StoreKey(key), body, Condition.ALWAYS))
          .isInstanceOf(StoreException.class);
    }
  }
}
