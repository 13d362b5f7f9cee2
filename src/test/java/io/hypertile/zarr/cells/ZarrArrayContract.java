package io.hypertile.zarr.cells;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellArrayContract;
import io.hypertile.chunk.CodecPool;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of arrays, for one that Zarr keeps in some store. */
abstract class ZarrArrayContract extends CellArrayContract {
  private static final StorePrefix PLACE = new StorePrefix("a/t2m");
  private final CodecPool pool = ZarrStores.pool();
  private ZarrArrays arrays;

  /** The arrays of an empty store. */
  protected abstract ZarrArrays open(CodecPool pool);

  /** Closes what the arrays are in. */
  protected abstract void closeStore();

  /** The JSON of the codecs of the array, between commas. */
  protected abstract String codecs();

  @BeforeEach
  void create() {
    arrays = open(pool);
    String text =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [4, 6, 2, 2, 3], "data_type": "int16",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 4, 2, 1, 2]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 7,
         "dimension_names": ["hours", "y", "kind", "level", "n"],
         "codecs": [%s]}
        """
            .formatted(codecs());
    arrays.create(
        PLACE, (ArrayDocument) NodeDocument.parse("test", text.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void close() {
    closeStore();
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
