package io.hypertile.deker.store.state;

import io.hypertile.deker.form.MalformedMetaException;
import io.hypertile.deker.form.MetaJson;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.CorruptDataException;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.ArrayFileParser;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArraysSchema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An array file, open for reading, with its parsed metadata. Shared by all who read this state of
 * the file; closed when the last of them lets go. Thread-safe.
 */
public final class OpenFile {
  private final FileChannel channel;
  private final Hdf5Source source;
  private final ArrayFile metadata;
  private final FileStamp stamp;
  private final boolean settled;
  private final Closer closer;
  private volatile @Nullable Parsed parsed;
  private volatile @Nullable Prepared prepared;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Closes files that nobody holds any more. */
  @FunctionalInterface
  public interface Closer {
    /**
     * Has a file closed, at once or soon.
     *
     * @param size bytes of the file
     * @param work closes it, and throws nothing
     */
    void close(long size, Runnable work);
  }

  private record Parsed(ArraysSchema schema, ArrayHeader header) {}

  private record Prepared(ArraysSchema schema, CellReading cells) {}

  private OpenFile(
      FileChannel channel,
      Hdf5Source source,
      ArrayFile metadata,
      FileStamp stamp,
      boolean settled,
      Closer closer) {
    this.settled = settled;
    this.closer = closer;
    this.channel = channel;
    this.source = source;
    this.metadata = metadata;
    this.stamp = stamp;
  }

  /**
   * Opens a file that has the stamp and parses it; the caller holds it once.
   *
   * @param closer closes it when the last holder lets go
   */
  public static OpenFile open(Path file, String name, FileStamp stamp, Closer closer)
      throws IOException {
    boolean settled = stamp.isSettled();
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try {
      Hdf5Source source = Hdf5Source.of(channel, name);
      return new OpenFile(channel, source, ArrayFileParser.parse(source), stamp, settled, closer);
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Id and attributes of a file, read without looking at its cells.
   *
   * @throws CorruptDataException if they cannot be read
   */
  static ArrayHeader readHeader(Path file, String name, ArraysSchema schema) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      Hdf5Source source = Hdf5Source.of(channel, name);
      try {
        ArrayFile.Meta meta = ArrayFileParser.parseMeta(source);
        try {
          return MetaJson.parse(schema, meta.json());
        } catch (MalformedMetaException e) {
          throw malformed(name, meta, e);
        }
      } finally {
        source.unmap();
      }
    }
  }

  private static CorruptDataException malformed(
      String name, ArrayFile.Meta meta, MalformedMetaException cause) {
    return new CorruptDataException(
        name, "meta", meta.position(), String.valueOf(cause.getMessage()), cause);
  }

  public Hdf5Source source() {
    return source;
  }

  public ArrayFile metadata() {
    return metadata;
  }

  /**
   * This file, to be changed: one that another program writes, or was writing when it ended, is not
   * changed.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if it is marked so
   */
  public OpenFile requireClosed() {
    if (metadata.superblock().isMarkedOpen()) {
      throw StorageFailures.markedOpen(metadata.name());
    }
    return this;
  }

  /**
   * The array as this state of the file has it.
   *
   * @throws CorruptDataException if its metadata text is not what the schema says
   */
  StoredArray stored(ArraysSchema schema) {
    try {
      return new StoredArray(header(schema), stamp.version(), metadata.data().isPresent());
    } catch (MalformedMetaException e) {
      throw malformed(metadata.name(), metadata.meta(), e);
    }
  }

  /** Id and attributes, parsed once for each schema. */
  public ArrayHeader header(ArraysSchema schema) throws MalformedMetaException {
    Parsed known = parsed;
    if (known == null || known.schema() != schema) {
      known = new Parsed(schema, MetaJson.parse(schema, metadata.meta().json()));
      parsed = known;
    }
    return known.header();
  }

  /**
   * The cells of the file, prepared once for each schema.
   *
   * @throws io.hypertile.error.ServiceException if they are not what the schema says, or stored in
   *     a form that is not read
   */
  public CellReading cells(ArraysSchema schema) {
    Prepared known = prepared;
    if (known == null || known.schema() != schema) {
      CellReading cells = CellReading.of(metadata, source, schema.shape(), schema.fillValue());
      known = new Prepared(schema, cells);
      prepared = known;
    }
    return known.cells();
  }

  /** Whether a later change gives the file another stamp for sure. */
  boolean isSettled() {
    return settled;
  }

  public FileStamp stamp() {
    return stamp;
  }

  /**
   * Holds the file once more; false if it was closed already, also by the interrupt of a thread
   * that was reading it.
   */
  boolean retain() {
    while (true) {
      int count = holders.get();
      if (count == 0 || !channel.isOpen()) {
        return false;
      }
      if (holders.compareAndSet(count, count + 1)) {
        return true;
      }
    }
  }

  /** Whether both states have their cells in the same place of the same file. */
  boolean sharesCells(OpenFile other) {
    return stamp.inode().equals(other.stamp.inode())
        && metadata
            .data()
            .map(StoredCells::layout)
            .equals(other.metadata.data().map(StoredCells::layout));
  }

  /** Gives the file its modification time back, when it was written to but not changed. */
  public void restoreStamp(Path path) {
    try {
      Files.setLastModifiedTime(path, FileTime.from(stamp.modified(), TimeUnit.NANOSECONDS));
    } catch (IOException e) {
      System.getLogger(OpenFile.class.getName())
          .log(System.Logger.Level.DEBUG, "restoring the time of " + path, e);
    }
  }

  /** Lets go of the file once. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      closer.close(source.size(), this::close);
    }
  }

  private void close() {
    source.unmap();
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger(OpenFile.class.getName())
          .log(System.Logger.Level.WARNING, "closing " + source, e);
    }
  }
}
