package io.hypertile.store.remote;

import io.hypertile.store.Capabilities;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A store over a protocol. Before the first write it finds out whether the store keeps conditions
 * when writers race, and writes nothing to one that does not.
 */
public final class RemoteStore implements Store {
  /** Bytes that are copied at a time. */
  private static final int STEP = 1 << 16;

  private final String name;
  private final RemoteObjects objects;
  private final boolean writable;
  private final RangeReads reads;
  private final ReentrantLock probing = new ReentrantLock();
  private volatile @Nullable ProbeReport report;
  private volatile boolean closed;

  /**
   * A store, which is not asked for anything yet.
   *
   * @param name its name in messages
   * @param objects the protocol, closed with the store
   * @param writable whether it may be written: false leaves it untouched by probes as well
   */
  public RemoteStore(String name, RemoteObjects objects, boolean writable) {
    this.name = name;
    this.objects = objects;
    this.writable = writable;
    this.reads = new RangeReads(name, objects);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    requireOpen();
    return objects.find(key);
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    requireOpen();
    return switch (objects.open(key, Optional.empty(), Optional.empty())) {
      case RemoteAnswer.Bytes bytes -> Optional.of(load(bytes, limit));
      case RemoteAnswer.Absent absent -> Optional.empty();
      case RemoteAnswer.Changed changed -> throw senseless();
      case RemoteAnswer.Outside outside -> throw senseless();
    };
  }

  private LoadedObject load(RemoteAnswer.Bytes bytes, long limit) {
    try (bytes) {
      if (bytes.size() > limit) {
        throw StoreException.tooLong(name, limit);
      }
      if (bytes.first() != 0 || bytes.length() != bytes.size()) {
        throw senseless();
      }
      byte[] all = bytes.stream().readNBytes(Math.toIntExact(bytes.size()));
      if (all.length != bytes.size()) {
        throw new IOException(all.length + " bytes of " + bytes.size());
      }
      return new LoadedObject(all, bytes.version());
    } catch (IOException e) {
      throw new StoreException(name, "The answer of the store broke off.", Retry.LATER, e);
    }
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    requireOpen();
    return reads.read(key, pieces, at);
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    requireOpen();
    return switch (objects.open(key, Optional.empty(), at)) {
      case RemoteAnswer.Bytes bytes -> readAll(bytes, room, at);
      case RemoteAnswer.Absent absent -> new ReadResult.Absent();
      case RemoteAnswer.Changed changed -> new ReadResult.Changed(changed.found());
      case RemoteAnswer.Outside outside -> throw senseless();
    };
  }

  private ReadResult readAll(
      RemoteAnswer.Bytes bytes, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    try (bytes) {
      // Not every service heeds the condition for an object without bytes.
      if (at.isPresent() && !at.get().equals(bytes.version())) {
        return new ReadResult.Changed(Optional.of(bytes.version()));
      }
      if (bytes.first() != 0 || bytes.length() != bytes.size()) {
        throw senseless();
      }
      MemorySegment target = room.apply(bytes.size());
      byte[] step = new byte[Math.clamp(bytes.size(), 1, STEP)];
      long done = 0;
      while (done < bytes.size()) {
        int most = (int) Math.min(step.length, bytes.size() - done);
        int count = bytes.stream().readNBytes(step, 0, most);
        if (count < most) {
          throw new IOException(done + count + " bytes of " + bytes.size());
        }
        MemorySegment.copy(step, 0, target, ValueLayout.JAVA_BYTE, done, count);
        done += count;
      }
      return new ReadResult.Read(bytes.version(), bytes.size());
    } catch (IOException e) {
      throw new StoreException(name, "The answer of the store broke off.", Retry.LATER, e);
    }
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    requireWritable();
    if (body.size() > objects.largestPut()) {
      throw new StoreException(
          name, "An object must not exceed " + objects.largestPut() + " bytes.", Retry.NEVER, null);
    }
    return objects.put(key, body, condition);
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    requireWritable();
    return keys.isEmpty() ? DeleteResult.ALL_GONE : objects.delete(keys);
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    requireOpen();
    if (limit < 1 || limit > KeyPage.MOST) {
      throw new IllegalArgumentException("a page of " + limit);
    }
    return objects.list(prefix, after, limit, depth);
  }

  @Override
  public Capabilities capabilities() {
    requireOpen();
    return report().capabilities();
  }

  @Override
  public CheckResult check() {
    if (closed) {
      return new CheckResult.Failed("The store is closed.");
    }
    try {
      ProbeReport known = report;
      if (known == null) {
        return new CheckResult.Usable(report().findings());
      }
      objects.ping();
      return new CheckResult.Usable(known.findings());
    } catch (StoreException e) {
      return new CheckResult.Failed(e.detail());
    }
  }

  @Override
  public void close() {
    closed = true;
    objects.close();
  }

  private ProbeReport report() {
    ProbeReport known = report;
    if (known != null) {
      return known;
    }
    probing.lock();
    try {
      known = report;
      if (known == null) {
        known = writable ? new Probe(name, objects).run() : readOnly();
        report = known;
      }
      return known;
    } finally {
      probing.unlock();
    }
  }

  private ProbeReport readOnly() {
    objects.ping();
    boolean lists = true;
    try {
      objects.list(StorePrefix.ROOT, Optional.empty(), 1, Depth.ALL);
    } catch (UnsupportedOperationException e) {
      lists = false;
    }
    return new ProbeReport(new Capabilities(false, false, false, lists, 0), List.of());
  }

  private void requireWritable() {
    requireOpen();
    if (!writable) {
      throw new UnsupportedOperationException("the store " + name + " is read only");
    }
    ProbeReport found = report();
    if (!found.capabilities().canCommit()) {
      throw new StoreException(
          name,
          "Nothing is written to the store \""
              + name
              + "\", as it was found unfit: "
              + String.join(" ", found.findings()),
          Retry.NEVER,
          null);
    }
  }

  private StoreException senseless() {
    return new StoreException(name, "The answer of the store makes no sense.", Retry.NEVER, null);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store " + name + " is closed");
    }
  }
}
