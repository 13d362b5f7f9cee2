package io.hypertile.atlas;

import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The footer of a file, versions 4 (ATLAS 0.9, 0.10) and 5 (0.12 to 0.14), which are of one layout:
 * blocks, entries of arrays by name, dictionaries of attributes. Entries are parsed when they are
 * asked for. For one thread.
 */
final class Footer {
  private static final int ROOT = 96;
  private static final int TRAILER = 12;
  private static final int LARGEST = 256 << 20;
  private static final int MOST_AXES = 32;
  private static final int OLDEST = 4;
  private static final int NEWEST = 5;

  private final Archive archive;
  private final Map<Long, Block> blocks = new HashMap<>();
  private final Map<String, List<Integer>> entries = new HashMap<>();
  private final Archive.Vector keys;
  private final Archive.Vector values;
  private final StoreFile file;

  private Footer(StoreFile file, Archive archive) {
    this.file = file;
    this.archive = archive;
    int root = archive.length() - ROOT;
    Archive.Vector found = archive.vector(root + 8, 56);
    for (int n = 0; n < found.count(); n++) {
      int at = found.at(n);
      String codec = archive.u8(at + 32) == 0 ? "" : archive.text(at + 40);
      blocks.put(
          archive.u32(at),
          new Block(
              archive.length(at + 8), archive.length(at + 16), archive.length(at + 24), codec));
    }
    Archive.Vector arrays = archive.vector(root + 24, 168);
    for (int n = 0; n < arrays.count(); n++) {
      String name = archive.text(arrays.at(n));
      entries.computeIfAbsent(name, key -> new ArrayList<>(1)).add(arrays.at(n));
    }
    this.keys = archive.vector(root + 40, 16);
    this.values = archive.vector(root + 56, 24);
  }

  /**
   * Reads the footer of a file.
   *
   * @throws io.hypertile.error.CorruptDataException if the file has none, or it contradicts itself
   */
  static Footer read(StoreFile file) {
    if (file.size() < TRAILER + ROOT) {
      throw file.corrupt("footer", 0, "the file has " + file.size() + " bytes, and no footer");
    }
    ByteBuffer end =
        ByteBuffer.wrap(file.bytes(file.size() - TRAILER, TRAILER, "footer"))
            .order(ByteOrder.LITTLE_ENDIAN);
    long length = end.getLong();
    byte[] mark = new byte[4];
    end.get(mark);
    if (!new String(mark, StandardCharsets.ISO_8859_1).equals("ARRF")) {
      throw file.corrupt("footer", file.size() - 4, "the file does not end with ARRF");
    }
    if (length < ROOT || length > file.size() - TRAILER || length > LARGEST) {
      throw file.corrupt("footer", file.size() - TRAILER, "a footer of " + length + " bytes");
    }
    long start = file.size() - TRAILER - length;
    Archive archive = new Archive(file, start, file.bytes(start, (int) length, "footer"));
    long version = archive.u32(archive.length() - ROOT);
    if (version < OLDEST || version > NEWEST) {
      throw archive.corrupt(archive.length() - ROOT, "a footer of version " + version);
    }
    return new Footer(file, archive);
  }

  /** The file. */
  StoreFile file() {
    return file;
  }

  /** The block of a number; empty if there is none. */
  Optional<Block> block(long number) {
    return Optional.ofNullable(blocks.get(number));
  }

  /** Entries of a name, in order; none if the layer does not speak of it. */
  List<ArrayEntry> find(String name) {
    List<ArrayEntry> found = new ArrayList<>();
    for (int at : entries.getOrDefault(name, List.of())) {
      found.add(entry(at));
    }
    return found;
  }

  /** A key of the dictionary; empty if there is none of the number. */
  Optional<String> key(int number) {
    return number < keys.count() ? Optional.of(archive.text(keys.at(number))) : Optional.empty();
  }

  /**
   * A value of the dictionary; empty if there is none of the number, or it is one that ATLAS does
   * not write.
   */
  Optional<TypedValue> value(int number) {
    return number < values.count()
        ? AttributeValues.of(archive, values.at(number))
        : Optional.empty();
  }

  private ArrayEntry entry(int at) {
    Optional<CellType> type = type(archive.u8(at + 16));
    List<String> dimensions = new ArrayList<>();
    Archive.Vector names = archive.vector(at + 56, 16);
    Shape shape = lengths(at + 40);
    if (names.count() > MOST_AXES) {
      throw archive.corrupt(at, names.count() + " names of dimensions");
    }
    for (int n = 0; n < names.count(); n++) {
      dimensions.add(archive.text(names.at(n)));
    }
    Shape chunkShape = lengths(at + 72);
    if (dimensions.size() != shape.rank() || chunkShape.rank() != shape.rank()) {
      throw archive.corrupt(at, "shape, chunks and dimensions differ in number");
    }
    return new ArrayEntry(
        type,
        dimensions,
        shape,
        chunkShape,
        chunks(at + 88, shape.rank()),
        type.flatMap(cells -> fill(cells, at + 104)),
        archive.u8(at + 136) != 0,
        pairs(at + 144));
  }

  private Shape lengths(int at) {
    Archive.Vector vector = archive.vector(at, 4);
    if (vector.count() > MOST_AXES) {
      throw archive.corrupt(at, vector.count() + " axes");
    }
    long[] lengths = new long[vector.count()];
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = archive.u32(vector.at(axis));
    }
    return Shape.of(lengths);
  }

  private List<ArrayEntry.Chunk> chunks(int at, int rank) {
    Archive.Vector vector = archive.vector(at, 32);
    List<ArrayEntry.Chunk> chunks = new ArrayList<>(vector.count());
    for (int n = 0; n < vector.count(); n++) {
      int place = vector.at(n);
      Archive.Vector axes = archive.vector(place, 4);
      if (axes.count() != rank) {
        throw archive.corrupt(place, "a chunk of " + axes.count() + " axes");
      }
      List<Long> position = new ArrayList<>(rank);
      for (int axis = 0; axis < rank; axis++) {
        position.add(archive.u32(axes.at(axis)));
      }
      chunks.add(
          new ArrayEntry.Chunk(
              position, archive.u32(place + 16), archive.u32(place + 20), archive.u32(place + 24)));
    }
    return chunks;
  }

  /** Numbers of keys and values, in turn, of 2, 4 or 8 bytes each. */
  private List<Integer> pairs(int at) {
    int tag = archive.u8(at);
    if (tag > 2) {
      throw archive.corrupt(at, "attributes of the unknown form " + tag);
    }
    int width = 2 << tag;
    Archive.Vector vector = archive.vector(at + 8, 2 * width);
    List<Integer> pairs = new ArrayList<>(2 * vector.count());
    for (int n = 0; n < 2 * vector.count(); n++) {
      int place = vector.first() + n * width;
      long number =
          switch (width) {
            case 2 -> archive.u16(place);
            case 4 -> archive.u32(place);
            default -> archive.length(place);
          };
      pairs.add((int) Math.min(number, Integer.MAX_VALUE));
    }
    return pairs;
  }

  private static Optional<CellType> type(int tag) {
    return switch (tag) {
      case 0 -> Optional.of(new CellType.Truth());
      case 1 -> Optional.of(DType.INT8);
      case 2 -> Optional.of(DType.INT16);
      case 3 -> Optional.of(DType.INT32);
      case 4 -> Optional.of(DType.INT64);
      case 5 -> Optional.of(DType.UINT8);
      case 6 -> Optional.of(DType.UINT16);
      case 7 -> Optional.of(DType.UINT32);
      case 8 -> Optional.of(DType.UINT64);
      case 9 -> Optional.of(DType.FLOAT32);
      case 10 -> Optional.of(DType.FLOAT64);
      case 11 -> Optional.of(new CellType.Text());
      case 15 -> Optional.of(new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1));
      default -> Optional.empty();
    };
  }

  private Optional<FillValue> fill(CellType type, int at) {
    if (archive.u8(at) == 0) {
      return Optional.empty();
    }
    int tag = archive.u8(at + 8);
    int value = at + 16;
    if (type instanceof CellType.Text) {
      return tag == 4
          ? Optional.of(FillValue.of(type, archive.text(value).getBytes(StandardCharsets.UTF_8)))
          : Optional.empty();
    }
    ByteBuffer cell = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (type == DType.FLOAT32) {
      cell.putFloat((float) number(tag, value));
    } else if (type == DType.FLOAT64) {
      cell.putDouble(number(tag, value));
    } else {
      cell.putLong(tag == 0 ? archive.u8(at + 9) : archive.i64(value));
    }
    byte[] bytes = new byte[type.size()];
    cell.get(0, bytes);
    return Optional.of(FillValue.of(type, bytes));
  }

  private double number(int tag, int at) {
    return tag == 3 ? archive.f64(at) : archive.i64(at);
  }
}
