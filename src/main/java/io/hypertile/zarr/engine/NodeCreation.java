package io.hypertile.zarr.engine;

import io.hypertile.engine.CreationResult;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.Collection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;

/**
 * Creation of many arrays, side by side as far as none depends on another: those with an id or a
 * key of one before them wait until it is made or refused. Thread-safe.
 */
final class NodeCreation implements AutoCloseable {
  /** So many commits wait for the disk or the network at a time. */
  private static final int THREADS = 8;

  private final BiFunction<Collection, ArrayHeader, StoredArray> create;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("zarr-create-", 0).factory());

  NodeCreation(BiFunction<Collection, ArrayHeader, StoredArray> create) {
    this.create = create;
  }

  List<CreationResult> createAll(Collection collection, List<ArrayHeader> headers) {
    List<CreationResult> results = new ArrayList<>(headers.size());
    List<Future<CreationResult>> made = new ArrayList<>();
    Set<Object> taken = new HashSet<>();
    for (ArrayHeader header : headers) {
      Object node = ZarrLayout.node(collection, header);
      if (taken.contains(header.id()) || taken.contains(node)) {
        collect(made, results);
        taken.clear();
      }
      taken.add(header.id());
      taken.add(node);
      made.add(threads.submit(() -> create(collection, header)));
    }
    collect(made, results);
    return List.copyOf(results);
  }

  private CreationResult create(Collection collection, ArrayHeader header) {
    try {
      return new CreationResult.Created(create.apply(collection, header));
    } catch (ServiceException e) {
      return new CreationResult.Refused(e);
    }
  }

  private static void collect(List<Future<CreationResult>> made, List<CreationResult> results) {
    for (Future<CreationResult> result : made) {
      results.add(result(result));
    }
    made.clear();
  }

  /** Waits in any case: it must be known which arrays were made. */
  private static CreationResult result(Future<CreationResult> made) {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return made.get();
        } catch (InterruptedException e) {
          wasInterrupted = true;
        }
      }
    } catch (ExecutionException e) {
      return new CreationResult.Refused(
          new ServiceException(
              ErrorCode.STORAGE_UNAVAILABLE,
              "The array could not be made; try again later.",
              Map.of(),
              e.getCause()));
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
