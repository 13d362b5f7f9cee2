package io.hypertile.deker.store.state;

import io.hypertile.chunk.CodecPool;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.HeldArray;
import io.hypertile.engine.StoredArray;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import org.jspecify.annotations.Nullable;

/** One state of an array file, held before it is known whether cells will be read. */
public final class HeldFile implements HeldArray {
  private final StoredArray array;
  private final ArraysSchema schema;
  private final CodecPool pool;
  private ArrayStates.@Nullable Snapshot snapshot;

  /**
   * Takes over the snapshot.
   *
   * @param id the array's id, whatever the metadata text says
   * @param pool helps to decode
   * @throws io.hypertile.error.CorruptDataException if the file's metadata text is not what the
   *     schema says; the snapshot is still the caller's then
   */
  public HeldFile(ArrayStates.Snapshot snapshot, ArrayId id, ArraysSchema schema, CodecPool pool) {
    this.array = snapshot.file().stored(schema).of(id);
    this.schema = schema;
    this.pool = pool;
    this.snapshot = snapshot;
  }

  @Override
  public StoredArray array() {
    return array;
  }

  @Override
  public ArrayReader open(Region bounds) {
    return open();
  }

  public ArrayReader open() {
    ArrayStates.Snapshot held = snapshot;
    if (held == null) {
      throw new IllegalStateException("the array was opened or closed already");
    }
    ArrayReader reader = new Hdf5Reader(held, array, schema, pool);
    snapshot = null;
    return reader;
  }

  @Override
  public void close() {
    ArrayStates.Snapshot held = snapshot;
    snapshot = null;
    if (held != null) {
      held.close();
    }
  }
}
