package io.hypertile.zarr.cells;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellArrayContract;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.local.LocalStore;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class LocalZarrArrayTest extends CellArrayContract {
  private static final StorePrefix PLACE = new StorePrefix("a/t2m");
  private final CodecPool pool = ZarrStores.pool();
  private ZarrArrays arrays;
  @TempDir private Path root;
  private Journal journal;

  @BeforeEach
  void create() {
    journal = Journal.open(root, JournalSettings.standard());
    LocalStore store = new LocalStore("test", journal, RootPath.of("lake"));
    arrays =
        new ZarrArrays(
            store.revisions(),
            pool,
            ReadAhead.LOCAL,
            () -> journal.temporary(".cells").resolve(root));
    arrays.create(PLACE, document());
  }

  private static ArrayDocument document() {
    String text =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [4, 6, 2, 2, 3], "data_type": "int16",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 4, 2, 1, 2]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 7,
         "dimension_names": ["hours", "y", "kind", "level", "n"],
         "codecs": [%s]}
        """
            .formatted(
                "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"}},"
                    + " {\"name\": \"zstd\", \"configuration\": {\"level\": 1, \"checksum\": true}}");
    return (ArrayDocument) NodeDocument.parse("test", text.getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    journal.close();
    pool.close();
  }

  @Override
  protected ArraySpec spec() {
    List<Axis> axes =
        SPEC.axes().stream().map(axis -> (Axis) new Axis.Plain(axis.name(), axis.size())).toList();
    return new ArraySpec(SPEC.dtype(), SPEC.fill(), axes);
  }

  @Override
  protected CellArray find() {
    return arrays.find(PLACE);
  }

  @Override
  protected boolean holdsStates() {
    return true;
  }
}
