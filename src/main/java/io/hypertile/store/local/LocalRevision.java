package io.hypertile.store.local;

import io.hypertile.store.KeptStates;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Revision;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A state of a place in a directory: files that are in it, or were before they were replaced. */
final class LocalRevision implements Revision {
  private final ObjectFiles files;
  private final KeptStates<Path> states;
  private final KeptStates.Pin pin;
  private final FileReads reads;
  private final Optional<ObjectVersion> version;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private LocalRevision(
      String name, ObjectFiles files, KeptStates<Path> states, KeptStates.Pin pin) {
    this.files = files.rarelyLooking();
    this.states = states;
    this.pin = pin;
    this.reads = new FileReads(name, new Pinned());
    this.version = reads.find(pin.head()).map(StoredObject::version);
  }

  static LocalRevision open(
      String name, ObjectFiles files, KeptStates<Path> states, StoreKey head) {
    KeptStates.Pin pin = states.pin(head);
    boolean isOpened = false;
    try {
      LocalRevision revision = new LocalRevision(name, files, states, pin);
      isOpened = true;
      return revision;
    } finally {
      if (!isOpened) {
        states.unpin(pin);
      }
    }
  }

  /** Files of objects as they are in the state. */
  private final class Pinned implements FileReads.Opening {
    @Override
    public @Nullable OpenedObject open(StoreKey key) throws IOException {
      Optional<KeptStates.Kept<Path>> kept = states.find(pin, key);
      if (kept.isEmpty()) {
        OpenedObject live = files.open(key);
        kept = states.find(pin, key);
        if (kept.isEmpty()) {
          return live;
        }
        if (live != null) {
          live.close();
        }
      }
      Optional<Path> file = kept.get().object();
      return file.isEmpty() ? null : LocalRevision.open(file.get());
    }

    @Override
    public Optional<FileState> find(StoreKey key) throws IOException {
      Optional<KeptStates.Kept<Path>> kept = states.find(pin, key);
      if (kept.isEmpty()) {
        Optional<FileState> live = files.require(key);
        kept = states.find(pin, key);
        if (kept.isEmpty()) {
          return live;
        }
      }
      Optional<Path> file = kept.get().object();
      return file.isEmpty()
          ? Optional.empty()
          : Optional.of(PathLook.now(file.get()).file().orElseThrow());
    }
  }

  private static OpenedObject open(Path file) throws IOException {
    FileState state = PathLook.now(file).file().orElseThrow();
    return new OpenedObject(FileChannel.open(file, StandardOpenOption.READ), state);
  }

  @Override
  public StoreKey head() {
    return pin.head();
  }

  @Override
  public Optional<ObjectVersion> version() {
    return version;
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return reads.find(key);
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return reads.load(key, limit);
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return reads.read(key, pieces, at);
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return reads.readAll(key, room, at);
  }

  @Override
  public void close() {
    if (!isClosed.getAndSet(true)) {
      states.unpin(pin);
    }
  }
}
