package io.hypertile.encode.zip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that 32 bits do not hold, in files with holes in place of their bytes. */
class ZipEntriesTest {
  @TempDir Path directory;

  private Path write(ZipEntries entries, int[] checksums) throws IOException {
    Path file = directory.resolve("large.zip");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long place = 0;
      for (int n = 0; n < entries.count(); n++) {
        byte[] local = entries.local(n);
        out.write(ByteBuffer.wrap(local), place);
        byte[] behind = entries.descriptor(n, checksums[n]);
        out.write(ByteBuffer.wrap(behind), place + local.length + entries.entry(n).size());
        assertThat(entries.entry(n).bytes())
            .isEqualTo(local.length + entries.entry(n).size() + behind.length);
        place += entries.entry(n).bytes();
      }
      long directoryStart = place;
      long entryStart = 0;
      for (int n = 0; n < entries.count(); n++) {
        byte[] central = entries.central(n, entryStart, checksums[n]);
        out.write(ByteBuffer.wrap(central), place);
        place += central.length;
        entryStart += entries.entry(n).bytes();
      }
      byte[] end = entries.end(directoryStart, place - directoryStart);
      out.write(ByteBuffer.wrap(end), place);
      assertThat(entries.length()).isEqualTo(place + end.length).isEqualTo(out.size());
    }
    return file;
  }

  @Test
  void sizesAndPlacesBeyond32BitsAreFound() throws IOException {
    long large = (5L << 30) + 3;
    ZipEntries entries =
        new ZipEntries(
            List.of(
                new ZipEntries.Entry("first.npy", 10),
                new ZipEntries.Entry("larg\u00e9.npy", large),
                new ZipEntries.Entry("exact.npy", 0xffff_ffffL),
                new ZipEntries.Entry("last.npy", 7)));
    CRC32 zeros = new CRC32();
    zeros.update(new byte[7]);
    try (ZipFile zip =
        new ZipFile(write(entries, new int[] {0, 0, 0, (int) zeros.getValue()}).toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly("first.npy", "larg\u00e9.npy", "exact.npy", "last.npy");
      assertThat(zip.getEntry("larg\u00e9.npy").getSize()).isEqualTo(large);
      assertThat(zip.getEntry("exact.npy").getSize()).isEqualTo(0xffff_ffffL);
      try (InputStream last = zip.getInputStream(zip.getEntry("last.npy"))) {
        assertThat(last.readAllBytes()).isEqualTo(new byte[7]);
      }
      assertThat(zip.getEntry("last.npy").getCrc()).isEqualTo(zeros.getValue());
    }
  }

  @Test
  void moreEntriesThan16BitsCountAreFound() throws IOException {
    List<ZipEntries.Entry> many = new ArrayList<>();
    IntStream.range(0, 70_000).forEach(n -> many.add(new ZipEntries.Entry("c/" + n, 1)));
    try (ZipFile zip = new ZipFile(write(new ZipEntries(many), new int[70_000]).toFile())) {
      assertThat(zip.size()).isEqualTo(70_000);
      assertThat(zip.getEntry("c/69999").getSize()).isEqualTo(1);
    }
  }
}
