package io.hypertile.coordinate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Coordinates of an axis that another array gives one by one. They are read when they are first
 * asked for, and may be kept meanwhile; what is known of them before is stated here. Equal to
 * others of the same array in the same version. Thread-safe as far as the loader is.
 */
public final class Coordinates {
  private final About about;
  private final String version;
  private final Supplier<CoordinateValues> loader;
  private final boolean isOfRows;

  /**
   * Facts about coordinates that are known before they are read.
   *
   * @param name name of the array that has them
   * @param kind their sort
   * @param attributes attributes of the array that are texts, in order
   * @param period difference after which numbers mean the same again, finite and greater than 0;
   *     empty for none
   */
  public record About(
      String name, CoordinateKind kind, Map<String, String> attributes, OptionalDouble period) {
    public About {
      attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
  }

  /**
   * Coordinates that a loader gives.
   *
   * @param version stands for the array and its state: different values never share one
   * @param loader gives as many values as the axis has positions, the same each time; what it
   *     throws is what who asks for them gets
   */
  public Coordinates(About about, String version, Supplier<CoordinateValues> loader) {
    this(about, version, loader, false);
  }

  private Coordinates(
      About about, String version, Supplier<CoordinateValues> loader, boolean isOfRows) {
    this.about = about;
    this.version = version;
    this.loader = loader;
    this.isOfRows = isOfRows;
  }

  /**
   * The same as coordinates of rows, whose order says nothing: what stands between two rows need
   * not lie between their coordinates.
   */
  public Coordinates ofRows() {
    return new Coordinates(about, version, loader, true);
  }

  /** Whether they are coordinates of {@linkplain #ofRows rows}. */
  public boolean isOfRows() {
    return isOfRows;
  }

  /** Facts that are known without reading. */
  public About about() {
    return about;
  }

  /** A text that stands for the array and its state. */
  public String version() {
    return version;
  }

  /**
   * The values.
   *
   * @throws io.hypertile.error.ServiceException {@code result-too-large} if they are too many to be
   *     kept, or what reading the array fails with
   */
  public CoordinateValues values() {
    return loader.get();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Coordinates that
        && about.equals(that.about)
        && version.equals(that.version)
        && isOfRows == that.isOfRows;
  }

  @Override
  public int hashCode() {
    return version.hashCode();
  }

  @Override
  public String toString() {
    return "Coordinates[" + about.name() + " at " + version + "]";
  }
}
