package io.hypertile.partition.schema;

/**
 * Variables of a view, as collections in the partitions of its base.
 *
 * @param alone its own
 * @param together those of the base with its own behind them
 */
public record ViewForms(PartitionedForm alone, PartitionedForm together) {
  /**
   * The variables of a view over a base.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-schema} if they do not fit the base
   */
  public static ViewForms of(ViewForm view, PartitionedForm base) {
    return new ViewForms(view.alone(base), view.together(base));
  }
}
