package io.hypertile.dataset;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Facts of the datasets of a state, each looked up as a whole: in the order of rows, or in that of
 * names where there are no rows.
 */
public final class FactsOneByOne implements FactsCursor {
  private static final int STEP = 500;

  private final DatasetsState state;
  private final Deque<Dataset> ahead = new ArrayDeque<>();
  private Optional<DatasetName> lastName = Optional.empty();
  private long lastRow = -1;
  private @Nullable Dataset dataset;

  /** A walk from before the first dataset of a state on. */
  public FactsOneByOne(DatasetsState state) {
    this.state = state;
  }

  @Override
  public boolean next() {
    if (ahead.isEmpty()) {
      look();
    }
    dataset = ahead.poll();
    return dataset != null;
  }

  private void look() {
    if (lastName.isEmpty()) {
      state.forEach(lastRow, lastRow < 0 ? 1 : STEP, ahead::add);
      Dataset last = ahead.peekLast();
      if (last == null) {
        return;
      }
      if (last.row() >= 0) {
        lastRow = last.row();
        return;
      }
      ahead.clear();
    }
    lookByName();
  }

  private void lookByName() {
    List<DatasetName> names = state.names("", lastName, STEP);
    while (ahead.isEmpty() && !names.isEmpty()) {
      names.forEach(name -> state.find(name).ifPresent(ahead::add));
      lastName = Optional.of(names.getLast());
      names = ahead.isEmpty() ? state.names("", lastName, STEP) : names;
    }
  }

  @Override
  public boolean at(DatasetName name) {
    ahead.clear();
    dataset = state.find(name).orElse(null);
    if (dataset != null && dataset.row() >= 0) {
      after(dataset.row());
    } else {
      lastName = Optional.of(name);
    }
    return dataset != null;
  }

  @Override
  public void after(long row) {
    ahead.clear();
    lastRow = row;
    lastName = Optional.empty();
  }

  private Dataset found() {
    Dataset found = dataset;
    if (found == null) {
      throw new IllegalStateException("the cursor stands at no dataset");
    }
    return found;
  }

  @Override
  public Optional<Dataset> dataset() {
    return Optional.of(found());
  }

  @Override
  public DatasetName name() {
    return found().name();
  }

  @Override
  public long row() {
    return found().row();
  }

  @Override
  public List<ArrayKind> kinds() {
    return found().kinds();
  }

  @Override
  public TypedAttributes attributes() {
    return found().attributes();
  }

  @Override
  public boolean figures(ArrayName array, FigureCell cell) {
    return found().figures(array, cell);
  }
}
