package io.hypertile.deker.store.write;

import io.hypertile.array.Version;
import io.hypertile.hdf5.Patch;
import io.hypertile.hdf5.image.InPlaceEdits;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of one array file that is announced to readers and ready to be committed, alone or with
 * others. Closing it ends the announcement and frees what was prepared, committed or not. For one
 * thread.
 */
public final class FileChange implements AutoCloseable {
  private final List<Change> changes;
  private final Version version;
  private final Effect effect;
  private final Ending ending;
  private boolean committed;

  /**
   * Effect of a change on readers.
   *
   * @param hasData whether the file holds cells afterwards
   * @param keepsOld whether readers may come in before the change is committed, since old cells
   *     stay readable
   */
  public record Effect(boolean hasData, boolean keepsOld) {}

  /** Frees what was prepared. */
  @FunctionalInterface
  public interface Ending {
    void end(boolean committed) throws IOException;
  }

  /**
   * A change.
   *
   * @param changes what the log is given; empty when nothing changes
   * @param version of the file after it
   */
  public FileChange(List<Change> changes, Version version, Effect effect, Ending ending) {
    this.changes = List.copyOf(changes);
    this.version = version;
    this.effect = effect;
    this.ending = ending;
  }

  /** No change of a file. */
  static FileChange none(Version version, boolean hasData) {
    return new FileChange(List.of(), version, new Effect(hasData, true), committed -> {});
  }

  public List<Change> changes() {
    return changes;
  }

  Version version() {
    return version;
  }

  boolean hasData() {
    return effect.hasData();
  }

  public boolean keepsOld() {
    return effect.keepsOld();
  }

  /** The log has it. */
  public void committed() {
    committed = true;
  }

  @Override
  public void close() {
    try {
      ending.end(committed);
    } catch (IOException e) {
      System.getLogger(FileChange.class.getName())
          .log(System.Logger.Level.WARNING, "the end of a change", e);
    }
  }

  /** Patches as changes of a file. */
  static List<Change> changesOf(RootPath path, InPlaceEdits.Edit patches) {
    List<Change> changes = new ArrayList<>();
    for (Patch patch : patches.patches()) {
      changes.add(new Change.WriteBytes(path, patch.position(), Payload.of(patch.bytes())));
    }
    return changes;
  }
}
