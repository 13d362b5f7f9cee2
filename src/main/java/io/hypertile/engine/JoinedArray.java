package io.hypertile.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.Collection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (JoinedParts.Part part : parts.all()) {
        String text = part.id().text() + ' ' + part.version().text() + ' ' + part.start() + ' ';
        digest.update(text.getBytes(StandardCharsets.UTF_8));
      }
      return new Version(HexFormat.of().formatHex(digest.digest(), 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CellReader open(Region bounds) {
    Region inner = inner(bounds);
    return new JoinedReader(this, parts, part -> engine.open(collection, part.id(), inner), bounds);
  }

  /** The part of a box that each array has of its own. */
  private Region inner(Region bounds) {
    if (!parts.isStacked()) {
      long[] start = bounds.startArray();
      long[] stop = bounds.stopArray();
      start[0] = 0;
      stop[0] = parts.length();
      return Region.of(start, stop);
    }
    return JoinedReader.withoutFirst(bounds);
  }
}
