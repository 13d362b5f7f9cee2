package io.hypertile.dataset.engine;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.columns.ColumnFacts;
import io.hypertile.dataset.columns.RunMemory;
import io.hypertile.dataset.store.BoxReader;
import io.hypertile.dataset.store.SegmentState;
import io.hypertile.dataset.store.SegmentedRevisions;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.Description;
import io.hypertile.store.Revisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArrays;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Datasets in segments, opened for a test. */
final class SegmentDatasets implements AutoCloseable {
  static final StorePrefix PLACE = new StorePrefix("lake/argo");
  private static final DatasetsSchema SCHEMA =
      new DatasetsSchema(
          DatasetsSchema.Layout.SEGMENTS,
          new DatasetsSchema.Compression.Default(),
          false,
          Optional.empty(),
          false,
          Description.NONE);
  private static final AtomicLong FILES = new AtomicLong();

  private final SegmentedRevisions segments;
  private final Datasets datasets;

  SegmentDatasets(Revisions revisions, CodecPool pool, Path scratch) {
    Supplier<Path> files = () -> scratch.resolve("cells" + FILES.incrementAndGet());
    this.segments = SegmentedRevisions.open(revisions, PLACE, pool.memory(), files);
    BoxReader reader = new BoxReader(pool, 1 << 12, 0);
    ZarrArrays arrays = new ZarrArrays(segments, pool, ReadAhead.LOCAL, files::get);
    this.datasets =
        ZarrDatasets.segments(
                segments,
                arrays,
                SCHEMA,
                () -> {
                  segments.compact();
                  return new Datasets.Compacted(0, 0);
                },
                new ColumnFacts(new RunMemory(1 << 20)))
            .reading((all, boxes) -> reader.read((SegmentState) all, boxes));
  }

  Datasets datasets() {
    return datasets;
  }

  @Override
  public void close() {
    segments.close();
  }
}
