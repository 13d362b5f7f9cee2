package io.hypertile.dataset.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.store.ByteRange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments with more files and bytes than a ZIP of before 2001 can have, as the JDK reads them. */
@Timeout(120)
class SegmentZip64Test {
  private static final StoreKey KEY = new StoreKey("segment.zip");

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("segment.zip");
  }

  /** Zeros, which nothing is kept of. */
  private record Zeros(long size) implements ObjectBody {
    @Override
    public InputStream open() {
      return new InputStream() {
        private long left = size;

        @Override
        public int read() {
          return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
          int count = (int) Math.min(left, length);
          Arrays.fill(target, offset, offset + count, (byte) 0);
          left -= count;
          return count == 0 ? -1 : count;
        }
      };
    }
  }

  /** Writes a segment; zeros become holes of the file. */
  private void write(ObjectBody body) throws IOException {
    byte[] buffer = new byte[1 << 20];
    byte[] zeros = new byte[1 << 20];
    try (InputStream input = body.open();
        FileChannel channel =
            FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long at = 0;
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        if (!Arrays.equals(buffer, 0, count, zeros, 0, count)) {
          channel.write(ByteBuffer.wrap(buffer, 0, count), at);
        }
        at += count;
      }
      assertThat(at).isEqualTo(body.size());
    }
  }

  /** The one file as an object. */
  private record OneFile(Path file) implements ReadableObjects {
    @Override
    public Optional<StoredObject> find(StoreKey key) {
      return Optional.of(new StoredObject(key, file.toFile().length(), new ObjectVersion("1")));
    }

    @Override
    public Optional<LoadedObject> load(StoreKey key, long limit) {
      return Optional.empty();
    }

    @Override
    public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
      try (FileChannel channel = FileChannel.open(file)) {
        for (Piece piece : pieces) {
          ByteRange.Span span = piece.range().within(channel.size()).orElseThrow();
          ByteBuffer target = piece.target().asByteBuffer();
          while (target.hasRemaining()) {
            channel.read(target, span.offset() + target.position());
          }
        }
        return new ReadResult.Read(new ObjectVersion("1"), channel.size());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private List<SegmentFile> listed() {
    List<SegmentFile> files = new ArrayList<>();
    OneFile objects = new OneFile(file());
    SegmentDirectory.read(objects, KEY, file().toFile().length(), files::add);
    return files;
  }

  private static SegmentEntry entry(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return new SegmentEntry(name, ObjectBody.of(bytes), (int) crc.getValue());
  }

  private static String text(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    CRC32 crc = new CRC32();
    byte[] bytes = zip.getInputStream(entry).readAllBytes();
    crc.update(bytes);
    assertThat(entry.getCrc()).isEqualTo(crc.getValue());
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {65_534, 65_535, 65_536, 70_000})
  void manyFilesAreListed(int count) throws IOException {
    SegmentLayout layout = new SegmentLayout();
    for (int file = 0; file < count; file++) {
      layout.add(entry("d" + file + "/a/c/0"));
    }
    write(layout.with(new byte[] {1, 2, 3}));
    List<SegmentFile> files = listed();
    assertThat(files).hasSize(count);
    try (ZipFile zip = new ZipFile(file().toFile())) {
      assertThat(zip.size()).isEqualTo(count);
      for (int file = 0; file < count; file += 997) {
        String name = "d" + file + "/a/c/0";
        assertThat(text(zip, name)).isEqualTo(name);
        assertThat(files.get(file).name()).isEqualTo(name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {ZipRecords.LARGEST - 1, ZipRecords.LARGEST})
  void filesBehindFourGibibytesAreFound(long size) throws IOException {
    SegmentLayout layout = new SegmentLayout();
    layout.add(entry("before"));
    layout.add(new SegmentEntry("large", new Zeros(size), 0));
    long place = layout.add(entry("behind"));
    assertThat(place).isGreaterThan(ZipRecords.LARGEST);
    write(layout.with(new byte[] {1, 2, 3}));
    List<SegmentFile> files = listed();
    assertThat(files).extracting(SegmentFile::name).containsExactly("before", "large", "behind");
    assertThat(files.get(1).size()).isEqualTo(size);
    assertThat(files.get(2).end()).isEqualTo(place + "behind".length());
    try (ZipFile zip = new ZipFile(file().toFile())) {
      assertThat(zip.getEntry("large").getSize()).isEqualTo(size);
      assertThat(zip.getInputStream(zip.getEntry("large")).readNBytes(9)).containsOnly(0);
      assertThat(text(zip, "before")).isEqualTo("before");
      assertThat(text(zip, "behind")).isEqualTo("behind");
    }
  }

  @Test
  void aDirectoryBehindFourGibibytesHasFilesOfAllKinds() throws IOException {
    SegmentLayout layout = new SegmentLayout();
    layout.append(new Zeros(ZipRecords.LARGEST + 10));
    for (int file = 0; file < 66_000; file++) {
      layout.add(entry("d" + file));
    }
    write(layout.with(new byte[] {1}));
    assertThat(listed()).hasSize(66_000);
    try (ZipFile zip = new ZipFile(file().toFile())) {
      assertThat(zip.size()).isEqualTo(66_000);
      assertThat(text(zip, "d0")).isEqualTo("d0");
      assertThat(text(zip, "d65999")).isEqualTo("d65999");
    }
  }
}
