package io.hypertile.deker.store.write;

import io.hypertile.chunk.CellSlabs;
import io.hypertile.deker.store.files.ChunkPlanning;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.ArrayFileParser;
import io.hypertile.hdf5.Fields;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.MetadataReader;
import io.hypertile.hdf5.ObjectHeader;
import io.hypertile.hdf5.Patch;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.StoredType;
import io.hypertile.hdf5.cells.ArrayEncoding;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.hdf5.image.ArrayFileImage;
import io.hypertile.hdf5.image.ChunkTreeImage;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.hdf5.image.DatatypeImage;
import io.hypertile.hdf5.image.FieldWriter;
import io.hypertile.hdf5.image.HeaderImage;
import io.hypertile.hdf5.image.InPlaceEdits;
import io.hypertile.hdf5.image.MovedHeader;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Rewrites an array file that holds more than a new file would: as a copy of the old one, with the
 * new parts at its end. Objects that are there keep their headers' addresses, so that attributes,
 * scales, links and references stay. The old cells stay in it too, unused. For one thread.
 */
final class CopiedFile {
  private final FileChannel channel;
  private final WriteBehind file;
  private final WriteTask task;

  private CopiedFile(FileChannel channel, WriteTask task) {
    this.channel = channel;
    this.file = new WriteBehind(channel);
    this.task = task;
  }

  /** Changes a copy. */
  @FunctionalInterface
  public interface CopyEdit {
    void apply(CopiedFile copy) throws IOException;
  }

  /**
   * Writes the copy with a change, forced to disk.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if the change would
   *     lose something that the old file holds
   */
  static void write(Path path, WriteTask task, OpenFile before, CopyEdit change)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      CopiedFile file = new CopiedFile(channel, task);
      file.copy(before.source());
      change.apply(file);
      file.file.force(true);
    }
  }

  private void copy(Hdf5Source source) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(CellSlabs.BYTES);
      for (long at = 0; at < source.size(); at += buffer.byteSize()) {
        MemorySegment next = buffer.asSlice(0, Math.min(buffer.byteSize(), source.size() - at));
        source.read(at, next, "file");
        file.write(next.asByteBuffer(), at);
      }
    }
  }

  private Hdf5Source source() {
    return Hdf5Source.of(channel, task.path().text());
  }

  private ArrayFile parse() {
    return ArrayFileParser.parse(source());
  }

  private void apply(List<Patch> patches) throws IOException {
    for (Patch patch : patches) {
      file.write(patch.bytes(), patch.position());
    }
  }

  /**
   * Replaces all cells, and the metadata text.
   *
   * @param cells all cells as they will be
   */
  void replaceCells(byte[] meta, ArrayEncoding cells) throws IOException {
    replaceMeta(meta);
    ArrayFile old = parse();
    DataPlan plan = ChunkPlanning.plan(task, old);
    setEmptyCells(old.data().isPresent() ? move(old, plan, cells) : add(old, plan, cells));
  }

  /** Takes the cells away, and replaces the metadata text. */
  void removeCells(byte[] meta) throws IOException {
    replaceMeta(meta);
    apply(InPlaceEdits.removeData(parse()).patches());
    setEmptyCells(task.arrayCells());
  }

  /** Replaces the metadata text. */
  void replaceMeta(byte[] json) throws IOException {
    ArrayFile old = parse();
    if (Arrays.equals(json, old.meta().json())) {
      return;
    }
    if (InPlaceEdits.fits(old.meta(), json)) {
      apply(InPlaceEdits.replaceMeta(old, json).patches());
      return;
    }
    int capacity = ArrayFileImage.metaCapacity(json.length);
    byte[] type = DatatypeImage.text(capacity, ArrayFileImage.isAscii(json));
    moveElement(old, "meta", type, Arrays.copyOf(json, capacity));
  }

  private void setEmptyCells(long count) throws IOException {
    ArrayFile old = parse();
    Optional<ArrayFile.EmptyCells> known = old.emptyCells();
    if (known.isEmpty()) {
      requireGrowing(old);
      apply(InPlaceEdits.addEmptyCells(old, count).patches());
    } else if (known.get().isInPlace()) {
      apply(InPlaceEdits.setEmptyCells(old, count).patches());
    } else {
      byte[] bytes = new FieldWriter().u64(count).toBytes();
      moveElement(old, "empty_cells", DatatypeImage.of(DType.INT64), bytes);
    }
  }

  private void requireGrowing(ArrayFile old) {
    if (!old.canGrow()) {
      throw source().unsupported("root group", "other objects in a form that cannot be added to");
    }
  }

  /** Gives a dataset of one element another type and another value at the end of the file. */
  private void moveElement(ArrayFile old, String name, byte[] type, byte[] value)
      throws IOException {
    MovedHeader header = header(old, name);
    DataPlan plan = DataPlan.contiguous(DType.UINT8, Shape.of());
    Map<Integer, byte[]> messages = new HashMap<>();
    messages.put(ObjectHeader.DATATYPE, type);
    messages.put(ObjectHeader.FILL, HeaderImage.fill(plan, new byte[0]));
    messages.put(ObjectHeader.LAYOUT, HeaderImage.run(0, value.length));
    long position = end(old);
    long at = position + align(header.blockSize(messages), 8);
    messages.put(ObjectHeader.LAYOUT, HeaderImage.run(at - base(old), value.length));
    apply(header.patches(position, messages));
    file.write(value, at);
    setEnd(old, at + value.length);
  }

  private MovedHeader header(ArrayFile old, String name) {
    MetadataReader reader = new MetadataReader(source());
    reader.setBase(base(old));
    return MovedHeader.of(reader, name, Objects.requireNonNull(old.root().headers().get(name)));
  }

  private static long base(ArrayFile old) {
    return old.superblock().base();
  }

  private static long end(ArrayFile old) {
    return align(old.size(), 8);
  }

  private static long align(long position, int to) {
    return Math.ceilDiv(position, (long) to) * to;
  }

  private void setEnd(ArrayFile old, long end) throws IOException {
    apply(List.of(InPlaceEdits.setEnd(old, end)));
  }

  /** Adds the dataset; gives how many of its cells equal the fill value. */
  private long add(ArrayFile old, DataPlan plan, ArrayEncoding cells) throws IOException {
    requireGrowing(old);
    InPlaceEdits.DataEdit added = InPlaceEdits.addData(old, plan);
    Written written = write(old, plan, added.data().tree(), added.data().cells(), cells);
    apply(added.edit().patches());
    setEnd(old, written.end());
    return written.fillCells();
  }

  /** Gives the dataset other cells; gives how many of them equal the fill value. */
  private long move(ArrayFile old, DataPlan plan, ArrayEncoding cells) throws IOException {
    MovedHeader header = header(old, "data");
    Map<Integer, byte[]> messages = new HashMap<>(newTypeOf(old.data().orElseThrow(), plan));
    messages.put(ObjectHeader.LAYOUT, layout(plan, 0));
    long position = end(old);
    long after = align(position + header.blockSize(messages), 8);
    long tree = Fields.UNDEFINED;
    long at = align(after, DataPlan.ALIGNMENT);
    if (plan instanceof DataPlan.Chunked chunked) {
      ChunkTreeImage.requireUsualNodes(source(), old.superblock());
      tree = after;
      at = after + ChunkTreeImage.of(chunked).byteSize();
    }
    Written written = write(old, plan, tree, at, cells);
    messages.put(
        ObjectHeader.LAYOUT, layout(plan, (tree == Fields.UNDEFINED ? at : tree) - base(old)));
    apply(header.patches(position, messages));
    setEnd(old, written.end());
    return written.fillCells();
  }

  private static byte[] layout(DataPlan plan, long address) {
    return switch (plan) {
      case DataPlan.Contiguous run -> HeaderImage.run(address, run.shape().bytes(run.dtype()));
      case DataPlan.Chunked chunks ->
          HeaderImage.chunks(address, chunks.chunkShape(), chunks.dtype().size());
    };
  }

  /** New header messages by type; none where the file has its cells in the form of new files. */
  private static Map<Integer, byte[]> newTypeOf(StoredCells cells, DataPlan plan) {
    StoredType type = StoredType.find(cells.datatype()).orElseThrow();
    if (type.isPlain(plan.dtype())) {
      return Map.of();
    }
    Map<Integer, byte[]> messages = new HashMap<>();
    messages.put(ObjectHeader.DATATYPE, DatatypeImage.of(plan.dtype()));
    cells
        .fill()
        .filter(fill -> cells.hasOwnFill())
        .map(fill -> CellReading.fillOf(fill, type, plan.dtype()).bytes())
        .ifPresent(fill -> messages.put(ObjectHeader.FILL, HeaderImage.fill(plan, fill)));
    if (plan instanceof DataPlan.Chunked chunks && !chunks.filters().isEmpty()) {
      messages.put(ObjectHeader.FILTERS, HeaderImage.filters(chunks.filters()));
    }
    return messages;
  }

  private record Written(long fillCells, long end) {}

  /**
   * Writes all cells.
   *
   * @param tree place for the index of chunks
   * @param at where the cells go, or the first chunk
   */
  private Written write(ArrayFile old, DataPlan plan, long tree, long at, ArrayEncoding cells)
      throws IOException {
    switch (plan) {
      case DataPlan.Contiguous run -> {
        long[] next = {at};
        long fillCells =
            CellSlabs.copyArray(
                cells.cells(),
                task.shape(),
                task.fill(),
                bytes -> {
                  int length = bytes.remaining();
                  file.write(bytes, next[0]);
                  next[0] += length;
                });
        return new Written(fillCells, next[0]);
      }
      case DataPlan.Chunked chunked -> {
        ChunkSequence chunks = new ChunkSequence(file, chunked, at);
        long fillCells =
            cells.encode(
                chunked,
                task.fill(),
                (chunk, encoded) -> chunks.append(chunk, encoded.bytes(), encoded.mask()));
        chunks.writeIndex(tree, base(old));
        return new Written(fillCells, chunks.end());
      }
    }
  }
}
