package io.hypertile.encode.zarr;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.zip.ZipEntries;
import io.hypertile.encode.zip.ZipStream;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.view.NodeNames;
import io.hypertile.zarr.view.ShownVariable;
import io.hypertile.zarr.view.VariableForm;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes boxes of cells as arrays of a group in an archive, in groups below it where their names
 * say so: documents first, then chunks as the cells come, box after box. For one thread.
 */
public final class ZarrBoxes implements CellEncoder {
  private static final int PADDING = 8192;
  private static final int MOST_CHUNKS = 1 << 16;

  private final Map<String, byte[]> documents = new LinkedHashMap<>();
  private final List<Chunk> chunks = new ArrayList<>();
  private final ZipEntries entries;
  private final ZipStream zip;
  private int current = -1;
  private long left;

  /**
   * A box of cells.
   *
   * @param path names of groups and of the array, with slashes between
   * @param fill the fill value that the document names; every chunk is written, so no cell has it
   */
  public record Box(String path, ShownVariable variable, Shape shape, FillValue fill) {}

  /**
   * A chunk in the archive.
   *
   * @param bytes all that it has
   * @param cells those of them that are cells; the others fill it up
   */
  private record Chunk(String name, long bytes, long cells) {}

  /**
   * The archive of boxes.
   *
   * @param groups attributes of groups by their paths, that of the one at the top empty
   * @throws ServiceException {@code not-encodable} if Zarr has no cells of a type, or no nodes of a
   *     name
   */
  public ZarrBoxes(Map<String, ObjectNode> groups, List<Box> boxes) {
    Map<String, NodeDocument> nodes = new LinkedHashMap<>();
    groups.forEach((path, attributes) -> {
      if (!path.isEmpty()) {
        requireNames(path);
        nodes.put(path, GroupDocument.create(attributes));
      }
    });
    for (Box box : boxes) {
      requireNames(box.path);
      add(box, nodes);
    }
    GroupDocument top =
        GroupDocument.create(Objects.requireNonNull(groups.get(""))).withConsolidated(nodes);
    documents.put(NodeDocument.NAME, top.bytes());
    nodes.forEach((path, node) -> documents.put(path + "/" + NodeDocument.NAME, node.bytes()));
    List<ZipEntries.Entry> all = new ArrayList<>();
    documents.forEach((name, bytes) -> all.add(new ZipEntries.Entry(name, bytes.length)));
    chunks.forEach(chunk -> all.add(new ZipEntries.Entry(chunk.name, chunk.bytes)));
    this.entries = new ZipEntries(all);
    this.zip = new ZipStream(entries);
  }

  private void add(Box box, Map<String, NodeDocument> nodes) {
    RunChunks runs = new RunChunks(box.shape, box.variable.dtype().size());
    VariableForm form =
        box.variable
            .decoded(runs.grid(), box.fill)
            .orElseThrow(() ->
                refusal("Zarr has no cells of type " + box.variable.dtype().numpyName(), box.path));
    nodes.put(box.path, form.document());
    for (int n = 0; n < runs.count(); n++) {
      chunks.add(new Chunk(box.path + "/" + runs.key(n), runs.bytes(), runs.cellBytes(n)));
    }
    if (chunks.size() > MOST_CHUNKS) {
      throw refusal("An archive has at most %d chunks".formatted(MOST_CHUNKS), box.path);
    }
  }

  private static void requireNames(String path) {
    for (String name : path.split("/", -1)) {
      if (!NodeNames.isValid(name)) {
        throw refusal("Zarr has no nodes of such a name", path);
      }
    }
  }

  private static ServiceException refusal(String fault, String path) {
    return new ServiceException(
        ErrorCode.NOT_ENCODABLE, fault + "; ask for format=npz.", Map.of("variable", path), null);
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(entries.length());
  }

  @Override
  public void begin(OutputStream out) throws IOException {
    for (byte[] document : documents.values()) {
      zip.entry(document, out);
    }
    next(out);
  }

  private void next(OutputStream out) throws IOException {
    current++;
    if (current < chunks.size()) {
      zip.open(out);
      left = chunks.get(current).cells;
    }
  }

  /** Fills up the chunk that was begun, and ends it. */
  private void finish(OutputStream out) throws IOException {
    Chunk chunk = chunks.get(current);
    for (long at = chunk.cells; at < chunk.bytes; at += PADDING) {
      zip.write(new byte[(int) Math.min(PADDING, chunk.bytes - at)], out);
    }
    zip.close(out);
  }

  @Override
  public void cells(CellBlock block, OutputStream out) throws IOException {
    MemorySegment cells = block.cells();
    long at = 0;
    while (at < cells.byteSize()) {
      if (current >= chunks.size()) {
        throw new IllegalStateException("more cells than announced");
      }
      long count = Math.min(left, cells.byteSize() - at);
      zip.write(cells.asSlice(at, count), out);
      at += count;
      left -= count;
      if (left == 0) {
        finish(out);
        next(out);
      }
    }
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (current < chunks.size()) {
      throw new IllegalStateException("fewer cells than announced");
    }
    zip.finish(out);
  }
}
