package io.hypertile.schema;

import java.util.Optional;

/**
 * A collection of datasets, each of which has arrays of its own.
 *
 * @param layout how they are kept
 * @param compression of new arrays that do not say their own
 * @param isStrict whether a definition is refused whose dtype cannot be merged with that of arrays
 *     of the same name in other datasets
 * @param path place in the store of a hierarchy that is there already, segments with slashes
 *     between them; empty for the collection's own place
 * @param isReadOnly whether nothing is changed in it
 * @param description of the collection for people
 */
public record DatasetsSchema(
    Layout layout,
    Compression compression,
    boolean isStrict,
    Optional<String> path,
    boolean isReadOnly,
    Description description)
    implements PlacedSchema {
  /** Layouts. */
  public enum Layout {
    /** Archives, each written by one commit. */
    SEGMENTS("segments"),
    /** One hierarchy of Zarr, a group for each dataset. */
    TREE("tree");

    private final String text;

    Layout(String text) {
      this.text = text;
    }

    /** The name in documents. */
    public String text() {
      return text;
    }
  }

  /** Compression of arrays. */
  public sealed interface Compression {
    /** The server's default, which is Zstandard with shuffled bytes. */
    record Default() implements Compression {}

    /** LZ4 with shuffled bytes. */
    record Lz4() implements Compression {}

    /** Cells are stored as they are. */
    record None() implements Compression {}

    /**
     * Codecs of Zarr.
     *
     * @param json a list of them, as documents of arrays have it
     */
    record Listed(String json) implements Compression {}
  }
}
