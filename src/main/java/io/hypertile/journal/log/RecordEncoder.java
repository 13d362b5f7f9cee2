package io.hypertile.journal.log;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.Payloads;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.StagedPayload;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.disk.Buffers;
import io.hypertile.ndarray.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes the changes of one transaction as the body of a log record. */
public final class RecordEncoder {
  static final byte WRITE_BYTES = 1;
  static final byte WRITE_FILL = 2;
  static final byte WRITE_BOX = 3;
  static final byte SET_LENGTH = 4;
  static final byte REPLACE = 5;
  static final byte DELETE = 6;
  static final byte LINK = 7;
  static final byte MAKE_DIRECTORIES = 8;
  static final byte DELETE_TREE = 9;
  static final byte REMOVE_EMPTY = 10;
  static final byte TOUCH = 11;
  static final byte PUT_FILE = 12;
  static final byte IN_RECORD = 0;
  static final byte IN_SIDE_FILE = 1;

  /** Bytes that hold all numbers of a change but those of a box and of texts. */
  private static final int ROOM = 128;

  private final Map<RootPath, Integer> paths = new HashMap<>();
  private final List<Payload> inline = new ArrayList<>();
  private ByteBuffer meta = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
  private long inlineBytes;

  private RecordEncoder() {}

  /** The body of a record that holds the changes. */
  public static RecordBody encode(List<Change> changes, Buffers buffers) throws IOException {
    RecordEncoder encoder = new RecordEncoder();
    encoder.meta.putInt(changes.size());
    for (Change change : changes) {
      encoder.put(change);
    }
    byte[] meta = Arrays.copyOf(encoder.meta.array(), encoder.meta.position());
    CRC32C crc = new CRC32C();
    crc.update(meta);
    try (Buffers.Pair pair = buffers.takePair()) {
      for (Payload payload : encoder.inline) {
        for (long at = 0; at < payload.size(); at += Buffers.SIZE) {
          ByteBuffer part = pair.first().clear();
          part.limit((int) Math.min(Buffers.SIZE, payload.size() - at));
          Payloads.read(payload, at, part);
          crc.update(part.flip());
        }
      }
    }
    return new RecordBody(meta, encoder.inline, encoder.inlineBytes, (int) crc.getValue());
  }

  private void put(Change change) {
    room(ROOM);
    switch (change) {
      case Change.WriteBytes write -> {
        kind(WRITE_BYTES, write.path()).putLong(write.position());
        payload(write.payload());
      }
      case Change.WriteFill fill -> {
        kind(WRITE_FILL, fill.path()).putLong(fill.position()).putLong(fill.length());
        bytes(fill.pattern());
      }
      case Change.WriteBox box -> {
        kind(WRITE_BOX, box.path());
        box(box.target());
        payload(box.payload());
      }
      case Change.SetLength set -> kind(SET_LENGTH, set.path()).putLong(set.length());
      case Change.Replace replace -> {
        kind(REPLACE, replace.path());
        path(replace.from());
      }
      case Change.PutFile put -> putFile(put);
      case Change.Delete delete -> kind(DELETE, delete.path());
      case Change.Link link -> {
        kind(LINK, link.path());
        bytes(link.target().getBytes(StandardCharsets.UTF_8));
      }
      case Change.MakeDirectories make -> kind(MAKE_DIRECTORIES, make.path());
      case Change.DeleteTree tree -> kind(DELETE_TREE, tree.path());
      case Change.RemoveEmptyDirectories remove -> {
        kind(REMOVE_EMPTY, remove.path());
        path(remove.stop());
      }
      case Change.Touch touch -> {
        kind(TOUCH, touch.path());
        instant(touch.modified());
      }
    }
  }

  private void putFile(Change.PutFile put) {
    kind(PUT_FILE, put.path());
    instant(put.modified());
    payload(put.payload());
  }

  private void instant(Instant instant) {
    meta.putLong(instant.getEpochSecond()).putInt(instant.getNano());
  }

  private ByteBuffer kind(byte kind, RootPath path) {
    meta.put(kind);
    path(path);
    return meta;
  }

  /** A path is written whole where it comes first, and by its number after that. */
  private void path(RootPath path) {
    Integer known = paths.putIfAbsent(path, paths.size());
    if (known == null) {
      meta.putInt(paths.size() - 1);
      bytes(path.text().getBytes(StandardCharsets.UTF_8));
    } else {
      meta.putInt(known);
    }
  }

  private void bytes(byte[] bytes) {
    meta.putInt(bytes.length);
    room(bytes.length + ROOM);
    meta.put(bytes);
  }

  private void box(Change.BoxTarget target) {
    int rank = target.shape().rank();
    Region region = target.region();
    meta.putLong(target.position()).putInt(target.cellSize()).putInt(rank);
    room(rank * 3 * Long.BYTES + ROOM);
    for (int axis = 0; axis < rank; axis++) {
      meta.putLong(target.shape().length(axis));
      meta.putLong(region.start(axis)).putLong(region.stop(axis));
    }
  }

  private void payload(Payload payload) {
    if (payload instanceof StagedPayload staged && staged.staging().isFile()) {
      Staging staging = staged.staging();
      meta.put(IN_SIDE_FILE).putLong(staging.number()).putLong(staging.size());
      meta.putInt(staging.crc32c()).putLong(staged.offset()).putLong(staged.size());
    } else {
      meta.put(IN_RECORD).putLong(inlineBytes).putLong(payload.size());
      inline.add(payload);
      inlineBytes += payload.size();
    }
  }

  private void room(int bytes) {
    if (meta.remaining() < bytes) {
      int capacity = Math.max(2 * meta.capacity(), meta.position() + bytes);
      meta = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(meta.flip());
    }
  }
}
