package io.hypertile.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.chunk.CodecPool;
import io.hypertile.journal.CrashRoot;
import io.hypertile.journal.CrashStates;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Random changes in a local store, and losses of power at every moment of them: what is found then
 * is all that was there before a change or after it, and what was acknowledged is there.
 */
public final class CrashedChanges {
  private final Path directory;
  private final int count;
  private final Function<CrashRoot, Revisions> opened;

  /** A model whose content is changed. */
  public interface Model {
    /** Makes what is there before the first change. */
    void make(Revisions revisions, CodecPool pool);

    /** Opens what was made. */
    Content open(Revisions revisions, CodecPool pool);
  }

  /** Content of a model. */
  public interface Content {
    /** Makes one change, which is acknowledged when this returns. */
    void change(Random random);

    /** All that can be read, in a form that is equal where the content is. */
    Object look();
  }

  /**
   * Changes below a directory.
   *
   * @param directory an empty one
   * @param count number of changes
   */
  public CrashedChanges(Path directory, int count) {
    this(directory, count, root -> revisions(root.journal()));
  }

  /**
   * The same in a store that is opened in another way.
   *
   * @param opened opens the store that is changed
   */
  public CrashedChanges(Path directory, int count, Function<CrashRoot, Revisions> opened) {
    this.directory = directory;
    this.count = count;
    this.opened = opened;
  }

  private static Revisions revisions(Journal journal) {
    return new LocalStore("test", journal, RootPath.of("lake"), Runnable::run).revisions();
  }

  /** Makes the changes, and looks for what is left of them after each loss of power. */
  public void assertWholeAtEveryMoment(Model model) throws Exception {
    Path files = Files.createDirectory(directory.resolve("history"));
    JournalSettings settings =
        new JournalSettings(30_000, Duration.ofDays(1), 4_096, 20_000, false);
    CrashRoot root = new CrashRoot(files, settings, TestSeed.get());
    CrashStates<Object> states = new CrashStates<>(root);
    CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20), root.threads());
    root.run(
        Map.of(
            "changes",
            () -> {
              Revisions revisions = opened.apply(root);
              model.make(revisions, pool);
              Content content = model.open(revisions, pool);
              states.add(content::look);
              Random random = TestSeed.random();
              for (int change = 0; change < count; change++) {
                content.change(random);
                states.add(content::look);
              }
            }));
    root.run(Map.of("close", pool::close));
    root.run(Map.of("end", root.journal()::close));
    assertThat(states.size()).isEqualTo(count + 1);
    states.assertKeptAtEveryMoment(journal -> {
      try (CodecPool other = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20))) {
        return model.open(revisions(journal), other).look();
      }
    });
  }
}
