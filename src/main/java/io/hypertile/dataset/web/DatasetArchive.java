package io.hypertile.dataset.web;

import io.hypertile.array.CellArray;
import io.hypertile.collection.zarr.ShownDataset;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.encode.zip.ZipEntries;
import io.hypertile.encode.zip.ZipStream;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.CellReads;
import io.hypertile.reading.StoredObjects;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A dataset as a ZIP archive of a group of Zarr: its documents, and its chunks as they are stored.
 * What is written are the documents and sizes of a state that stays; chunks are read one after the
 * other. For one thread, while the state is open.
 */
final class DatasetArchive {
  /** Most chunks, whose names and sizes are known before the first is sent. */
  private static final long MOST_CHUNKS = 1 << 18;

  private final CellReads reads;
  private final DatasetsState state;
  private final Dataset dataset;
  private final ShownDataset shown;
  private final ZipEntries entries;
  private long cellBytes;

  /**
   * The archive of a dataset.
   *
   * @param state the state that it was found in
   * @throws ServiceException {@code not-encodable} for an array whose stored chunks are no chunks
   *     of Zarr 3; {@code result-too-large} for too many chunks
   */
  DatasetArchive(CellReads reads, DatasetsState state, Dataset dataset) {
    this.reads = reads;
    this.state = state;
    this.dataset = dataset;
    this.shown = ShownDataset.of(state, dataset);
    for (DatasetArray array : dataset.arrays()) {
      requireShown(array.definition().name());
    }
    this.entries = new ZipEntries(list());
  }

  private void requireShown(ArrayName name) {
    if (!shown.arrays().containsKey(name)) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "An array is stored in a way that an archive of Zarr 3 does not have; ask for"
              + " format=npz.",
          Map.of("array", name.text()),
          null);
    }
  }

  /** Takes the chunks that are there. */
  @FunctionalInterface
  private interface Visitor {
    void take(StoredObjects objects, long[] position, String key) throws IOException;
  }

  private List<ZipEntries.Entry> list() {
    List<ZipEntries.Entry> list = new ArrayList<>();
    list.add(new ZipEntries.Entry(NodeDocument.NAME, shown.document().bytes().length));
    shown
        .arrays()
        .forEach((name, document) -> {
          list.add(new ZipEntries.Entry(document(name), document.bytes().length));
          try {
            forEach(name, document, (objects, position, key) -> add(list, objects, position, key));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    return list;
  }

  private void add(
      List<ZipEntries.Entry> list, StoredObjects objects, long[] position, String key) {
    OptionalLong size = objects.size(position);
    if (size.isPresent()) {
      TooLarge.requireResult(
          list.size() < MOST_CHUNKS ? 0 : Long.MAX_VALUE,
          MOST_CHUNKS,
          "An archive has at most %d entries; read the arrays one by one.".formatted(MOST_CHUNKS));
      list.add(new ZipEntries.Entry(key, size.getAsLong()));
      cellBytes += size.getAsLong();
    }
  }

  private static String document(ArrayName name) {
    return name.text() + "/" + NodeDocument.NAME;
  }

  /** Visits the chunks of an array in C order over its grid, whether they are there or not. */
  private void forEach(ArrayName name, ArrayDocument document, Visitor visitor) throws IOException {
    Shape counts = document.grid().counts();
    long count = counts.cells();
    TooLarge.requireResult(
        count > MOST_CHUNKS ? Long.MAX_VALUE : 0,
        MOST_CHUNKS,
        "An array in an archive has at most %d chunks; read it in parts at its subset."
            .formatted(MOST_CHUNKS));
    try (CellArray array = state.array(dataset.name(), name);
        StoredObjects objects = reads.objects(array)) {
      long[] position = new long[counts.rank()];
      for (long n = 0; n < count; n++) {
        visitor.take(
            objects, position, name.text() + "/" + document.specification().keys().key(position));
        advance(position, counts);
      }
    }
  }

  private static void advance(long[] position, Shape counts) {
    int axis = position.length - 1;
    while (axis >= 0 && ++position[axis] == counts.length(axis)) {
      position[axis--] = 0;
    }
  }

  /** Bytes of the archive. */
  long length() {
    return entries.length();
  }

  /** Bytes of the chunks in it. */
  long cellBytes() {
    return cellBytes;
  }

  /** Writes the archive. */
  void write(OutputStream out) throws IOException {
    ZipStream stream = new ZipStream(entries);
    stream.entry(shown.document().bytes(), out);
    for (Map.Entry<ArrayName, ArrayDocument> each : shown.arrays().entrySet()) {
      stream.entry(each.getValue().bytes(), out);
      forEach(
          each.getKey(),
          each.getValue(),
          (objects, position, key) -> copy(objects, position, stream, out));
    }
    stream.finish(out);
  }

  private static void copy(
      StoredObjects objects, long[] position, ZipStream stream, OutputStream out)
      throws IOException {
    if (objects.size(position).isPresent()) {
      stream.open(out);
      objects.forEach(position, bytes -> stream.write(bytes, out));
      stream.close(out);
    }
  }
}
