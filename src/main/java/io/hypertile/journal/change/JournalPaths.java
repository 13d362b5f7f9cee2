package io.hypertile.journal.change;

/** Paths of the journal's own files below the storage root. */
public final class JournalPaths {
  /** Everything that is not Deker's. */
  public static final RootPath PRIVATE = new RootPath(".hypertile");

  /** Log segments and side files. */
  public static final RootPath JOURNAL = PRIVATE.child("journal");

  /** Files on their way to where they belong; emptied when the journal opens. */
  public static final RootPath TEMPORARY = PRIVATE.child("tmp");

  /** Directories on their way out. */
  public static final RootPath TRASH = PRIVATE.child("trash");

  /** Locked by the server that owns the root. */
  public static final RootPath OWNER_LOCK = PRIVATE.child("owner.lock");

  private JournalPaths() {}
}
