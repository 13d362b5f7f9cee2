package io.hypertile.zarr.cells;

import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.CommitResult;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.SideBySide;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import java.util.List;
import java.util.Map;

/** A place in which there was no node when this was made. For one thread; to be closed. */
public final class NewNode implements AutoCloseable {
  private final Revisions revisions;
  private final StorePrefix place;
  private final Revision base;

  private NewNode(Revisions revisions, StorePrefix place, Revision base) {
    this.revisions = revisions;
    this.place = place;
    this.base = base;
  }

  /**
   * A place for a node.
   *
   * @throws ServiceException {@code already-exists} if there is one
   */
  static NewNode in(Revisions revisions, StorePrefix place) {
    Revision base = revisions.open(place.key(NodeDocument.NAME));
    boolean isFree = false;
    try {
      isFree = base.version().isEmpty() && !hasFormat2(base, place);
      if (!isFree) {
        throw isThere(place);
      }
      return new NewNode(revisions, place, base);
    } finally {
      if (!isFree) {
        base.close();
      }
    }
  }

  private static boolean hasFormat2(ReadableObjects objects, StorePrefix place) {
    List<StoreKey> documents = List.of(place.key(ZarrV2.ARRAY), place.key(ZarrV2.GROUP));
    return SideBySide.each(documents, key -> objects.find(key).isPresent()).contains(true);
  }

  /**
   * Makes the node.
   *
   * @return its version
   * @throws ServiceException {@code already-exists} if another was made in the place meanwhile
   */
  public Version create(NodeDocument document) {
    try (StagedObject body = revisions.stageHead(ObjectBody.of(document.bytes()))) {
      return switch (revisions.commit(base, List.of(new KeyChange.Put(base.head(), body)))) {
        case CommitResult.Committed committed ->
            ZarrState.version(committed.version().orElseThrow());
        case CommitResult.Unknown unknown -> throw NodeCommits.unknown(unknown);
        case CommitResult.Lost lost -> throw isThere(place);
      };
    }
  }

  private static ServiceException isThere(StorePrefix place) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "There is a node of Zarr in this place already; choose another.",
        Map.of("path", place.text()),
        null);
  }

  @Override
  public void close() {
    base.close();
  }
}
