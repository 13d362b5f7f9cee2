package io.hypertile.zarr.cells;

import io.hypertile.array.CellReader;
import io.hypertile.chunk.CodecPool;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stores that zarr-python and zcollection wrote, with what they read from them. */
public final class ZarrStores {
  private static final Map<String, byte[]> FILES = read();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ZarrStores() {}

  private static Map<String, byte[]> read() {
    Map<String, byte[]> files = new TreeMap<>();
    read("/fixtures/zarr-chunks.zip", "zarr/", files);
    read("/fixtures/zarr-stores.zip", "", files);
    return files;
  }

  /** Adds the files of an archive among the fixtures. */
  static void read(String resource, String prefix, Map<String, byte[]> files) {
    try (InputStream in = ZarrStores.class.getResourceAsStream(resource);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        files.put(prefix + entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is expected of {@code zarr} or {@code zcollection}. */
  public static JsonNode expected(String stores) {
    return JSON.readTree(FILES.get(stores + "/expected.json"));
  }

  /** Puts all objects whose keys begin with a prefix into a store. */
  public static void copyTo(Store store, String prefix) {
    FILES.forEach((key, bytes) -> {
      if (key.startsWith(prefix)) {
        store.put(new StoreKey(key), ObjectBody.of(bytes), Condition.ALWAYS);
      }
    });
  }

  /** Objects whose keys begin with a prefix. */
  public static Map<String, byte[]> objects(String prefix) {
    Map<String, byte[]> objects = new TreeMap<>();
    FILES.forEach((key, bytes) -> {
      if (key.startsWith(prefix)) {
        objects.put(key, bytes);
      }
    });
    return objects;
  }

  /** Threads and memory for decoding. */
  public static CodecPool pool() {
    return new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 256L << 20));
  }

  /** The bytes of a box; in place of cells of any length {@link #shown}. */
  public static byte[] read(ZarrCells cells, Region box) {
    if (cells.isAnyLength()) {
      return readAnyLength(cells, box);
    }
    try (Arena arena = Arena.ofShared()) {
      long size = box.cells() * cells.cellBytes();
      MemorySegment target = arena.allocate(Math.max(1, size), 64).asSlice(0, size);
      target.fill((byte) 0x5a);
      cells.read(box, target);
      return target.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** The cells of any length of a box. */
  public static List<byte[]> readAnyLength(CellReader reader, Region box, CodecPool pool) {
    try (Arena arena = Arena.ofShared();
        HeapMemory heap = HeapMemory.ofChunk(pool.memory())) {
      CellBlock cells = new CellBlock(arena.allocate(box.cells() * CellBlock.REFERENCE, 64), heap);
      reader.read(box, cells);
      List<byte[]> values = new ArrayList<>();
      for (long cell = 0; cell < cells.count(); cell++) {
        values.add(cells.bytes(cell).toArray(ValueLayout.JAVA_BYTE));
      }
      return values;
    }
  }

  /** A cell of any length in as many bytes as a reference to it has, which another one has not. */
  static byte[] shown(byte[] cell) {
    return Arrays.copyOf(HexFormat.of().parseHex(sha256(cell)), CellBlock.REFERENCE);
  }

  private static byte[] readAnyLength(ZarrCells cells, Region box) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Arena arena = Arena.ofShared();
        MemoryShare memory = MemoryBudget.only(MemoryUse.CHUNKS, 1 << 20);
        HeapMemory heap = HeapMemory.ofChunk(memory)) {
      CellBlock block = new CellBlock(arena.allocate(box.cells() * CellBlock.REFERENCE, 64), heap);
      cells.read(box, block);
      for (long cell = 0; cell < block.count(); cell++) {
        byte[] bytes = block.bytes(cell).toArray(ValueLayout.JAVA_BYTE);
        all.writeBytes(shown(bytes));
      }
    }
    return all.toByteArray();
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
