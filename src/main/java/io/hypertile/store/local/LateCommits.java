package io.hypertile.store.local;

import io.hypertile.memory.UninterruptedWait;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Places whose last commit is durable in the log, but perhaps not yet in its files. All who read or
 * change anything there wait until it is. Thread-safe.
 */
final class LateCommits {
  private final String store;
  private final Map<StorePrefix, CompletableFuture<Void>> under = new ConcurrentHashMap<>();

  /**
   * No places.
   *
   * @param store its name in messages
   */
  LateCommits(String store) {
    this.store = store;
  }

  /** Notes that the files of a place are behind; there is one commit of a place at a time. */
  void begin(StorePrefix place) {
    under.put(place, new CompletableFuture<>());
  }

  /** Notes that the files of a place, if they were behind, are as they should be. */
  void end(StorePrefix place) {
    CompletableFuture<Void> done = under.remove(place);
    if (done != null) {
      done.complete(null);
    }
  }

  /** Notes that a place, if it was behind, stays so until the store is opened again. */
  void fail(StorePrefix place, Throwable cause) {
    CompletableFuture<Void> done = under.get(place);
    if (done != null) {
      done.completeExceptionally(cause);
    }
  }

  /**
   * Waits until no files are behind around an object, or below its name.
   *
   * @throws StoreException if they stay behind
   */
  void await(StoreKey key) {
    if (!under.isEmpty()) {
      await(new StorePrefix(key.text()));
    }
  }

  /**
   * Waits until no files are behind around a place or below it.
   *
   * @throws StoreException if they stay behind
   */
  void await(StorePrefix asked) {
    under.forEach((place, done) -> {
      if (asked.isWithin(place) || place.isWithin(asked)) {
        await(done);
      }
    });
  }

  private void await(CompletableFuture<Void> done) {
    try {
      UninterruptedWait.await(done);
    } catch (ExecutionException e) {
      throw new StoreException(
          store,
          "How the last change ended shows when the server starts again.",
          Retry.LATER,
          e.getCause());
    }
  }
}
