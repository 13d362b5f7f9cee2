package io.hypertile.dataset.columns;

import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.FactsCursor;
import io.hypertile.store.SharedState.NotedRows;
import java.util.function.Consumer;

/**
 * Columns of the facts of the datasets of a collection. A run of a column counts as long as the
 * state knows of no later change in it, and only rows that were changed are read again, so that
 * every write of any server shows in the state that it made. Thread-safe; no lock is held while a
 * row is read.
 */
public final class ColumnFacts {
  private final RunMemory memory;
  private volatile NumberedColumns numbered = new NumberedColumns(new Object());

  /** Columns of a collection, none of which is made yet. */
  public ColumnFacts(RunMemory memory) {
    this.memory = memory;
  }

  /** Columns of a collection whose states have no index. */
  public static ColumnFacts none() {
    return new ColumnFacts(new RunMemory(0));
  }

  /** A walk over the facts of a state. */
  public FactsCursor open(NotedRows rows, FactsSource source) {
    return new ColumnCursor(runs(rows, source), 0, rows.rows());
  }

  /** Gives what a summary makes of each run of rows of a state. */
  public <T> void summaries(
      NotedRows rows, FactsSource source, DatasetsState.Summary<T> summary, Consumer<T> reader) {
    ColumnRuns runs = runs(rows, source);
    for (int number = 0; (long) number * NotedRows.RUN < rows.rows(); number++) {
      reader.accept(made(runs, number, summary));
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T made(ColumnRuns runs, int number, DatasetsState.Summary<T> summary) {
    DescribedRun run = runs.described(number);
    Object known = run.made(summary);
    if (known != null) {
      return (T) known;
    }
    long first = (long) number * NotedRows.RUN;
    long stop = Math.min(first + NotedRows.RUN, runs.rows().rows());
    T made = summary.of(new ColumnCursor(runs, first, stop));
    run.keep(summary, made);
    return made;
  }

  private ColumnRuns runs(NotedRows rows, FactsSource source) {
    NumberedColumns present = numbered;
    if (present.numbering() != rows.numbering()) {
      NumberedColumns next = new NumberedColumns(rows.numbering());
      numbered = next;
      forget(present);
      present = next;
    }
    return new ColumnRuns(memory, present, rows, source);
  }

  /** Frees the memory of all columns. */
  public void forget() {
    forget(numbered);
  }

  private void forget(NumberedColumns old) {
    memory.forget(old.all());
  }
}
