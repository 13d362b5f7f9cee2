package io.hypertile.journal.log;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Checks;
import io.hypertile.journal.change.FilePayload;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads the changes of one log record. */
final class RecordDecoder {
  /** Gives the side file of a number, when it has the length and the CRC-32C. */
  @FunctionalInterface
  interface SideFileSource {
    DiskFile open(long number, long length, int crc) throws IOException;
  }

  private final ByteBuffer meta;
  private final FilePayload inline;
  private final SideFileSource sideFiles;
  private final List<RootPath> paths = new ArrayList<>();

  private RecordDecoder(byte[] meta, FilePayload inline, SideFileSource sideFiles) {
    this.meta = ByteBuffer.wrap(meta).order(ByteOrder.LITTLE_ENDIAN);
    this.inline = inline;
    this.sideFiles = sideFiles;
  }

  /**
   * The changes of a record.
   *
   * @param meta the encoded changes
   * @param inline the payloads that follow them
   * @throws IOException if they contradict the format, or a side file is not as it should be
   */
  static List<Change> decode(byte[] meta, FilePayload inline, SideFileSource sideFiles)
      throws IOException {
    try {
      RecordDecoder decoder = new RecordDecoder(meta, inline, sideFiles);
      int count = decoder.meta.getInt();
      List<Change> changes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        changes.add(decoder.change());
      }
      return changes;
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | ArithmeticException
        | IndexOutOfBoundsException
        | DateTimeException
        | io.hypertile.error.ServiceException e) {
      throw new IOException("a record of the log contradicts its format", e);
    }
  }

  private Change change() throws IOException {
    byte kind = meta.get();
    RootPath path = path();
    return switch (kind) {
      case RecordEncoder.WRITE_BYTES -> new Change.WriteBytes(path, meta.getLong(), payload());
      case RecordEncoder.WRITE_FILL ->
          new Change.WriteFill(path, meta.getLong(), meta.getLong(), bytes());
      case RecordEncoder.WRITE_BOX -> new Change.WriteBox(path, box(), payload());
      case RecordEncoder.SET_LENGTH -> new Change.SetLength(path, meta.getLong());
      case RecordEncoder.REPLACE -> new Change.Replace(path(), path);
      case RecordEncoder.PUT_FILE -> {
        Instant modified = instant();
        yield new Change.PutFile(path, payload(), modified);
      }
      case RecordEncoder.DELETE -> new Change.Delete(path);
      case RecordEncoder.LINK -> new Change.Link(path, new String(bytes(), StandardCharsets.UTF_8));
      case RecordEncoder.MAKE_DIRECTORIES -> new Change.MakeDirectories(path);
      case RecordEncoder.DELETE_TREE -> new Change.DeleteTree(path);
      case RecordEncoder.REMOVE_EMPTY -> new Change.RemoveEmptyDirectories(path, path());
      case RecordEncoder.TOUCH -> new Change.Touch(path, instant());
      default -> throw new IllegalArgumentException("kind of change " + kind);
    };
  }

  private Instant instant() {
    return Instant.ofEpochSecond(meta.getLong(), meta.getInt());
  }

  private RootPath path() {
    int number = meta.getInt();
    if (number == paths.size()) {
      paths.add(new RootPath(new String(bytes(), StandardCharsets.UTF_8)));
    }
    return paths.get(number);
  }

  private byte[] bytes() {
    int length = meta.getInt();
    Checks.require(length >= 0 && length <= meta.remaining(), "length of bytes");
    byte[] bytes = new byte[length];
    meta.get(bytes);
    return bytes;
  }

  private Change.BoxTarget box() {
    long position = meta.getLong();
    int cellSize = meta.getInt();
    int rank = meta.getInt();
    Checks.require(rank > 0 && rank <= meta.remaining() / (3 * Long.BYTES), "rank");
    long[] lengths = new long[rank];
    long[] start = new long[rank];
    long[] stop = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      lengths[axis] = meta.getLong();
      start[axis] = meta.getLong();
      stop[axis] = meta.getLong();
    }
    return new Change.BoxTarget(position, Shape.of(lengths), Region.of(start, stop), cellSize);
  }

  private Payload payload() throws IOException {
    if (meta.get() == RecordEncoder.IN_RECORD) {
      long offset = meta.getLong();
      long size = meta.getLong();
      requirePart(offset, size, inline.size());
      return new FilePayload(inline.file(), inline.offset() + offset, size);
    }
    long number = meta.getLong();
    long length = meta.getLong();
    DiskFile file = sideFiles.open(number, length, meta.getInt());
    long offset = meta.getLong();
    long size = meta.getLong();
    requirePart(offset, size, length);
    return new FilePayload(file, offset, size);
  }

  private static void requirePart(long offset, long size, long whole) {
    Checks.require(offset >= 0 && size >= 0 && offset <= whole - size, "place of a payload");
  }
}
