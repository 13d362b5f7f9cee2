package io.hypertile.dataset.segment;

import io.hypertile.store.ObjectBody;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Places of files in a segment that is being put together: one behind the other, each behind its
 * record of ZIP, then the index, then the directory of ZIP. For one thread.
 */
public final class SegmentLayout {
  private final List<Placed> entries = new ArrayList<>();
  private long end;
  private long centralBytes;

  /** A file and where its record begins. */
  private record Placed(SegmentEntry entry, byte[] name, long start) {
    byte[] local() {
      return ZipRecords.local(name, entry.body().size(), entry.crc());
    }

    byte[] central() {
      return ZipRecords.central(name, entry.body().size(), entry.crc(), start);
    }
  }

  /**
   * Adds a file.
   *
   * @return position of its first byte
   */
  public long add(SegmentEntry entry) {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    long size = entry.body().size();
    entries.add(new Placed(entry, name, end));
    centralBytes += ZipRecords.centralBytes(name.length, size, end);
    long place = end + ZipRecords.localBytes(name.length, size);
    end = Math.addExact(place, size);
    return place;
  }

  /** Bytes so far, without the directories at the end. */
  public long size() {
    return end;
  }

  /** Number of files so far. */
  public int files() {
    return entries.size();
  }

  /** The segment, which can be read any number of times. */
  public ObjectBody with(byte[] index) {
    CRC32C crc = new CRC32C();
    crc.update(index);
    String comment = new SegmentTail(end, index.length, (int) crc.getValue()).comment();
    byte[] last = ZipRecords.end(entries.size(), end + index.length, centralBytes, comment);
    long size = end + index.length + centralBytes + last.length;
    return new ObjectBody() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() {
        return new PartsInput(parts(index, last));
      }
    };
  }

  private Iterator<ObjectBody> parts(byte[] index, byte[] last) {
    Stream<ObjectBody> files =
        entries.stream()
            .flatMap(placed -> Stream.of(ObjectBody.of(placed.local()), placed.entry().body()));
    Stream<ObjectBody> directory = entries.stream().map(placed -> ObjectBody.of(placed.central()));
    return Stream.of(
            files, Stream.of(ObjectBody.of(index)), directory, Stream.of(ObjectBody.of(last)))
        .flatMap(stream -> stream)
        .iterator();
  }

  /** Bytes of nothing. */
  static InputStream nothing() {
    return new ByteArrayInputStream(new byte[0]);
  }
}
