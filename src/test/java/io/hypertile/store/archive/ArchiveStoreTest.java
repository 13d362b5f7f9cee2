package io.hypertile.store.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.encode.Spool;
import io.hypertile.encode.archive.StagedArchive;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveStoreTest {
  @TempDir private Path folder;
  private final Random random = TestSeed.random();

  private byte[] random(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        if (each.getValue().length % 2 == 0) {
          CRC32 sum = new CRC32();
          sum.update(each.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(each.getValue().length);
          entry.setCrc(sum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private StagedArchive archive(byte[] bytes) throws IOException {
    return StagedArchive.receive(
        new ByteArrayInputStream(bytes), new Spool(folder), Long.MAX_VALUE);
  }

  private ArchiveStore unpacked(StagedArchive archive) throws IOException {
    return ArchiveStore.unpack(archive, new Spool(folder));
  }

  private static void requireMalformed(ServiceException e) {
    assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_BODY);
  }

  @Test
  void rangesOfEntriesAreThoseOfTheirBytes() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a/zarr.json", random(200_001));
    entries.put("a/c/0", random(300_000));
    entries.put("b", new byte[0]);
    try (StagedArchive archive = archive(zip(entries));
        ArchiveStore store = unpacked(archive)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        StoreKey key = new StoreKey(each.getKey());
        int size = each.getValue().length;
        assertThat(store.find(key).orElseThrow().size()).isEqualTo(size);
        assertThat(store.load(key, 1 << 20).orElseThrow().bytes()).isEqualTo(each.getValue());
        for (int run = 0; run < 20 && size > 0; run++) {
          assertRanges(store, key, each.getValue());
        }
      }
      Piece beyond = new Piece(new ByteRange.Span(0, 1), MemorySegment.ofArray(new byte[1]));
      assertThat(store.read(new StoreKey("b"), List.of(beyond), Optional.empty()))
          .isEqualTo(new ReadResult.TooShort(0));
      assertThat(store.read(new StoreKey("none"), List.of(beyond), Optional.empty()))
          .isInstanceOf(ReadResult.Absent.class);
      assertThatThrownBy(() -> store.load(new StoreKey("a/c/0"), 10))
          .isInstanceOfSatisfying(ServiceException.class, ArchiveStoreTest::requireMalformed);
    }
  }

  private void assertRanges(ArchiveStore store, StoreKey key, byte[] bytes) {
    List<Piece> pieces = new ArrayList<>();
    List<byte[]> expected = new ArrayList<>();
    List<byte[]> found = new ArrayList<>();
    for (int n = random.nextInt(1, 5); n > 0; n--) {
      int start = random.nextInt(bytes.length);
      int length = random.nextInt(1, bytes.length - start + 1);
      boolean isSuffix = random.nextBoolean();
      found.add(new byte[length]);
      expected.add(
          isSuffix
              ? Arrays.copyOfRange(bytes, bytes.length - length, bytes.length)
              : Arrays.copyOfRange(bytes, start, start + length));
      pieces.add(
          new Piece(
              isSuffix ? new ByteRange.Suffix(length) : new ByteRange.Span(start, length),
              MemorySegment.ofArray(found.getLast())));
    }
    assertThat(store.read(key, pieces, Optional.empty())).isInstanceOf(ReadResult.Read.class);
    for (int n = 0; n < expected.size(); n++) {
      assertThat(found.get(n)).isEqualTo(expected.get(n));
    }
  }

  @Test
  void entriesAreListedAndNeverWritten() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String name : List.of("b/c", "a/zarr.json", "a/c/0", "a/c/1", "z")) {
      entries.put(name, random(3));
    }
    try (StagedArchive archive = archive(zip(entries));
        ArchiveStore store = unpacked(archive)) {
      List<String> keys = new ArrayList<>();
      store.listAll(
          StorePrefix.ROOT,
          Depth.ALL,
          page ->
              page.objects().stream()
                  .map(StoredObject::key)
                  .map(StoreKey::text)
                  .forEach(keys::add));
      assertThat(keys).containsExactly("a/c/0", "a/c/1", "a/zarr.json", "b/c", "z");
      assertThat(store.capabilities().canCommit()).isFalse();
      StoreKey key = new StoreKey("z");
      assertThatThrownBy(() -> store.put(key, ObjectBody.of(new byte[1]), Condition.ABSENT))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> store.delete(List.of(key)))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void bytesThatAreNotThoseOfTheDirectoryAreRefused() throws IOException {
    byte[] cells = random(1_000);
    byte[] bytes = zip(Map.of("a", cells));
    int at = indexOf(bytes, cells);
    bytes[at + 999] ^= 1;
    try (StagedArchive archive = archive(bytes)) {
      assertThatThrownBy(() -> unpacked(archive))
          .isInstanceOfSatisfying(ServiceException.class, ArchiveStoreTest::requireMalformed);
    }
  }

  @Test
  void entriesWhoseNamesAreNoKeysAreLeftOut() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("\ud83d\ude00".repeat(300), random(3));
    entries.put("a", random(5));
    try (StagedArchive archive = archive(zip(entries));
        ArchiveStore store = unpacked(archive)) {
      assertThat(archive.names()).hasSize(2);
      assertThat(store.keys()).containsExactly(new StoreKey("a"));
      assertThat(store.load(new StoreKey("a"), 5).orElseThrow().bytes())
          .isEqualTo(entries.get("a"));
    }
  }

  @Test
  void objectsAreThereWhenTheirArchiveIsClosed() throws IOException {
    byte[] bytes = random(70_000);
    StagedArchive archive = archive(zip(Map.of("a", bytes)));
    try (ArchiveStore store = unpacked(archive)) {
      archive.close();
      assertThat(store.load(new StoreKey("a"), 70_000).orElseThrow().bytes()).isEqualTo(bytes);
    }
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at <= bytes.length - part.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new IllegalStateException("not there");
  }
}
