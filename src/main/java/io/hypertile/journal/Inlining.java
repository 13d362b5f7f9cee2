package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.MemoryPayload;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.Payloads;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.change.Transaction;
import java.util.ArrayList;
import java.util.List;

/** Keeps records short: moves long payloads from memory into a side file. */
final class Inlining {
  /** Payloads below this size stay in the record. */
  private static final int SMALL = 512;

  private Inlining() {}

  /** The transaction, with its payloads staged if they have more bytes than the limit. */
  static Transaction limit(Transaction transaction, long limit, Staging staging) {
    long bytes = 0;
    for (Change change : transaction.changes()) {
      bytes += bytesInMemory(change);
    }
    if (bytes <= limit) {
      return transaction;
    }
    List<Change> changes = new ArrayList<>();
    for (Change change : transaction.changes()) {
      changes.add(bytesInMemory(change) < SMALL ? change : staged(change, staging));
    }
    return new Transaction(changes);
  }

  private static long bytesInMemory(Change change) {
    return Payloads.of(change)
        .filter(MemoryPayload.class::isInstance)
        .map(Payload::size)
        .orElse(0L);
  }

  private static Change staged(Change change, Staging staging) {
    return switch (change) {
      case Change.WriteBytes write ->
          new Change.WriteBytes(write.path(), write.position(), staged(write.payload(), staging));
      case Change.WriteBox box ->
          new Change.WriteBox(box.path(), box.target(), staged(box.payload(), staging));
      case Change.PutFile put ->
          new Change.PutFile(put.path(), staged(put.payload(), staging), put.modified());
      case Change.WriteFill fill -> fill;
      case Change.SetLength set -> set;
      case Change.Replace replace -> replace;
      case Change.Delete delete -> delete;
      case Change.Link link -> link;
      case Change.MakeDirectories make -> make;
      case Change.DeleteTree tree -> tree;
      case Change.RemoveEmptyDirectories remove -> remove;
      case Change.Touch touch -> touch;
    };
  }

  private static Payload staged(Payload payload, Staging staging) {
    if (!(payload instanceof MemoryPayload memory)) {
      return payload;
    }
    long offset = staging.size();
    staging.append(memory.bytes());
    return staging.payload(offset, memory.size());
  }
}
