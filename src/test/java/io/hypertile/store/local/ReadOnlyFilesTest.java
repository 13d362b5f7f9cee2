package io.hypertile.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.store.ByteRange;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that other programs keep. */
class ReadOnlyFilesTest {
  private static final StoreKey KEY = new StoreKey("a/b");

  @TempDir private Path root;

  private ReadOnlyFiles files() throws Exception {
    Files.createDirectories(root.resolve("lake/a"));
    Files.writeString(root.resolve("lake/a/b"), "cells");
    return new ReadOnlyFiles("test", root.resolve("lake"));
  }

  @Test
  void filesAreFoundReadAndListed() throws Exception {
    ReadOnlyFiles store = files();
    ObjectVersion version = store.find(KEY).orElseThrow().version();
    assertThat(store.load(KEY, 5).orElseThrow().bytes()).asString().isEqualTo("cells");
    byte[] two = new byte[2];
    Piece piece = new Piece(new ByteRange.Suffix(2), MemorySegment.ofArray(two));
    assertThat(store.read(KEY, List.of(piece), Optional.of(version)))
        .isEqualTo(new ReadResult.Read(version, 5));
    assertThat(two).asString().isEqualTo("ls");
    byte[] all = new byte[5];
    assertThat(store.readAll(KEY, size -> MemorySegment.ofArray(all), Optional.empty()))
        .isEqualTo(new ReadResult.Read(version, 5));
    assertThat(store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL).objects())
        .extracting(object -> object.key())
        .containsExactly(KEY);
    assertThat(store.find(new StoreKey("a/c"))).isEmpty();
    assertThat(store.check()).isEqualTo(new CheckResult.Usable());
  }

  @Test
  void nothingIsWritten() throws Exception {
    ReadOnlyFiles store = files();
    assertThatThrownBy(() -> store.put(KEY, ObjectBody.of(new byte[1]), Condition.ALWAYS))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> store.delete(List.of(KEY)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(store.capabilities().writes()).isFalse();
    assertThat(root.resolve("lake")).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void whereTheDirectoryIsMissingNothingIsSaidToBeAbsent() {
    ReadOnlyFiles store = new ReadOnlyFiles("test", root.resolve("nowhere"));
    assertThatThrownBy(() -> store.find(KEY)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL))
        .isInstanceOf(StoreException.class);
    assertThat(store.check())
        .isEqualTo(new CheckResult.Failed("Its directory is not there, or may not be read."));
  }

  @Test
  void closedStoreIsOfNoUse() throws Exception {
    ReadOnlyFiles store = files();
    store.close();
    assertThatThrownBy(() -> store.find(KEY)).isInstanceOf(IllegalStateException.class);
    assertThat(store.check()).isInstanceOf(CheckResult.Failed.class);
  }
}
