package io.hypertile.dataset;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The datasets of a collection in one state, which stays readable as it was, whatever is changed,
 * until it is closed. Any thread may read; one closes it, when no read is under way.
 */
public interface DatasetsState extends AutoCloseable {
  /** Number of the state; greater after every change. */
  long epoch();

  /**
   * Number of what the state holds: states with the same number are the same, and no other state of
   * this process has the number. Empty if states are not numbered.
   */
  default OptionalLong stamp() {
    return OptionalLong.empty();
  }

  /** Number of datasets. */
  long count();

  /** Number of row ordinals in use, those of deleted datasets included. */
  long rows();

  /** The dataset of a name. */
  Optional<Dataset> find(DatasetName name);

  /** The array of a dataset; empty if there is no such dataset, or it has no such array. */
  default Optional<DatasetArray> find(DatasetName dataset, ArrayName array) {
    return find(dataset).flatMap(found -> found.find(array));
  }

  /**
   * Gives the arrays of one name, in the order in which their datasets were made.
   *
   * @param reader takes the name of the dataset and the array
   */
  default void forEach(ArrayName array, BiConsumer<DatasetName, DatasetArray> reader) {
    forEach(
        -1,
        Long.MAX_VALUE,
        dataset -> dataset.find(array).ifPresent(found -> reader.accept(dataset.name(), found)));
  }

  /**
   * Gives datasets in the order in which they were made, those that are deleted left out.
   *
   * @param afterRow only rows greater than this one; -1 for all
   * @param limit most datasets that are given
   */
  void forEach(long afterRow, long limit, Consumer<Dataset> reader);

  /** A walk over the facts of the datasets, from before the first one on. */
  FactsCursor facts();

  /** Makes something of the facts of some datasets. Kept as long as they are the same. */
  @FunctionalInterface
  interface Summary<T> {
    /** Makes something of the datasets that a cursor goes to. */
    T of(FactsCursor facts);
  }

  /**
   * Gives what a summary makes of all datasets: of runs of them in the order in which they were
   * made. What is made of names, ordinals, types of arrays and attributes is kept for runs in which
   * none of these has changed; figures of arrays are not to be asked for.
   *
   * @param summary the same object each time
   */
  default <T> void summaries(Summary<T> summary, Consumer<T> reader) {
    reader.accept(summary.of(facts()));
  }

  /**
   * Names that begin with a text, in order.
   *
   * @param after only names greater than this one, empty for the first
   */
  List<DatasetName> names(String prefix, Optional<DatasetName> after, int limit);

  /**
   * An array in this state, which is readable after the state is closed too; the caller closes it.
   * Changes of it are changes of the collection.
   *
   * @throws io.hypertile.error.ServiceException {@code dataset-not-found}, {@code array-not-found}
   */
  CellArray array(DatasetName dataset, ArrayName array);

  /**
   * Reads boxes of any number of arrays, in whichever order is the fastest.
   *
   * @param boxes the boxes; their targets do not overlap
   * @throws io.hypertile.error.ServiceException {@code dataset-not-found}, {@code array-not-found}
   */
  default void read(List<ArrayBox> boxes) {
    for (ArrayBox box : boxes) {
      try (CellArray array = array(box.dataset(), box.array());
          CellReader reader = array.open(box.region())) {
        reader.read(box.region(), box.target());
      }
    }
  }

  @Override
  void close();
}
