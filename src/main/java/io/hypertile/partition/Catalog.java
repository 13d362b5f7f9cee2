package io.hypertile.partition;

import io.hypertile.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Paths of all partitions of a collection, as its catalog keeps them (zcollection-rules.md 105 to
 * 110). Immutable.
 *
 * @param paths in the order of their text, none twice
 */
public record Catalog(List<String> paths) {
  /** No partition. */
  public static final Catalog EMPTY = new Catalog(List.of());

  /** Sorts the paths. */
  public Catalog {
    paths = List.copyOf(new TreeSet<>(paths));
  }

  /** These paths and others. */
  public Catalog with(Collection<String> added) {
    TreeSet<String> all = new TreeSet<>(paths);
    all.addAll(added);
    return new Catalog(List.copyOf(all));
  }

  /** These paths without some. */
  public Catalog without(Collection<String> removed) {
    TreeSet<String> all = new TreeSet<>(paths);
    all.removeAll(removed);
    return new Catalog(List.copyOf(all));
  }

  /** The checksum of the document: SHA-256 over all paths, each with the end of a line. */
  public String checksum() {
    MessageDigest digest = Sha256.begin();
    for (String path : paths) {
      digest.update(path.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) '\n');
    }
    return "sha256:" + Sha256.hex(digest);
  }
}
