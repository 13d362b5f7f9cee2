package io.hypertile.dataset.columns;

import io.hypertile.dataset.ArrayKind;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.FactsCursor;
import io.hypertile.dataset.FigureCell;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.store.SharedState.NotedRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walk over some rows of a state by its columns. */
final class ColumnCursor implements FactsCursor {
  private final ColumnRuns runs;
  private final long stop;
  private final Map<ArrayName, Column> columns = new HashMap<>();
  private long row;
  private int run = -1;
  private @Nullable ThereRun there;
  private @Nullable DescribedRun described;
  private @Nullable DatasetName name;
  private @Nullable Column recent;

  /** A column of figures, and the run of it that was read last. */
  private static final class Column {
    private final ArrayName array;
    private final Object key;
    private int run = -1;
    private @Nullable FigureRun figures;
    private @Nullable Column next;

    Column(ArrayName array, Object key) {
      this.array = array;
      this.key = key;
    }
  }

  /**
   * A walk.
   *
   * @param first row to begin with
   * @param stop row behind the last
   */
  ColumnCursor(ColumnRuns runs, long first, long stop) {
    this.runs = runs;
    this.row = first - 1;
    this.stop = stop;
  }

  @Override
  public boolean next() {
    long from = row + 1;
    while (from < stop) {
      int at = thereRun((int) (from / NotedRows.RUN)).next((int) (from % NotedRows.RUN));
      if (at < NotedRows.RUN) {
        return moveTo((long) run * NotedRows.RUN + at);
      }
      from = (run + 1L) * NotedRows.RUN;
    }
    row = stop;
    return false;
  }

  private ThereRun thereRun(int number) {
    ThereRun known = there;
    if (known == null || number != run) {
      known = runs.there(number);
      there = known;
      described = null;
      run = number;
    }
    return known;
  }

  private boolean moveTo(long next) {
    row = next;
    name = null;
    return next < stop;
  }

  @Override
  public boolean at(DatasetName wanted) {
    long found = runs.rows().row(wanted.text());
    if (found < 0) {
      return false;
    }
    thereRun((int) (found / NotedRows.RUN));
    moveTo(found);
    name = wanted;
    return true;
  }

  @Override
  public void after(long last) {
    row = last;
    name = null;
  }

  @Override
  public DatasetName name() {
    DatasetName known = name;
    if (known == null) {
      known = runs.name(row);
      name = known;
    }
    return known;
  }

  @Override
  public long row() {
    return row;
  }

  private int at() {
    return (int) (row % NotedRows.RUN);
  }

  private DescribedRun described() {
    DescribedRun known = described;
    if (known == null) {
      known = runs.described((int) (row / NotedRows.RUN));
      described = known;
    }
    return known;
  }

  @Override
  public List<ArrayKind> kinds() {
    return described().arrays(at());
  }

  @Override
  public TypedAttributes attributes() {
    return described().described(at()).attributes();
  }

  @Override
  public Optional<TypedValue> attribute(String attribute) {
    return described().attribute(at(), attribute);
  }

  @Override
  public boolean figures(ArrayName array, FigureCell cell) {
    Column column = column(array);
    int number = (int) (row / NotedRows.RUN);
    FigureRun figures = column.figures;
    if (figures == null || column.run != number) {
      figures = runs.figures(number, array, column.key);
      column.figures = figures;
      column.run = number;
    }
    figures.read(at(), cell);
    return cell.isPresent();
  }

  /** The column of an array: mostly the one that followed the last one before. */
  private Column column(ArrayName array) {
    Column last = recent;
    Column guess = last == null ? null : last.next;
    if (guess == null || guess.array != array) {
      guess =
          columns.computeIfAbsent(
              array, wanted -> new Column(wanted, runs.numbered().figures(wanted.text())));
      if (last != null) {
        last.next = guess;
      }
    }
    recent = guess;
    return guess;
  }
}
