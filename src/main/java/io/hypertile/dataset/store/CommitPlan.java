package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.IndexWriter;
import io.hypertile.dataset.segment.Item;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.SegmentLayout;
import io.hypertile.dataset.table.ArrayNames;
import io.hypertile.dataset.table.Row;
import io.hypertile.dataset.table.Table;
import io.hypertile.dataset.table.TableChange;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Next state, and the segment that leads to it, of a group of commits. For one thread. */
final class CommitPlan {
  private final Snapshot base;
  private final StateObjects objects;
  private final long epoch;
  private final TableChange table;
  private final ArrayNames arrays;
  private final Map<String, DatasetDraft> drafts = new LinkedHashMap<>();
  private final List<NewObject> puts = new ArrayList<>();
  private final List<CommitRequest> made = new ArrayList<>();

  /** Changes of nothing yet. */
  CommitPlan(Snapshot base) {
    this.base = base;
    this.objects = new StateObjects(base);
    this.epoch = base.head().epoch() + 1;
    this.table = new TableChange(base.table());
    this.arrays = base.table().arrays();
  }

  /** Takes a request, or ends it where it was made for another state or cannot be made. */
  void add(CommitRequest request) {
    for (HeadChange head : request.heads()) {
      Optional<ObjectVersion> found = objects.headVersion(head.head());
      if (!found.equals(head.base())) {
        request.end(new CommitResult.Lost(found));
        return;
      }
    }
    for (HeadChange head : request.heads()) {
      boolean isPut =
          head.changes().stream()
              .anyMatch(
                  change -> change instanceof KeyChange.Put && change.key().equals(head.head()));
      if (head.base().isEmpty() && !isPut && !head.changes().isEmpty()) {
        request.fail(new IllegalArgumentException("nothing puts " + head.head()));
        return;
      }
    }
    made.add(request);
    request.heads().forEach(this::removeAll);
    request.heads().forEach(this::change);
  }

  private void removeAll(HeadChange head) {
    for (KeyChange change : head.changes()) {
      if (change instanceof KeyChange.RemoveAll all) {
        removeAll(all.key());
      }
    }
  }

  private void removeAll(StoreKey key) {
    String[] parts = key.text().split("/", 3);
    if (table.find(parts[0]) < 0) {
      return;
    }
    DatasetDraft draft = draft(parts[0]);
    if (parts.length == 1) {
      draft.removeAll(0);
      return;
    }
    int array = arrays.find(parts[1]);
    if (parts.length == 3 && array >= 0) {
      draft.removeBelow(array, parts[2]);
    } else if (parts.length == 2) {
      draft.remove(ItemKey.object(0, parts[1]));
      if (array >= 0) {
        draft.removeAll(array);
      }
    }
  }

  private void change(HeadChange head) {
    for (KeyChange change : head.changes()) {
      ObjectName name = ObjectName.of(change.key());
      switch (change) {
        case KeyChange.Put put ->
            puts.add(
                new NewObject(
                    draft(name.dataset()),
                    name,
                    name.itemKey(array(name)),
                    (StagedBytes) put.body(),
                    put.note().orElse(null)));
        case KeyChange.Remove remove -> {
          int array = name.array().isEmpty() ? 0 : arrays.find(name.array());
          if (array >= 0 && isKnown(name.dataset())) {
            draft(name.dataset()).remove(name.itemKey(array));
          }
        }
        case KeyChange.RemoveAll removed -> {}
      }
    }
    ObjectName name = ObjectName.of(head.head());
    if (!head.changes().isEmpty() && isKnown(name.dataset()) && head.base().isPresent()) {
      draft(name.dataset()).touch(array(name));
    }
  }

  private boolean isKnown(String dataset) {
    return dataset.isEmpty() || table.find(dataset) >= 0;
  }

  private int array(ObjectName name) {
    return name.array().isEmpty() ? 0 : arrays.add(name.array());
  }

  private DatasetDraft draft(String dataset) {
    return drafts.computeIfAbsent(
        dataset,
        name -> {
          int row = table.row(name);
          return new DatasetDraft(name, row, table.get(row), epoch);
        });
  }

  /** Whether nothing is to be written. */
  boolean isEmpty() {
    return puts.isEmpty() && drafts.values().stream().allMatch(DatasetDraft::isEmpty);
  }

  /** Lays the segment out, and makes the changes of the table. */
  NewSegment write(int number) {
    SegmentLayout layout = new SegmentLayout();
    new ObjectPlacing(layout, number).place(puts);
    new Surroundings(objects, arrays).add(layout, drafts.values());
    IndexWriter index = new IndexWriter(arrays::name);
    for (DatasetDraft draft : drafts.values()) {
      List<Item> items = items(draft);
      if (!items.isEmpty()) {
        table.apply(draft.row(), items);
        index.add(draft.row(), draft.name().getBytes(StandardCharsets.UTF_8), items);
      }
    }
    String id = SegmentIds.of(epoch, base.head().line());
    ObjectBody body = layout.with(index.toBytes(layout.files()));
    Segment segment = new Segment(number, id, body.size(), layout.files());
    return new NewSegment(segment, body);
  }

  private List<Item> items(DatasetDraft draft) {
    if (!draft.isRemoving()) {
      return draft.items();
    }
    Row changed = TableChange.changed(draft.before(), draft.items());
    return draft.items(changed);
  }

  /** The next table, once the segment is stored. */
  Table table() {
    return table.make();
  }

  long epoch() {
    return epoch;
  }

  /** Ends the requests that are made. */
  void end() {
    for (CommitRequest request : made) {
      StoreKey head = request.heads().getLast().head();
      ObjectName name = ObjectName.of(head);
      int number = name.dataset().isEmpty() ? -1 : table.find(name.dataset());
      int array = name.array().isEmpty() ? 0 : arrays.find(name.array());
      boolean isThere =
          array >= 0
              && (number >= 0 || name.dataset().isEmpty())
              && table.get(number).place(name.itemKey(array)).isPresent();
      request.end(
          new CommitResult.Committed(
              isThere
                  ? Optional.of(base.version(table.get(number).changed(array)))
                  : Optional.empty()));
    }
  }

  /** Ends the requests without knowing whether they are made. */
  void end(CommitResult.Unknown unknown) {
    made.forEach(request -> request.end(unknown));
  }
}
