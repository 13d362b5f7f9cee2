package io.hypertile.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.Collection;

/**
 * Several arrays of a collection as one that is only read, one behind the other along its first
 * axis. Each is read in the state in which it was found, or not at all.
 */
public final class JoinedArray implements CellArray {
  private final ArrayEngine engine;
  private final Collection collection;
  private final ArraySpec spec;
  private final JoinedParts parts;

  /**
   * Arrays as one.
   *
   * @param spec the form of it
   */
  public JoinedArray(ArrayEngine engine, Collection collection, ArraySpec spec, JoinedParts parts) {
    this.engine = engine;
    this.collection = collection;
    this.spec = spec;
    this.parts = parts;
  }

  @Override
  public String name() {
    return collection.name().text();
  }

  @Override
  public ArraySpec spec() {
    return spec;
  }

  /** Stands for the versions of all arrays and their places. */
  @Override
  public Version version() {
    return Version.digest(() ->
        parts.all().stream()
            .map(part -> part.id().text() + ' ' + part.version().text() + ' ' + part.start() + ' ')
            .iterator());
  }

  @Override
  public CellReader open(Region bounds) {
    Region inner = inner(bounds);
    return new JoinedReader(this, parts, part -> engine.open(collection, part.id(), inner), bounds);
  }

  /** The part of a box that each array has of its own. */
  private Region inner(Region bounds) {
    return parts.isStacked()
        ? JoinedReader.withoutFirst(bounds)
        : bounds.along(0, 0, parts.length());
  }
}
