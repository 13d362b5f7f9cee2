package io.hypertile.collection.zarr;

import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.across.SharedState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.zarr.view.NodePath;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A state of a collection that is shown: the present one, or that of a number in the address. Must
 * be closed.
 *
 * @param held is let go of with this
 * @param path the path in it, without the number
 */
record ShownState(Datasets datasets, SharedState held, NodePath path) implements AutoCloseable {
  /** Stands before the number of a state. */
  private static final char NUMBER = '@';

  private static final int LONGEST_NUMBER = 18;

  /**
   * Opens the state that a path is of.
   *
   * @param datasets those of the collection that its first segment names
   * @throws ServiceException {@code state-gone}
   */
  static ShownState open(Datasets datasets, PinnedStates states, NodePath path) {
    SharedState present = new SharedState(datasets.open());
    boolean isPresent = false;
    try {
      OptionalLong epoch = path.depth() > 1 ? epoch(path.name(1)) : OptionalLong.empty();
      isPresent = epoch.isEmpty() || find(present.state(), path.name(1)).isPresent();
      return isPresent
          ? new ShownState(datasets, present, path)
          : new ShownState(datasets, states.take(datasets, epoch.getAsLong()), path.without(1));
    } finally {
      if (!isPresent) {
        present.release();
      }
    }
  }

  /** The number of a state that a segment names. */
  private static OptionalLong epoch(String segment) {
    String name = NodePath.withoutEnding(segment).orElse(segment);
    boolean isNumber =
        name.length() > 1 && name.length() <= LONGEST_NUMBER + 1 && name.charAt(0) == NUMBER;
    return isNumber && name.chars().skip(1).allMatch(c -> c >= '0' && c <= '9')
        ? OptionalLong.of(Long.parseLong(name.substring(1)))
        : OptionalLong.empty();
  }

  /** Finds the dataset of a name; empty if the text is not a valid name either. */
  static Optional<Dataset> find(DatasetsState state, String name) {
    try {
      return state.find(new DatasetName(name));
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.INVALID_NAME) {
        return Optional.empty();
      }
      throw e;
    }
  }

  DatasetsState state() {
    return held.state();
  }

  /** Whether the path is that of the stacked arrays, or below. */
  boolean isStacked() {
    return path.depth() > 1
        && path.name(1).equals(StackedNodes.GROUP)
        && find(state(), StackedNodes.GROUP).isEmpty();
  }

  @Override
  public void close() {
    held.release();
  }
}
