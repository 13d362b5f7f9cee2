package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Change.BoxTarget;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.change.Transaction;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a history: random transactions in a directory of its own, each with what the files
 * are after it and the moments around its commit.
 */
final class CrashWorker {
  private final String name;
  private final Random random;
  private final Journal journal;
  private final CrashDisk disk;
  private final List<FileTree> states = new ArrayList<>();
  private final List<Transaction> committed = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private @Nullable Throwable failure;

  CrashWorker(String name, long seed, Journal journal, CrashDisk disk) {
    this.name = name;
    this.random = new Random(seed);
    this.journal = journal;
    this.disk = disk;
    states.add(new FileTree());
  }

  String name() {
    return name;
  }

  /** Why it did not come to its end, if so. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** What must be there when the power is lost after so many changes of the disk. */
  Expected expected(int moment) {
    int done = 0;
    int begun = 0;
    for (int i = 0; i < starts.size(); i++) {
      done += i < ends.size() && ends.get(i) <= moment ? 1 : 0;
      begun += starts.get(i) < moment ? 1 : 0;
    }
    return new Expected(done, begun, states.get(done), states.get(begun));
  }

  /**
   * One of two states, each whole.
   *
   * @param done transactions that were acknowledged
   * @param begun transactions that were begun, the same or one more
   */
  record Expected(int done, int begun, FileTree before, FileTree after) {}

  /** What was committed, a line for each transaction. */
  List<String> transactions() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < committed.size(); i++) {
      String end = i < ends.size() ? ends.get(i).toString() : "never";
      lines.add("%s/%d at %d to %s".formatted(name, i + 1, starts.get(i), end) + text(i));
    }
    return lines;
  }

  private String text(int index) {
    StringBuilder text = new StringBuilder();
    for (Change change : committed.get(index).changes()) {
      String all = change.toString();
      text.append("\n    ").append(all, 0, Math.min(all.length(), 300));
    }
    return text.toString();
  }

  /** Commits so many transactions, or until one fails. */
  void play(int transactions) {
    try {
      for (int i = 0; i < transactions; i++) {
        playOne();
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void playOne() throws IOException {
    FileTree next = states.getLast().copy();
    List<Change> changes = new ArrayList<>();
    try (Staging staging = journal.stage()) {
      byte[] body = new byte[random.nextInt(3) == 0 ? 9000 : 3000];
      random.nextBytes(body);
      staging.append(ByteBuffer.wrap(body));
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        Change change = change(next);
        changes.add(change);
        next.apply(change);
      }
      if (random.nextInt(12) == 0) {
        for (Change change : batch()) {
          changes.add(change);
          next.apply(change);
        }
      }
      if (random.nextInt(4) == 0) {
        RootPath path = RootPath.of(name, "staged");
        int from = random.nextInt(1000);
        Change change =
            new Change.WriteBytes(path, random.nextInt(9000), staging.payload(from, 3000 - from));
        changes.add(change);
        next.apply(
            new Change.WriteBytes(
                path,
                ((Change.WriteBytes) change).position(),
                Payload.of(Arrays.copyOfRange(body, from, 3000))));
      }
      commit(changes, next);
    }
  }

  private void commit(List<Change> changes, FileTree next) {
    Transaction transaction;
    try {
      transaction = new Transaction(changes);
    } catch (IllegalArgumentException e) {
      return;
    }
    states.add(next);
    committed.add(transaction);
    starts.add(disk.moment());
    journal.commit(transaction);
    ends.add(disk.moment());
  }

  private Change change(FileTree tree) throws IOException {
    List<RootPath> paths =
        List.of(
            RootPath.of(name, "a"),
            RootPath.of(name, "b"),
            RootPath.of(name, "sub", "c"),
            RootPath.of(name, "sub", "deep", "d"));
    RootPath path = paths.get(random.nextInt(paths.size()));
    FileTree.Node node = tree.get(path);
    boolean writable = node == null || node.link() == null;
    int kind = random.nextInt(18);
    if (kind < 7 && writable) {
      return write(path, kind);
    }
    if (kind < 10) {
      byte[] bytes = new byte[random.nextInt(12_000)];
      random.nextBytes(bytes);
      RootPath temporary = temporary(bytes);
      tree.putFile(temporary, bytes);
      return new Change.Replace(temporary, path);
    }
    return switch (kind) {
      case 10 -> new Change.Delete(path);
      case 11 -> new Change.Link(path, "../" + random.nextInt(100));
      case 12 -> new Change.DeleteTree(RootPath.of(name, "sub"));
      case 13 ->
          new Change.RemoveEmptyDirectories(RootPath.of(name, "sub", "deep"), new RootPath(name));
      case 14 -> {
        RootPath to = paths.get(random.nextInt(paths.size()));
        yield node == null || to.equals(path)
            ? new Change.MakeDirectories(RootPath.of(name, "sub", "deep"))
            : new Change.Replace(path, to);
      }
      case 15, 16 -> {
        byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 300 : 30_000)];
        random.nextBytes(bytes);
        yield new Change.PutFile(
            path,
            Payload.of(bytes),
            Instant.ofEpochSecond(1_700_000_000, random.nextInt(999_999_999)));
      }
      default ->
          node == null || node.link() != null
              ? new Change.Delete(path)
              : new Change.Touch(
                  path, Instant.ofEpochSecond(1_700_000_000, random.nextInt(999_999_999)));
    };
  }

  /** The changes by which many arrays come at once: each a file and a link, with directories. */
  private List<Change> batch() {
    List<Change> changes = new ArrayList<>();
    String made = Integer.toString(states.size());
    for (int array = 0; array < 2 + random.nextInt(2); array++) {
      String shared = Integer.toString(random.nextInt(2));
      RootPath files = RootPath.of(name, "data", shared, "1", made + "-" + array);
      RootPath links = RootPath.of(name, "links", made, Integer.toString(array));
      byte[] head = new byte[1_000 + random.nextInt(1_000)];
      random.nextBytes(head);
      changes.add(new Change.MakeDirectories(files));
      changes.add(new Change.WriteBytes(files.child("array"), 0, Payload.of(head)));
      changes.add(new Change.MakeDirectories(links));
      changes.add(new Change.Link(links.child("array"), "/elsewhere/" + files));
    }
    return changes;
  }

  private Change write(RootPath path, int kind) {
    if (kind == 0) {
      return new Change.SetLength(path, random.nextInt(9000));
    }
    if (kind == 1) {
      byte[] pattern = new byte[1 + random.nextInt(8)];
      if (random.nextBoolean()) {
        random.nextBytes(pattern);
      }
      long count = random.nextInt(1000);
      return new Change.WriteFill(path, random.nextInt(9000), count * pattern.length, pattern);
    }
    if (kind == 2) {
      Region region = Region.of(new long[] {1, 2, 0}, new long[] {5, 9, 3});
      byte[] cells = new byte[(int) region.cells() * 4];
      random.nextBytes(cells);
      return new Change.WriteBox(
          path,
          new BoxTarget(random.nextInt(500), Shape.of(6, 10, 7), region, 4),
          Payload.of(cells));
    }
    byte[] bytes = new byte[random.nextInt(kind == 3 ? 30_000 : 300)];
    random.nextBytes(bytes);
    return new Change.WriteBytes(path, random.nextInt(9000), Payload.of(bytes));
  }

  /** A file outside the log, forced to disk as the contract asks; its name is not. */
  private RootPath temporary(byte[] bytes) throws IOException {
    RootPath path = journal.temporary(".new");
    try (DiskFile file = disk.open(path.resolve(journal.root()), Disk.Access.CREATE)) {
      file.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), 0);
      file.force(true);
    }
    return path;
  }
}
