package io.hypertile.dataset.figures;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.FigureCell;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Figures of an array out of the notes of all its chunks. For one thread. */
public final class NoteSum {
  private @Nullable ArrayStatistics sum;
  private boolean isUnknown;

  /** Adds the note of a chunk. */
  public void add(byte[] note) {
    Optional<ArrayStatistics> figures = FiguresNote.read(note);
    if (figures.isEmpty()) {
      isUnknown = true;
    } else {
      sum = sum == null ? figures.get() : MergedFigures.of(sum, figures.get());
    }
  }

  /**
   * Puts the figures into a cell: what no note counts was never written.
   *
   * @return false if a note cannot be read, or the notes count more cells than the array has
   */
  public boolean put(ArrayDefinition definition, FigureCell cell) {
    long cells = definition.shape().cells();
    ArrayStatistics written = sum == null ? ArrayStatistics.unwritten(0) : sum;
    if (isUnknown || written.rowCount() > cells) {
      return false;
    }
    cell.set(
        definition.dtype(),
        cells == written.rowCount()
            ? written
            : MergedFigures.of(written, ArrayStatistics.unwritten(cells - written.rowCount())));
    return true;
  }
}
