package io.hypertile.dataset.web;

import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Datasets of a state one after the other: in the order in which they were made, or in that of
 * their names where these begin with a text or the layout keeps no other order. Used by one thread.
 */
final class DatasetWalk {
  private static final int STEP = 500;

  private final DatasetsState state;
  private final String prefix;
  private @Nullable DatasetPlace place;
  private boolean isByName;

  /**
   * A walk.
   *
   * @param prefix beginning of the names; empty for all
   * @param after the place behind which it begins; empty for the first dataset
   */
  DatasetWalk(DatasetsState state, String prefix, Optional<DatasetPlace> after) {
    this.state = state;
    this.prefix = prefix;
    this.place = after.orElse(null);
    this.isByName =
        !prefix.isEmpty()
            || after.map(given -> given.afterName().isPresent()).orElse(!hasRows(state));
  }

  private static boolean hasRows(DatasetsState state) {
    List<Dataset> first = new ArrayList<>();
    state.forEach(-1, 1, first::add);
    return first.isEmpty() || first.getFirst().row() >= 0;
  }

  /**
   * Datasets that are wanted, from where the walk is.
   *
   * @param most most of them
   */
  List<Dataset> next(Predicate<Dataset> wanted, int most) {
    List<Dataset> found = new ArrayList<>();
    while (found.size() < most) {
      List<Dataset> step = step();
      if (step.isEmpty()) {
        return found;
      }
      for (Dataset dataset : step) {
        if (found.size() < most && wanted.test(dataset)) {
          found.add(dataset);
        }
      }
    }
    return found;
  }

  private List<Dataset> step() {
    List<Dataset> step = new ArrayList<>();
    if (isByName) {
      List<DatasetName> names =
          state.names(prefix, Optional.ofNullable(place).flatMap(DatasetPlace::afterName), STEP);
      names.forEach(name -> state.find(name).ifPresent(step::add));
      if (!names.isEmpty()) {
        place = new DatasetPlace.Name(names.getLast());
        return step.isEmpty() ? step() : step;
      }
      return step;
    }
    long row = place instanceof DatasetPlace.Row(long given) ? given : -1;
    state.forEach(row, STEP, step::add);
    if (!step.isEmpty()) {
      place = new DatasetPlace.Row(step.getLast().row());
    }
    return step;
  }

  /** The place of a dataset that the walk has come by. */
  DatasetPlace placeOf(Dataset dataset) {
    return isByName ? new DatasetPlace.Name(dataset.name()) : new DatasetPlace.Row(dataset.row());
  }
}
