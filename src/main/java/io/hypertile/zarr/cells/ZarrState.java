package io.hypertile.zarr.cells;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Version;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.StorePrefix;

/**
 * An array in one state of a store.
 *
 * @param revision the state, closed with this
 * @param place of the array
 * @param form what its document says
 */
record ZarrState(Revision revision, StorePrefix place, ZarrForm form) implements AutoCloseable {
  /** The array's form in the server's own types. */
  ArraySpec spec() {
    return ZarrSpecs.of(revision.head().text(), form);
  }

  /** The array's version: that of its document, which each change of it by the server renews. */
  Version version() {
    return version(revision.version().orElseThrow());
  }

  static Version version(ObjectVersion version) {
    String text = version.text();
    boolean isFit =
        text.length() <= 64
            && text.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"' && c != '\\');
    return isFit ? new Version(text) : Version.digest(text);
  }

  @Override
  public void close() {
    revision.close();
  }
}
