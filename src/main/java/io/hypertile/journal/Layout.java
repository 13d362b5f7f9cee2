package io.hypertile.journal;

/** Where the journal keeps its own files below the storage root. */
final class Layout {
  /** Everything that is not Deker's. */
  static final RootPath PRIVATE = new RootPath(".hypertile");

  /** Log segments and side files. */
  static final RootPath JOURNAL = PRIVATE.child("journal");

  /** Files on their way to where they belong; emptied when the journal opens. */
  static final RootPath TEMPORARY = PRIVATE.child("tmp");

  /** Directories on their way out. */
  static final RootPath TRASH = PRIVATE.child("trash");

  /** Locked by the server that owns the root. */
  static final RootPath OWNER_LOCK = PRIVATE.child("owner.lock");

  private Layout() {}
}
