package io.hypertile.store.commit;

import io.hypertile.store.ObjectBody;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Puts bytes under names of their own, small ones side by side: a put takes as long for a kilobyte
 * as for a megabyte. Bytes on their way are copies on the heap, of {@value #MOST_BYTES} bytes
 * together at most; larger ones are put while their owner waits. Thread-safe.
 */
final class Uploads {
  private static final int MOST_BYTES = 32 << 20;
  private static final int LARGEST = 4 << 20;

  /** Bytes of a permit. */
  private static final int STEP = 64 << 10;

  /** Fewest permits of a put: at most 16 are under way. */
  private static final int LEAST = MOST_BYTES / STEP / 16;

  private final Store store;
  private final Refs refs;
  private final Semaphore permits = new Semaphore(MOST_BYTES / STEP);

  Uploads(Store store, Refs refs) {
    this.store = store;
    this.refs = refs;
  }

  /** Begins to put bytes, which may be changed when this returns. */
  StagedBytes put(ObjectBody body) {
    WriteId id = WriteId.next();
    Entry.Put entry = new Entry.Put(id, body.size());
    if (body.size() > LARGEST) {
      refs.putNew(Names.object(id), body);
      return new StagedBytes(store, entry, CompletableFuture.completedFuture(null));
    }
    ObjectBody copy = copy(body);
    int own = Math.max(LEAST, Math.ceilDiv((int) body.size(), STEP));
    permits.acquireUninterruptibly(own);
    CompletableFuture<Void> put =
        CompletableFuture.runAsync(
            () -> {
              try {
                refs.putNew(Names.object(id), copy);
              } finally {
                permits.release(own);
              }
            },
            task -> Thread.ofVirtual().name("hypertile-put").start(task));
    return new StagedBytes(store, entry, put);
  }

  private ObjectBody copy(ObjectBody body) {
    try (InputStream in = body.open()) {
      byte[] bytes = in.readAllBytes();
      if (bytes.length != body.size()) {
        throw new IllegalArgumentException(bytes.length + " bytes of " + body.size());
      }
      return ObjectBody.of(bytes);
    } catch (IOException e) {
      throw new StoreException(
          store.name(), "The bytes to store could not be read.", Retry.NEVER, e);
    }
  }
}
