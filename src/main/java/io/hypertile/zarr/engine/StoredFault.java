package io.hypertile.zarr.engine;

import io.hypertile.engine.IntegrityFinding;

/**
 * Faults of collections kept in Zarr that a check finds; those of the objects of an array are
 * {@link io.hypertile.zarr.check.NodeFault}.
 */
public enum StoredFault implements IntegrityFinding.Kind {
  /** The document of a collection cannot be read. */
  UNREADABLE_COLLECTION("unreadable-collection", 1),
  /** A collection was removed, and something of it is left. */
  UNFINISHED_REMOVAL("unfinished-removal", 1),
  /** The index of a segment is damaged, or the segment is not there. */
  DAMAGED_SEGMENT("damaged-segment", 1),
  /** The document of an array is damaged, or its attributes do not fit the schema. */
  UNREADABLE_ARRAY("unreadable-array", 2),
  /** An array is in a form that is not read. */
  UNSUPPORTED_ARRAY("unsupported-array", 2),
  /** An array lies under the name of another key. */
  MISPLACED_ARRAY("misplaced-array", 2),
  /** The register has no entry for the id of an array, or one that names another node. */
  MISSING_ENTRY("missing-entry", 3),
  /** An entry of the register is for no array. */
  DANGLING_ENTRY("dangling-entry", 3),
  /** A register of ids or tiles is for no collection. */
  LEFT_REGISTER("left-register", 3),
  /** A note in the trash cannot be read, is not there, or keeps nothing. */
  DAMAGED_REMOVAL("damaged-removal", 3),
  /** A document that names the objects of a place of the store is damaged. */
  UNREADABLE_STATE("unreadable-state", 1),
  /** An object that a place of the store has is not there. */
  MISSING_OBJECT("missing-object", 3),
  /** An object has another number of bytes than the place that has it says. */
  WRONG_OBJECT_SIZE("wrong-object-size", 3),
  /** No place of the store has an object any more. */
  UNNAMED_OBJECT("unnamed-object", 4);

  private final String text;
  private final int level;

  StoredFault(String text, int level) {
    this.text = text;
    this.level = level;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public int level() {
    return level;
  }

  @Override
  public int code() {
    return ordinal();
  }
}
