package io.hypertile.partition.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.Region;
import io.hypertile.store.PinnedState;

/**
 * A variable of some partitions as one array that is only read, in the state in which it was found.
 * Holds that state until it is let go and its readers are closed.
 */
final class ConcatenatedArray implements CellArray {
  private final String name;
  private final ArraySpec spec;
  private final ConcatenatedParts parts;
  private final PinnedState state;
  private final Version version;
  private boolean isHeld = true;

  /**
   * A variable; takes over one hold of the state.
   *
   * @param spec its form, all parts one behind the other
   * @param version that of the partitions
   */
  ConcatenatedArray(
      String name, ArraySpec spec, Version version, ConcatenatedParts parts, PinnedState state) {
    this.name = name;
    this.spec = spec;
    this.parts = parts;
    this.state = state;
    this.version = version;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ArraySpec spec() {
    return spec;
  }

  @Override
  public Version version() {
    return version;
  }

  @Override
  public CellReader open(Region bounds) {
    return new ConcatenatedReader(spec, version, parts, state.open(parts.root()));
  }

  /** Lets go of nothing: what was found is what is read. */
  @Override
  public void letGo() {}

  @Override
  public void close() {
    if (isHeld) {
      isHeld = false;
      state.release();
    }
  }
}
