package io.hypertile.schema;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The removal of a collection, or of all arrays of one, that is kept for a while.
 *
 * @param id names it in the trash, in up to 64 lower case letters, digits and dashes
 * @param what what went
 * @param name the collection's name
 * @param at when it was removed
 * @param by who removed it, as the audit log names callers
 */
public record Removal(String id, What what, CollectionName name, Instant at, String by) {
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");

  /** Whether a text may be the id of a removal. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Kind of what a removal took away. */
  public enum What {
    /** A collection with all that it held. */
    COLLECTION("collection"),
    /** All arrays of a collection, which stayed. */
    ARRAYS("arrays");

    private final String text;

    What(String text) {
      this.text = text;
    }

    /** Its name in documents. */
    public String text() {
      return text;
    }
  }

  /** The removal of a collection with all that it held. */
  public Removal(String id, CollectionName name, Instant at, String by) {
    this(id, What.COLLECTION, name, at, by);
  }
}
