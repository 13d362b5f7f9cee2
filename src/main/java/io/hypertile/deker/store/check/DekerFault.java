package io.hypertile.deker.store.check;

import io.hypertile.engine.IntegrityFinding;

/** Faults of a storage in Deker's layout that a check finds (deker-rules.md 211 to 219). */
public enum DekerFault implements IntegrityFinding.Kind {
  /** The document of a collection is missing or cannot be read. */
  UNREADABLE_COLLECTION("unreadable-collection", 1),
  /** The document of a collection bears another name than its directory. */
  FOREIGN_NAME("foreign-name", 1),
  /** The file that Deker locks while it changes the collection is missing. */
  MISSING_LOCK_FILE("missing-lock-file", 1),
  /** The lock file belongs to no collection. */
  SURPLUS_LOCK_FILE("surplus-lock-file", 1),
  /** A program that ended left a lock behind. */
  STALE_LOCK("stale-lock", 2),
  /** The file of an array is damaged, or its metadata are missing or do not fit the schema. */
  UNREADABLE_ARRAY("unreadable-array", 2),
  /** The file of an array is in a form that is not read. */
  UNSUPPORTED_ARRAY("unsupported-array", 2),
  /** The metadata of an array bear another id than its file. */
  FOREIGN_ID("foreign-id", 2),
  /** The number of empty cells is missing, without which Deker cannot change the array. */
  MISSING_EMPTY_CELLS("missing-empty-cells", 2),
  /** A program has the file open for writing, or ended without closing it. */
  MARKED_OPEN("marked-open", 2),
  /** A data file does not lie where its name says. */
  MISPLACED_FILE("misplaced-file", 2),
  /** A directory cannot be read. */
  UNREADABLE_DIRECTORY("unreadable-directory", 2),
  /** An array has no link at its key. */
  MISSING_LINK("missing-link", 3),
  /** The link of an array has the text that led to it elsewhere, or a relative one. */
  STALE_LINK("stale-link", 3),
  /** An entry among the links is not a link, or leads to another array. */
  FOREIGN_LINK("foreign-link", 3),
  /** A link to an array is at another key than the array's, or beside another link. */
  SURPLUS_LINK("surplus-link", 3),
  /** A link leads to no array. */
  DANGLING_LINK("dangling-link", 3),
  /** A tile belongs to no virtual array, or to no position of its grid. */
  ORPHAN_TILE("orphan-tile", 3),
  /** The cells have another type or shape than the schema says. */
  WRONG_TYPE("wrong-type", 4),
  /** The last cell cannot be read. */
  UNREADABLE_CELLS("unreadable-cells", 4);

  private final String text;
  private final int level;

  DekerFault(String text, int level) {
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
