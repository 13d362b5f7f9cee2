package io.hypertile.collection;

import io.hypertile.catalog.ArrayCatalog.Scanned;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Headers of all arrays of a collection in order of their ids, read by several threads. Nothing is
 * listed before the first is asked for: an array that is made between a list and the beginning of
 * the rebuild that uses it would be taken for one that is gone.
 */
final class HeaderPages implements Iterator<Scanned> {
  private static final System.Logger LOG = System.getLogger(HeaderPages.class.getName());
  private static final int PAGE = 1_000;
  private static final int PIECE = 100;

  private final ArrayEngine engine;
  private final Collection collection;
  private final ExecutorService threads;
  private @Nullable List<ArrayId> ids;
  private long count;

  /** Headers of arrays that could be read, and ids of those that could not. */
  private record Piece(List<ArrayHeader> headers, List<ArrayId> unreadable) {}

  HeaderPages(ArrayEngine engine, Collection collection, ExecutorService threads) {
    this.engine = engine;
    this.collection = collection;
    this.threads = threads;
  }

  /** Headers read so far. */
  long count() {
    return count;
  }

  @Override
  public boolean hasNext() {
    return !listed().isEmpty();
  }

  private List<ArrayId> listed() {
    List<ArrayId> page = ids;
    if (page == null) {
      page = engine.list(collection, null, PAGE);
      ids = page;
    }
    return page;
  }

  @Override
  public Scanned next() {
    List<ArrayId> page = listed();
    if (page.isEmpty()) {
      throw new NoSuchElementException();
    }
    List<Future<Piece>> pieces = new ArrayList<>();
    for (int from = 0; from < page.size(); from += PIECE) {
      List<ArrayId> piece = page.subList(from, Math.min(page.size(), from + PIECE));
      Callable<Piece> reading = () -> read(piece);
      pieces.add(threads.submit(reading));
    }
    ArrayId last = page.getLast();
    ids = engine.list(collection, last, PAGE);
    List<ArrayHeader> headers = new ArrayList<>(PAGE);
    List<ArrayId> unreadable = new ArrayList<>();
    for (Future<Piece> piece : pieces) {
      Piece read = result(piece);
      headers.addAll(read.headers());
      unreadable.addAll(read.unreadable());
    }
    count += headers.size();
    return new Scanned(last, headers, unreadable);
  }

  private static Piece result(Future<Piece> piece) {
    try {
      return piece.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static ServiceException failure(@Nullable Throwable cause) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE, "The arrays cannot be read now.", Map.of(), cause);
  }

  private Piece read(List<ArrayId> piece) {
    List<ArrayHeader> headers = new ArrayList<>(piece.size());
    List<ArrayId> unreadable = new ArrayList<>();
    for (ArrayId id : piece) {
      try {
        engine.findHeader(collection, id).ifPresent(headers::add);
      } catch (ServiceException e) {
        unreadable.add(id);
        LOG.log(Level.WARNING, "The array {0} is indexed by its id alone: {1}", id, e.detail());
      }
    }
    return new Piece(headers, unreadable);
  }
}
