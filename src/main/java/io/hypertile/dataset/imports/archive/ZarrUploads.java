package io.hypertile.dataset.imports.archive;

import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.imports.source.GuardedDatasets;
import io.hypertile.encode.Spool;
import io.hypertile.encode.archive.ArchiveFaults;
import io.hypertile.encode.archive.RepeatedNames;
import io.hypertile.encode.archive.StagedArchive;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.TooLarge;
import io.hypertile.store.StoreKey;
import io.hypertile.store.archive.ArchiveStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Bodies that are ZIP archives of a group of Zarr, of format 2 or 3. A body waits in a file,
 * unpacked, until its dataset is made. Thread-safe.
 *
 * @param spool place for bodies
 * @param pool decodes chunks
 * @param limit most bytes of all entries of a body, inflated, and of all its cells, decoded
 */
public record ZarrUploads(Spool spool, CodecPool pool, long limit) {
  /** Chunks are compressed already, so that an archive of them hardly gets smaller. */
  private static final int MOST_GROWTH = 32;

  private static final long SMALL = 64L << 20;

  /**
   * Takes a body in.
   *
   * @param name of the dataset that it becomes
   * @param group path of a group of the archive; empty for the one at the top, which then must be
   *     the only one with arrays
   * @return its one dataset, to be closed when that is made
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if it is no archive, has no
   *     group or is damaged, which shows when cells are read at the latest; {@code
   *     unsupported-storage} for what is legal and cannot be imported; {@code invalid-request} for
   *     a group that is not there; {@code body-too-large}
   */
  public GuardedDatasets receive(DatasetName name, InputStream body, Optional<String> group)
      throws IOException {
    ArchiveStore store;
    try (StagedArchive archive =
        StagedArchive.receive(body, spool, limit, RepeatedNames.LAST_COUNTS)) {
      TooLarge.requireBody(
          archive.inflated(),
          Math.max(SMALL, MOST_GROWTH * archive.length()),
          most ->
              "The entries of the archive have more than %d bytes, inflated; write them with less compression of ZIP's own."
                  .formatted(most));
      requireKeys(archive);
      store = ArchiveStore.unpack(archive, spool);
    }
    return GuardedDatasets.open(
        () -> UploadedGroup.open(store, pool, name, group), ErrorCode.MALFORMED_BODY, limit);
  }

  /** Refuses entries that no hierarchy has, as a dataset is all of its archive. */
  private static void requireKeys(StagedArchive archive) {
    for (String entry : archive.names()) {
      if (!StoreKey.isKey(entry)) {
        throw ArchiveFaults.malformed(entry, "The name of an entry is no key of a hierarchy.");
      }
    }
  }
}
