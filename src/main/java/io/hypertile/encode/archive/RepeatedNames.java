package io.hypertile.encode.archive;

/** Treatment of entries of an archive that have one name. */
public enum RepeatedNames {
  /** The archive is refused. */
  REFUSED,
  /** The last one in the directory is read, like Python's {@code zipfile} does. */
  LAST_COUNTS
}
