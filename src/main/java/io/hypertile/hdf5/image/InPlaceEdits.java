package io.hypertile.hdf5.image;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.ChunkTable;
import io.hypertile.hdf5.Datatype;
import io.hypertile.hdf5.Fields;
import io.hypertile.hdf5.Patch;
import io.hypertile.hdf5.SymbolTable;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Edits of array files as bytes at positions. Pure: nothing is written here, and every change is
 * computed from a parsed file. Of the changes applied to one state of a file at most one may append
 * (its length is greater than the file's); parse the file again before the next one.
 *
 * <p>A file that does not have Deker's usual form is refused with {@code unsupported-storage} where
 * an edit would have to touch that form; such a file must be rewritten.
 */
public final class InPlaceEdits {
  private static final String DATA = "data";
  private static final String EMPTY_CELLS = "empty_cells";

  private InPlaceEdits() {}

  /**
   * An edit of one state of a file.
   *
   * @param patches in any order; they do not overlap
   * @param fileLength bytes of the file afterwards, never fewer than before
   */
  public record Edit(List<Patch> patches, long fileLength) {}

  /**
   * An edit that makes room for cells, which are written between the patches and the file's end.
   *
   * @param edit the patches
   * @param data place of the cells
   */
  public record DataEdit(Edit edit, DataPlan.Placement data) {}

  /** Sets the number of empty cells; no patch when the file has none. */
  public static Edit setEmptyCells(ArrayFile file, long emptyCells) {
    if (file.emptyCells().isEmpty()) {
      return new Edit(List.of(), file.size());
    }
    ArrayFile.EmptyCells place = file.emptyCells().get();
    int unused = 64 - 8 * place.width();
    if (place.position() == Fields.UNDEFINED || emptyCells << unused >> unused != emptyCells) {
      throw unsupported(file, "empty_cells that cannot be written in place");
    }
    byte[] bytes = new byte[place.width()];
    for (int i = 0; i < bytes.length; i++) {
      int at = place.order() == ByteOrder.LITTLE_ENDIAN ? i : bytes.length - 1 - i;
      bytes[at] = (byte) (emptyCells >>> 8 * i);
    }
    return new Edit(List.of(new Patch(place.position(), bytes)), file.size());
  }

  /** Replaces the metadata text, in place if it fits, otherwise at a new place with more room. */
  public static Edit replaceMeta(ArrayFile file, byte[] json) {
    ArrayFile.Meta meta = file.meta();
    if (fits(meta, json)) {
      byte[] room = new byte[meta.capacity()];
      if (meta.padding() == Datatype.Padding.SPACE_PADDED) {
        Arrays.fill(room, (byte) ' ');
      }
      System.arraycopy(json, 0, room, 0, json.length);
      return new Edit(List.of(new Patch(meta.position(), room)), file.size());
    }
    return moveMeta(file, json);
  }

  /** Whether a text can be put in the place of the old one, whatever the form of the file. */
  public static boolean fits(ArrayFile.Meta meta, byte[] json) {
    boolean isTerminated = meta.padding() == Datatype.Padding.NUL_TERMINATED;
    boolean isShort = json.length + (isTerminated ? 1 : 0) <= meta.capacity();
    return meta.position() != Fields.UNDEFINED && isShort;
  }

  private static Edit moveMeta(ArrayFile file, byte[] json) {
    requireGrowing(file);
    int capacity = ArrayFileImage.metaCapacity(json.length);
    long position = append(file);
    long base = file.superblock().base();
    byte[] text = DatatypeImage.text(capacity, ArrayFileImage.isAscii(json));
    byte[] layout = HeaderImage.run(position - base, capacity);
    ArrayFile.DatasetHeader place = file.meta().place();
    int layoutSize = Math.min(layout.length, place.layout().size());
    if (layoutSize < 18 || place.datatype().size() < text.length) {
      throw unsupported(file, "a text kept in its header");
    }
    List<Patch> patches = new ArrayList<>();
    patches.add(new Patch(position, Arrays.copyOf(json, capacity)));
    patches.add(
        new Patch(place.datatype().position(), Arrays.copyOf(text, place.datatype().size())));
    patches.add(new Patch(place.layout().position(), Arrays.copyOf(layout, layoutSize)));
    long end = position + capacity;
    patches.add(file.superblock().endPatch(end));
    return new Edit(patches, end);
  }

  /**
   * Adds the dataset {@code data} at the end of the file and links it. Its cells, or its chunks and
   * their index, are the caller's to write; with chunks the end moves on, see {@link #setEnd}.
   */
  public static DataEdit addData(ArrayFile file, DataPlan plan) {
    if (file.data().isPresent()) {
      throw new IllegalStateException("the file has cells");
    }
    Room room = room(file, DATA);
    DataPlan.Placement data = plan.place(room.header(), file.superblock().base());
    List<Patch> patches = room.link(file, DATA, data.headerBytes());
    patches.add(file.superblock().endPatch(data.end()));
    return new DataEdit(new Edit(patches, data.end()), data);
  }

  /** Adds the dataset {@code empty_cells}, which the file does not have. */
  public static Edit addEmptyCells(ArrayFile file, long emptyCells) {
    Room room = room(file, EMPTY_CELLS);
    byte[] type = DatatypeImage.of(DType.INT64);
    int length = HeaderImage.contiguous(type, Shape.of(), 0, Long.BYTES).length;
    long address = room.header() + length - file.superblock().base();
    byte[] header = HeaderImage.contiguous(type, Shape.of(), address, Long.BYTES);
    List<Patch> patches = room.link(file, EMPTY_CELLS, header);
    long end = room.header() + length + Long.BYTES;
    patches.add(new Patch(end - Long.BYTES, new FieldWriter().u64(emptyCells).toBytes()));
    patches.add(file.superblock().endPatch(end));
    return new Edit(patches, end);
  }

  /**
   * Room for one link more and its object.
   *
   * @param heap the names, with that of the link
   * @param heapPosition where they go
   * @param header place for the object's header
   */
  private record Room(LocalHeapImage heap, long heapPosition, long header) {
    /** Patches that put names, header and link into the file. */
    List<Patch> link(ArrayFile file, String name, byte[] headerBytes) {
      SymbolTable table = file.root().table().orElseThrow();
      long base = file.superblock().base();
      List<Patch> patches = new ArrayList<>();
      patches.add(new Patch(heapPosition, heap.bytes()));
      patches.add(heapPatch(table, heap, heapPosition - base));
      patches.add(new Patch(header, headerBytes));
      List<SymbolTable.Link> entries = new ArrayList<>(table.entries());
      entries.add(new SymbolTable.Link(name, ArrayFileImage.entry(heap.name(), header - base)));
      entries.sort(Comparator.comparing(SymbolTable.Link::name));
      patches.addAll(nodePatches(table, entries));
      return patches;
    }
  }

  private static Room room(ArrayFile file, String name) {
    requireGrowing(file);
    SymbolTable table = file.root().table().orElseThrow();
    if (table.entries().size() >= table.capacity()) {
      throw unsupported(file, "a root group without room for one more link");
    }
    LocalHeapImage heap = LocalHeapImage.with(file, table, name);
    long end = append(file);
    return heap.bytes().length == table.heapBytes().length
        ? new Room(heap, table.heapData(), end)
        : new Room(heap, end, end + heap.bytes().length);
  }

  /** Unlinks the dataset {@code data}; its bytes stay in the file, unused. */
  public static Edit removeData(ArrayFile file) {
    Optional<SymbolTable> table = file.root().table();
    if (table.isEmpty()) {
      throw unsupported(file, "links that cannot be changed in place");
    }
    List<SymbolTable.Link> entries = new ArrayList<>(table.get().entries());
    entries.removeIf(entry -> entry.name().equals(DATA));
    return new Edit(nodePatches(table.get(), entries), file.size());
  }

  /**
   * Points the index to a chunk's new place.
   *
   * @param stored place of its bytes; the caller writes them
   */
  public static Patch setChunk(ArrayFile file, long chunk, ChunkTreeImage.StoredChunk stored) {
    Patch patch =
        ChunkTreeImage.entry(file.data().orElseThrow(), chunk, stored, file.superblock().base());
    if (patch.position() == ChunkTable.ABSENT) {
      throw unsupported(file, "a chunk index in which chunks are missing");
    }
    return patch;
  }

  /** Moves the end of the file, after bytes were appended. */
  public static Patch setEnd(ArrayFile file, long fileLength) {
    return file.superblock().endPatch(fileLength);
  }

  private static Patch heapPatch(SymbolTable table, LocalHeapImage heap, long address) {
    byte[] fields =
        new FieldWriter().u64(heap.bytes().length).u64(heap.free()).u64(address).toBytes();
    return new Patch(table.heap() + 8, fields);
  }

  /** The node's count and links, and the B-tree's upper key, which is the last name. */
  private static List<Patch> nodePatches(SymbolTable table, List<SymbolTable.Link> entries) {
    FieldWriter node = new FieldWriter().u16(entries.size());
    entries.forEach(entry -> node.bytes(entry.bytes()));
    int all = Math.max(entries.size(), table.entries().size()) * SymbolTable.ENTRY_SIZE;
    node.padTo(2 + all);
    long lastName =
        ByteBuffer.wrap(entries.getLast().bytes()).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] key = new FieldWriter().u64(lastName).toBytes();
    return List.of(new Patch(table.node() + 6, node.toBytes()), new Patch(table.tree() + 40, key));
  }

  private static long append(ArrayFile file) {
    return Math.ceilDiv(file.size(), 8L) * 8;
  }

  private static void requireGrowing(ArrayFile file) {
    if (!file.canGrow()) {
      throw unsupported(file, "a form that cannot grow in place");
    }
  }

  private static ServiceException unsupported(ArrayFile file, String feature) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE,
        file.name() + " uses " + feature + "; rewrite the file.",
        Map.of("file", file.name(), "feature", feature),
        null);
  }
}
