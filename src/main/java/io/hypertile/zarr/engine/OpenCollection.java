package io.hypertile.zarr.engine;

import io.hypertile.dataset.Datasets;
import io.hypertile.engine.ObjectTree;
import io.hypertile.schema.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Datasets of a collection that one thread opens and others wait for. What is closed before it is
 * opened is closed as soon as it is, and the datasets then refuse to be used. Thread-safe.
 */
final class OpenCollection {
  private final Collection collection;
  private final CompletableFuture<Opened> future = new CompletableFuture<>();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /**
   * Datasets, and what gives them up.
   *
   * @param segments the hierarchy in segments; empty for another layout
   * @param tree the objects that they are kept as, for other programs
   * @param closing run once
   */
  record Opened(
      Datasets datasets, Optional<SegmentHierarchy> segments, ObjectTree tree, Runnable closing) {}

  /** Datasets of a collection as it is described by now. */
  OpenCollection(Collection collection) {
    this.collection = collection;
  }

  /** Whether it was opened for a collection as it is. */
  boolean isOf(Collection other) {
    return collection.equals(other);
  }

  /** Opens it, on the thread that calls; a failure is that of all who wait. */
  void open(Supplier<Opened> opening) {
    try {
      future.complete(opening.get());
    } catch (RuntimeException | Error e) {
      future.completeExceptionally(e);
    }
  }

  /** Whether it could not be opened. */
  boolean hasFailed() {
    return future.isCompletedExceptionally();
  }

  /** The datasets, as soon as they are opened. */
  Opened await() {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException own) {
        throw own;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  /** Gives the datasets up, without waiting for them to be opened. */
  void close() {
    if (!isClosed.getAndSet(true)) {
      future.thenAccept(opened -> opened.closing().run());
    }
  }
}
