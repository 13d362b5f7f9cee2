package io.hypertile.zarr.cells;

import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.Commit;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A place in which there was no node when this was made. For one thread; to be closed. */
public final class NewNode implements AutoCloseable {
  private final Revisions revisions;
  private final StorePrefix place;
  private final Revision base;
  private @Nullable StagedObject staged;
  private Commit.@Nullable Outcome outcome;

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

  /** Takes the document of the node. */
  public void stage(NodeDocument document) {
    staged = revisions.stageHead(ObjectBody.of(document.bytes()));
  }

  /**
   * Makes nodes that have their documents, each by itself, durable together where the store can.
   * What became of each is told by {@link #version}.
   *
   * @param nodes of places that differ, all of the same store
   */
  public static void makeAll(List<NewNode> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    List<Commit.Outcome> outcomes =
        nodes.getFirst().revisions.commitEach(nodes.stream().map(NewNode::commit).toList());
    for (int at = 0; at < nodes.size(); at++) {
      nodes.get(at).outcome = outcomes.get(at);
    }
  }

  private Commit commit() {
    KeyChange put = new KeyChange.Put(base.head(), Objects.requireNonNull(staged));
    return new Commit(base, List.of(put));
  }

  /**
   * Version of the node that was made.
   *
   * @throws ServiceException {@code already-exists} if another was made in the place meanwhile;
   *     others if it was not made, or it is not known whether it was
   */
  public Version version() {
    return switch (Objects.requireNonNull(outcome)) {
      case Commit.Outcome.Failed(ServiceException cause) -> throw cause;
      case Commit.Outcome.Ended(CommitResult.Committed committed) ->
          ZarrState.version(committed.version().orElseThrow());
      case Commit.Outcome.Ended(CommitResult.Unknown unknown) -> throw NodeCommits.unknown(unknown);
      case Commit.Outcome.Ended(CommitResult.Lost lost) -> throw isThere(place);
    };
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
    StagedObject body = staged;
    if (body != null) {
      body.close();
    }
    base.close();
  }
}
