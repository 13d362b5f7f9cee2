package io.hypertile.partition.index;

import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.index.parquet.ColumnValues;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Collects the rows of an index whose keys have certain values. For one thread. */
final class IndexMatch {
  /** Most ranges that an answer holds. */
  private static final int MOST_RANGES = 1_000_000;

  private final Map<String, KeyPredicate> predicates;
  private final Map<String, PartitionRows.Builder> found = new HashMap<>();
  private int count;

  /** Collects rows whose keys, by their names, have the values. */
  IndexMatch(Map<String, KeyPredicate> predicates) {
    this.predicates = predicates;
  }

  /** Takes the rows of a file, of partitions that are meant. */
  void addAll(IndexFile file, Predicate<String> isMeant) {
    for (int group = 0; group < file.table().groups(); group++) {
      if (mayMatch(file, group)) {
        boolean[] isKept = new boolean[file.table().rows(group)];
        Arrays.fill(isKept, true);
        for (Map.Entry<String, KeyPredicate> each : predicates.entrySet()) {
          each.getValue().narrow(file.table().read(group, file.column(each.getKey())), isKept);
        }
        if (hasAny(isKept)) {
          long[] starts = file.wholes(group, IndexRows.START);
          long[] stops = file.wholes(group, IndexRows.STOP);
          add(isKept, starts, stops, file.paths(group), isMeant);
        }
      }
    }
  }

  private boolean mayMatch(IndexFile file, int group) {
    return predicates.entrySet().stream()
        .allMatch(each ->
            each.getValue().mayMatch(file.table().range(group, file.column(each.getKey()))));
  }

  private static boolean hasAny(boolean[] isKept) {
    for (boolean each : isKept) {
      if (each) {
        return true;
      }
    }
    return false;
  }

  /** Takes rows that were just made of partitions. */
  void add(List<KeyColumn> columns, List<ColumnValues> group) {
    boolean[] isKept = new boolean[group.getFirst().count()];
    Arrays.fill(isKept, true);
    for (int i = 0; i < columns.size(); i++) {
      KeyPredicate predicate = predicates.get(columns.get(i).path());
      if (predicate != null) {
        predicate.narrow(group.get(i), isKept);
      }
    }
    long[] starts = ((ColumnValues.Wholes) group.get(columns.size())).values();
    long[] stops = ((ColumnValues.Wholes) group.get(columns.size() + 1)).values();
    add(isKept, starts, stops, (ColumnValues.Texts) group.get(columns.size() + 2), path -> true);
  }

  private void add(
      boolean[] isKept,
      long[] starts,
      long[] stops,
      ColumnValues.Texts paths,
      Predicate<String> isMeant) {
    boolean[] isOfMeant = new boolean[paths.texts().size()];
    for (int i = 0; i < isOfMeant.length; i++) {
      isOfMeant[i] = isMeant.test(paths.texts().get(i));
    }
    for (int row = 0; row < isKept.length; row++) {
      int place = paths.places()[row];
      if (isKept[row] && isOfMeant[place]) {
        if (++count > MOST_RANGES) {
          throw tooMany();
        }
        found
            .computeIfAbsent(paths.texts().get(place), path -> new PartitionRows.Builder())
            .add(starts[row], stops[row]);
      }
    }
  }

  private static ServiceException tooMany() {
    return TooLarge.resultPast(
        MOST_RANGES,
        "The look-up finds more than %d ranges of rows; ask for fewer values."
            .formatted(MOST_RANGES));
  }

  /** The rows that were found, in the order of the partitions. */
  List<PartitionRows> found(List<PartitionKey> keys) {
    return keys.stream()
        .flatMap(
            key -> Optional.ofNullable(found.get(key.path())).map(rows -> rows.build(key)).stream())
        .toList();
  }
}
