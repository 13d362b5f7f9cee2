package io.hypertile.backup;

import java.time.Instant;
import java.util.Comparator;

/** One file, link or directory of a backup, by its path below the storage root. */
sealed interface BackupEntry {
  /** Order of paths in which a directory comes before all that is in it, and then what follows. */
  Comparator<String> ORDER = BackupEntry::compare;

  /** Names with slashes between them. */
  String path();

  /**
   * A file.
   *
   * @param bytes its length
   * @param modified its modification time, by which clients know versions
   * @param stamp what tells that the file in the storage was not changed since: it is there only to
   *     be compared
   * @param sha256 digest of its bytes in hexadecimal
   */
  record FileEntry(String path, long bytes, Instant modified, Stamp stamp, String sha256)
      implements BackupEntry {}

  /**
   * A symbolic link.
   *
   * @param target its text, or the path below the root that it leads to
   * @param isBelowRoot whether it leads to a path below the root, wherever that is
   */
  record LinkEntry(String path, String target, boolean isBelowRoot) implements BackupEntry {}

  /** A directory, which may be empty. */
  record DirectoryEntry(String path) implements BackupEntry {}

  /**
   * State of a file in the storage, beside its length and modification time.
   *
   * @param changed time of the last change of anything about the file, set by the system alone
   * @param inode its number in the file system
   */
  record Stamp(Instant changed, long inode) {}

  private static int compare(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    for (int at = 0; at < shorter; at++) {
      char a = one.charAt(at);
      char b = other.charAt(at);
      if (a != b) {
        return (a == '/' ? 0 : a) - (b == '/' ? 0 : b);
      }
    }
    return one.length() - other.length();
  }
}
