package io.hypertile.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Placement;
import io.hypertile.schema.StorageOptions;
import io.hypertile.schema.Tiling;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An array of a collection in the form in which those take it who know no collection. */
public final class CollectionArray implements CellArray {
  private static final String UNITS = "units";

  private final ArrayEngine engine;
  private final Collection collection;
  private final StoredArray array;
  private final ArraySpec spec;
  private @Nullable HeldArray held;

  private CollectionArray(
      ArrayEngine engine, Collection collection, StoredArray array, @Nullable HeldArray held) {
    this.engine = engine;
    this.collection = collection;
    this.array = array;
    this.spec = ArraySpecs.of(collection.arrays(), array.header());
    this.held = held;
  }

  /** An array whose state is not held: it is opened in the state that it has then. */
  public static CollectionArray of(ArrayEngine engine, Collection collection, StoredArray array) {
    return new CollectionArray(engine, collection, array, null);
  }

  /**
   * An array whose state is held.
   *
   * @param held is taken over
   */
  public static CollectionArray holding(ArrayEngine engine, Collection collection, HeldArray held) {
    return new CollectionArray(engine, collection, held.array(), held);
  }

  /** The array as it was found. */
  public StoredArray stored() {
    return array;
  }

  private ArrayId id() {
    return array.header().id();
  }

  @Override
  public String name() {
    return id().text();
  }

  @Override
  public ArraySpec spec() {
    return spec;
  }

  /** The attribute {@code units}, where it is a text. */
  @Override
  public Optional<String> units() {
    return array
        .header()
        .find(UNITS)
        .flatMap(value ->
            value instanceof AttributeValue.TextValue text
                ? Optional.of(text.value())
                : Optional.empty());
  }

  @Override
  public Version version() {
    return array.version();
  }

  @Override
  public boolean isQuick() {
    return isOneFile() && collection.options().map(StorageOptions::isContiguous).orElse(true);
  }

  @Override
  public boolean isOneFile() {
    return collection.placement().form() == Placement.Form.HDF5
        && collection.arrays() instanceof ArraysSchema.ArraySchema;
  }

  @Override
  public boolean mayHoldCells(Region box) {
    boolean isOneNode = collection.placement().form() == Placement.Form.ZARR;
    if (isOneNode || !(collection.schema() instanceof ArraysSchema.VArraySchema tiled)) {
      return array.hasData();
    }
    Tiling tiling = Tiling.of(tiled);
    if (tiling.count(box) != 1) {
      return true;
    }
    long tile = tiling.number(tiling.tilesOf(box).startArray());
    return engine.tiled(collection).map(tiles -> tiles.has(collection, id(), tile)).orElse(true);
  }

  @Override
  public <T> Optional<T> document(Class<T> type) {
    return Optional.ofNullable(held).flatMap(found -> found.document(type));
  }

  @Override
  public ArrayReader open(Region bounds) {
    HeldArray found = held;
    held = null;
    if (found == null) {
      return engine.open(collection, id(), bounds);
    }
    try (found) {
      return found.open(bounds);
    }
  }

  @Override
  public Version write(Region box, CellSource cells, Precondition condition) {
    return engine.write(collection, id(), box, cells, condition);
  }

  @Override
  public Version clear(Region box, Precondition condition) {
    return engine.clear(collection, id(), box, condition);
  }

  @Override
  public void letGo() {
    HeldArray found = held;
    held = null;
    if (found != null) {
      found.close();
    }
  }
}
