package io.hypertile.store.local;

import io.hypertile.store.ByteRange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects out of files.
 *
 * @param name of the store, for messages
 * @param files finds the file of an object
 */
record FileReads(String name, Opening files) implements ReadableObjects {
  /** Finds files of objects. */
  interface Opening {
    /** The file of an object, which the caller closes; null if there is none. */
    @Nullable OpenedObject open(StoreKey key) throws IOException;

    /** The state of the file of an object; empty if the file does not exist. */
    Optional<FileState> find(StoreKey key) throws IOException;
  }

  /** Reads of objects in their present files. */
  static FileReads of(String name, ObjectFiles files) {
    return new FileReads(
        name,
        new Opening() {
          @Override
          public @Nullable OpenedObject open(StoreKey key) throws IOException {
            return files.open(key);
          }

          @Override
          public Optional<FileState> find(StoreKey key) throws IOException {
            return files.require(key);
          }
        });
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    try {
      return files.find(key).map(state -> state.object(key));
    } catch (IOException e) {
      throw failed(key, "An object cannot be looked up.", e);
    }
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    try (OpenedObject opened = files.open(key)) {
      if (opened == null) {
        return Optional.empty();
      }
      if (opened.state().size() > limit) {
        throw StoreException.tooLong(name, limit);
      }
      byte[] bytes = new byte[Math.toIntExact(opened.state().size())];
      opened.read(0, ByteBuffer.wrap(bytes));
      return Optional.of(new LoadedObject(bytes, opened.state().version()));
    } catch (IOException e) {
      throw failed(key, "An object cannot be read.", e);
    }
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    try (OpenedObject opened = files.open(key)) {
      if (opened == null) {
        return new ReadResult.Absent();
      }
      ObjectVersion version = opened.state().version();
      if (at.isPresent() && !at.get().equals(version)) {
        return new ReadResult.Changed(Optional.of(version));
      }
      for (Piece piece : pieces) {
        Optional<ByteRange.Span> span = piece.range().within(opened.state().size());
        if (span.isEmpty()) {
          return new ReadResult.TooShort(opened.state().size());
        }
        opened.read(span.get().offset(), piece.target());
      }
      return new ReadResult.Read(version, opened.state().size());
    } catch (IOException e) {
      throw failed(key, "An object cannot be read.", e);
    }
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    try (OpenedObject opened = files.open(key)) {
      if (opened == null) {
        return new ReadResult.Absent();
      }
      ObjectVersion version = opened.state().version();
      if (at.isPresent() && !at.get().equals(version)) {
        return new ReadResult.Changed(Optional.of(version));
      }
      long size = opened.state().size();
      opened.read(0, room.apply(size));
      return new ReadResult.Read(version, size);
    } catch (IOException e) {
      throw failed(key, "An object cannot be read.", e);
    }
  }

  private StoreException failed(StoreKey key, String detail, IOException cause) {
    return cause instanceof LinkException
        ? new StoreException(
            name,
            "There is a symbolic link at \""
                + key
                + "\" or above it, which is not followed; put the"
                + " files themselves there.",
            Retry.NEVER,
            cause)
        : new StoreException(name, detail, Retry.LATER, cause);
  }
}
