package io.hypertile.dataset.engine;

import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.SeenRevision;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Documents of the groups that hold copies of the nodes of a commit, made for one state. For one
 * thread; must be closed, which gives up what was not committed.
 */
final class GroupCopies implements AutoCloseable {
  private final SharedRevisions revisions;
  private final Revision now;
  private final Map<StoreKey, StagedObject> staged = new HashMap<>();

  GroupCopies(SharedRevisions revisions, Revision now, ChangedNodes nodes) {
    this.revisions = revisions;
    this.now = now;
    boolean isMade = false;
    try {
      nodes.groups().forEach(group -> make(group, nodes));
      isMade = true;
    } finally {
      if (!isMade) {
        close();
      }
    }
  }

  private void make(StorePrefix place, ChangedNodes nodes) {
    Optional<GroupDocument> stored =
        group(TreeNodes.readable(now, place)).filter(group -> group.format() == 3);
    Optional<Map<String, NodeDocument>> said = stored.flatMap(GroupDocument::consolidated);
    Optional<GroupDocument> after =
        nodes.isRemoved(place) ? Optional.empty() : group(nodes.put(place)).or(() -> stored);
    if (said.isEmpty() || after.isEmpty()) {
      return;
    }
    Map<String, NodeDocument> copies = nodes.applied(place, said.get());
    byte[] document = after.get().withConsolidated(copies).bytes();
    staged.put(place.key(NodeDocument.NAME), revisions.stageHead(ObjectBody.of(document)));
  }

  private static Optional<GroupDocument> group(Optional<NodeDocument> node) {
    return node.filter(GroupDocument.class::isInstance).map(GroupDocument.class::cast);
  }

  /** The changes of a commit with those of the groups, which come first. */
  List<HeadChange> with(List<HeadChange> changes) {
    Map<StoreKey, StagedObject> left = new HashMap<>(staged);
    List<HeadChange> own = new ArrayList<>();
    for (HeadChange change : changes) {
      StagedObject copies = left.remove(change.head());
      own.add(copies == null ? change : withHead(change, copies));
    }
    List<HeadChange> all = new ArrayList<>();
    left.forEach((head, copies) ->
        all.add(
            new HeadChange(
                head,
                SeenRevision.of(now, head).version(),
                List.of(new KeyChange.Put(head, copies)))));
    all.addAll(own);
    return all;
  }

  private static HeadChange withHead(HeadChange change, StagedObject copies) {
    List<KeyChange> changes = new ArrayList<>();
    for (KeyChange each : change.changes()) {
      boolean isHead = each instanceof KeyChange.Put && each.key().equals(change.head());
      if (!isHead) {
        changes.add(each);
      }
    }
    changes.add(new KeyChange.Put(change.head(), copies));
    return new HeadChange(change.head(), change.base(), changes);
  }

  @Override
  public void close() {
    staged.values().forEach(StagedObject::close);
  }
}
