package io.hypertile.dataset.segment;

import io.hypertile.store.ObjectBody;
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
  private final List<ObjectBody> parts = new ArrayList<>();
  private final List<SegmentFile> files = new ArrayList<>();
  private long end;
  private long centralBytes;

  /**
   * Adds a file.
   *
   * @return position of its first byte
   */
  public long add(SegmentEntry entry) {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    long size = entry.body().size();
    list(new SegmentFile(entry.name(), size, entry.crc(), end));
    parts.add(ObjectBody.of(ZipRecords.local(name, size, entry.crc())));
    parts.add(entry.body());
    long place = end + ZipRecords.localBytes(name.length, size);
    end = Math.addExact(place, size);
    return place;
  }

  /** Adds a run of files of another segment as it is there, records and all. */
  public void append(ObjectBody run) {
    parts.add(run);
    end = Math.addExact(end, run.size());
  }

  /** Names a file in the directory whose bytes were or will be appended. */
  public void list(SegmentFile file) {
    files.add(file);
    centralBytes += file.centralBytes();
  }

  /** Bytes so far, without the directories at the end. */
  public long size() {
    return end;
  }

  /** Number of files so far. */
  public int files() {
    return files.size();
  }

  /** The segment, which can be read any number of times. */
  public ObjectBody with(byte[] index) {
    CRC32C crc = new CRC32C();
    crc.update(index);
    String comment = new SegmentTail(end, index.length, (int) crc.getValue()).comment();
    byte[] last = ZipRecords.end(files.size(), end + index.length, centralBytes, comment);
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
    Stream<ObjectBody> directory = files.stream().map(file -> ObjectBody.of(file.central()));
    return Stream.of(
            parts.stream(),
            Stream.of(ObjectBody.of(index)),
            directory,
            Stream.of(ObjectBody.of(last)))
        .flatMap(stream -> stream)
        .iterator();
  }
}
