package io.hypertile.partition.imports;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.imports.source.CopiedCells;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.Spool;
import io.hypertile.encode.archive.ArchiveFaults;
import io.hypertile.encode.archive.RepeatedNames;
import io.hypertile.encode.archive.StagedArchive;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.body.RowFormat;
import io.hypertile.partition.body.RowReceiver;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.store.LiveRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.archive.ArchiveStore;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArray;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.view.MissingValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows in a ZIP archive of a group of Zarr 3, whatever its chunks are encoded with: an array for
 * each variable, those of groups in groups.
 */
public final class ZarrRows implements RowFormat {
  private static final String ENDING = "/" + NodeDocument.NAME;
  private static final long LARGEST_DOCUMENT = 16L << 20;

  private final CodecPool pool;
  private final ArrayFormat npy;
  private final Spool spool;
  private final long limit;

  /**
   * Archives that wait in a spool.
   *
   * @param pool decodes chunks
   * @param npy converts cells
   * @param limit most bytes of all entries together, inflated, and of all cells, decoded
   */
  public ZarrRows(CodecPool pool, ArrayFormat npy, Spool spool, long limit) {
    this.pool = pool;
    this.npy = npy;
    this.spool = spool;
    this.limit = limit;
  }

  @Override
  public String name() {
    return "zarr";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/zip");
  }

  @Override
  public void read(InputStream body, RowReceiver rows) throws IOException {
    try (StagedArchive archive =
        StagedArchive.receive(body, spool, limit, RepeatedNames.LAST_COUNTS)) {
      if (archive.size(NodeDocument.NAME).isEmpty()) {
        throw ArchiveFaults.malformed(
            "The archive has no document zarr.json at its top; send a group of Zarr 3 as NAME.zip"
                + " has one.");
      }
      try (ArchiveStore store = ArchiveStore.unpack(archive, spool)) {
        take(archive, store, rows);
      }
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.CORRUPT_DATA ? e.as(ErrorCode.MALFORMED_BODY) : e;
    }
  }

  private void take(StagedArchive archive, ArchiveStore store, RowReceiver rows)
      throws IOException {
    ZarrArrays arrays =
        new ZarrArrays(
            new LiveRevisions(store),
            pool,
            ReadAhead.LOCAL,
            () -> {
              throw new IllegalStateException("archives are only read");
            });
    ForeignCells cells = new ForeignCells(npy, rows, limit);
    for (String entry : archive.names()) {
      if (entry.endsWith(ENDING) && isArray(archive, entry)) {
        String path = entry.substring(0, entry.length() - ENDING.length());
        take(arrays, path, rows.require(path), cells);
      }
    }
  }

  private static boolean isArray(StagedArchive archive, String entry) throws IOException {
    return NodeDocument.parse(entry, archive.bytes(entry, LARGEST_DOCUMENT))
        instanceof ArrayDocument;
  }

  private void take(ZarrArrays arrays, String path, Placed placed, ForeignCells cells)
      throws IOException {
    try (ZarrArray array = arrays.find(new StorePrefix(path))) {
      CellType type = array.spec().dtype();
      Shape shape = array.spec().shape();
      cells.requireWithin(type, shape);
      ObjectNode attributes = array.document().attributes();
      Optional<FillValue> fill =
          type instanceof DType dtype && attributes.has(MissingValue.NAME)
              ? MissingValue.parse(attributes.get(MissingValue.NAME), dtype)
              : Optional.empty();
      try (CellSource source = CopiedCells.of(array, arrays.memory())) {
        cells.take(
            placed,
            new ForeignCells.Given(
                type,
                shape,
                new ForeignCells.Meaning(
                    text(attributes, "units"),
                    text(attributes, "calendar"),
                    fill,
                    Packing.of(attributes)),
                source));
      }
    } catch (ServiceException e) {
      throw ForeignCells.of(placed, e);
    }
  }

  private static Optional<String> text(ObjectNode attributes, String name) {
    return attributes.path(name).isString()
        ? Optional.of(attributes.path(name).asString())
        : Optional.empty();
  }
}
