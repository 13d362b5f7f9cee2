package io.hypertile.partition.web;

import io.hypertile.http.QueryParameters;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.filter.KeyFilter;
import io.hypertile.partition.schema.PartitionedForm;
import java.util.List;
import java.util.function.Predicate;

/** The parameter that says which partitions are meant. */
final class PartitionQuery {
  /** The name of the parameter. */
  static final String FILTER = "filter";

  private PartitionQuery() {}

  /**
   * The partitions that a query means; all without a filter.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-filter}
   */
  static Predicate<PartitionKey> of(QueryParameters query, PartitionedForm form) {
    return parse(query.find(FILTER).orElse(""), form);
  }

  /**
   * The partitions that a filter means; all if it is empty.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-filter}
   */
  static Predicate<PartitionKey> parse(String filter, PartitionedForm form) {
    return KeyFilter.parse(filter, form.partitioning().names())::matches;
  }

  /** Keys of the partitions that a query means, in the order of their paths. */
  static List<PartitionKey> keys(
      QueryParameters query, PartitionedForm form, PartitionsState state) {
    return state.keys(of(query, form));
  }
}
