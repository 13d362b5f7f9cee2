package io.hypertile.zarr.cells;

import io.hypertile.chunk.CodecPool;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.Region;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
  static JsonNode expected(String stores) {
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

  /** The bytes of a box. */
  public static byte[] read(ZarrCells cells, Region box) {
    try (Arena arena = Arena.ofShared()) {
      long size = box.cells() * cells.cellBytes();
      MemorySegment target = arena.allocate(Math.max(1, size), 64).asSlice(0, size);
      target.fill((byte) 0x5a);
      cells.read(box, target);
      return target.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
