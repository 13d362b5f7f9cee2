package io.hypertile.dataset.web;

import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.query.ConditionBinder;
import io.hypertile.dataset.query.DatasetCondition;
import io.hypertile.dataset.query.DatasetOrder;
import io.hypertile.dataset.query.MergedSchema;
import io.hypertile.dataset.query.MergedSchemas;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import java.util.List;
import org.springframework.stereotype.Component;

/** The part of a query that says which datasets are meant, and in which order. Thread-safe. */
@Component
final class ConditionQuery {
  static final String PREFIX = "prefix";
  static final String FILTER = "filter";
  static final String WHERE = "where";
  static final String SORT = "sort";

  /** The names of its parameters that say which datasets are meant. */
  static final List<String> NAMES = List.of(PREFIX, FILTER, WHERE);

  private final MergedSchemas schemas = new MergedSchemas();

  /** The schema of all datasets of a state. */
  MergedSchema schema(Datasets datasets, DatasetsState state) {
    return schemas.of(datasets, state);
  }

  /**
   * The datasets that all parameters mean together, with {@code sort} in their order.
   *
   * @throws ServiceException {@code invalid-filter} with the member {@code parameter}
   */
  DatasetWalk.Wanted wanted(QueryParameters query, Datasets datasets, DatasetsState state) {
    return new DatasetWalk.Wanted(
        query.find(PREFIX).orElse(""),
        of(query, datasets, state),
        query.find(SORT).map(text -> DatasetOrder.bind(text, schema(datasets, state))));
  }

  /**
   * The condition that all parameters make together.
   *
   * @throws ServiceException {@code invalid-filter} with the member {@code parameter}
   */
  DatasetCondition of(QueryParameters query, Datasets datasets, DatasetsState state) {
    DatasetCondition condition =
        query
            .find(PREFIX)
            .map(text -> (DatasetCondition) new DatasetCondition.Prefix(text))
            .orElse(DatasetCondition.ALL);
    for (String parameter : List.of(FILTER, WHERE)) {
      if (query.find(parameter).isPresent()) {
        condition = condition.and(bind(query, parameter, schema(datasets, state)));
      }
    }
    return condition;
  }

  private static DatasetCondition bind(
      QueryParameters query, String parameter, MergedSchema schema) {
    try {
      return query
          .find(parameter)
          .map(text -> ConditionBinder.bind(text, schema))
          .orElse(DatasetCondition.ALL);
    } catch (ServiceException e) {
      throw e.with("parameter", parameter);
    }
  }
}
