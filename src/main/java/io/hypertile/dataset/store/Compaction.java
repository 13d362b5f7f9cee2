package io.hypertile.dataset.store;

import io.hypertile.dataset.table.Row;
import io.hypertile.dataset.table.Table;
import io.hypertile.dataset.table.TableChange;
import io.hypertile.store.CommitResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes all datasets of a collection again, in the order of their ordinals, without gaps and
 * without anything dead. Commits are made meanwhile; what they changed is written last, while they
 * wait. All of it is one commit of the store beneath. For one use, while no segments are merged.
 */
final class Compaction {
  private final PresentState state;
  private final CommitQueue queue;
  private final List<PresentState.StagedSegment> staged = new ArrayList<>();
  private final Map<String, Integer> rows = new HashMap<>();
  private final List<Rewriting> rewritten = new ArrayList<>();

  Compaction(PresentState state, CommitQueue queue) {
    this.state = state;
    this.queue = queue;
  }

  /** Compacts; false if others changed the segments meanwhile, and all is as it was. */
  boolean run() {
    Snapshot held = state.hold();
    try {
      rewriteAll(held);
      boolean[] isMade = new boolean[1];
      queue.alone(() -> isMade[0] = finish(held));
      return isMade[0];
    } finally {
      staged.forEach(each -> each.body().close());
      held.release();
    }
  }

  private void rewriteAll(Snapshot held) {
    Table table = held.table();
    Rewriting next = new Rewriting(held, state.nextNumber());
    if (!table.beside().isEmpty()) {
      next.add("", -1, table.beside(), false);
    }
    for (int row = 0; row < table.rows(); row++) {
      Row known = table.row(row);
      if (!known.isEmpty()) {
        String name = table.name(row).orElseThrow();
        rows.put(name, rows.size());
        next.add(name, rows.get(name), known, false);
      }
      if (next.isFull()) {
        stage(next);
        next = new Rewriting(held, state.nextNumber());
      }
    }
    stage(next);
  }

  private void stage(Rewriting made) {
    if (!made.isEmpty()) {
      staged.add(state.stage(made.make()));
      rewritten.add(made);
    }
  }

  /** Writes what has changed meanwhile, and makes it all the present state. */
  private boolean finish(Snapshot held) {
    Snapshot now = state.current();
    // Names that are gone from segments which were written again would not be missed below.
    if (!now.head().follows(held.head()) || state.isUncertain()) {
      return false;
    }
    Table before = held.table();
    Table after = now.table();
    Rewriting changed = new Rewriting(now, state.nextNumber());
    if (after.beside() != before.beside()) {
      changed.add("", -1, after.beside(), true);
    }
    for (int row = 0; row < after.rows(); row++) {
      String name = after.row(row) == before.row(row) ? "" : after.name(row).orElse("");
      boolean isKnown = rows.containsKey(name);
      if (!name.isEmpty() && (isKnown || !after.row(row).isEmpty())) {
        rows.putIfAbsent(name, rows.size());
        changed.add(name, rows.get(name), after.row(row), true);
      }
    }
    stage(changed);
    List<Segment> segments = staged.stream().map(PresentState.StagedSegment::segment).toList();
    HeadDocument next = new HeadDocument(now.head().line(), now.head().epoch() + 1, segments);
    return state.replace(next, staged, () -> table(after)) instanceof CommitResult.Committed;
  }

  private Table table(Table before) {
    TableChange table = new TableChange(before.cleared());
    for (Rewriting each : rewritten) {
      for (Rewriting.Rewritten row : each.rows()) {
        table.rewrite(row.row(), row.name(), row.list());
      }
    }
    return table.make();
  }
}
