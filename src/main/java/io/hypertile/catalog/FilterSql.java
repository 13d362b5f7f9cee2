package io.hypertile.catalog;

import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.BoundFilter.Bound;
import io.hypertile.filter.Field;
import io.hypertile.filter.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Filters as conditions over the columns of tables, each 0 or 1 and never NULL. */
final class FilterSql {
  private final Function<Field, Columns> columns;
  private final StringBuilder sql = new StringBuilder();
  private final List<byte[]> parameters = new ArrayList<>();

  /**
   * An empty condition.
   *
   * @param columns of which table a field's columns are taken
   */
  FilterSql(Function<Field, Columns> columns) {
    this.columns = columns;
  }

  String text() {
    return sql.toString();
  }

  List<byte[]> parameters() {
    return parameters;
  }

  FilterSql add(BoundFilter filter) {
    switch (filter) {
      case BoundFilter.And and -> chain(and.operands(), " AND ", "1");
      case BoundFilter.Or or -> chain(or.operands(), " OR ", "0");
      case BoundFilter.Not not -> {
        sql.append("NOT (");
        add(not.operand());
        sql.append(')');
      }
      case BoundFilter.Absent absent ->
          sql.append('(').append(columns.apply(absent.field()).absent(absent.field())).append(')');
      case BoundFilter.OneOf oneOf -> {
        String column = open(oneOf.field());
        sql.append(" AND ").append(column);
        if (oneOf.keys().size() == 1) {
          sql.append(" = ?)");
        } else {
          sql.append(" IN (");
          sql.append(String.join(",", Collections.nCopies(oneOf.keys().size(), "?"))).append("))");
        }
        oneOf.keys().stream().map(Key::bytes).forEach(parameters::add);
      }
      case BoundFilter.Between between -> {
        String column = open(between.field());
        between.low().ifPresent(bound -> bound(column, " > ?", " >= ?", bound));
        between.high().ifPresent(bound -> bound(column, " < ?", " <= ?", bound));
        sql.append(')');
      }
    }
    return this;
  }

  /** Begins the test of a value that must be there, and gives its column. */
  private String open(Field field) {
    Columns table = columns.apply(field);
    sql.append('(').append(table.present(field));
    return table.value(field);
  }

  private void bound(String column, String exclusive, String inclusive, Bound bound) {
    sql.append(" AND ").append(column).append(bound.inclusive() ? inclusive : exclusive);
    parameters.add(bound.key().bytes());
  }

  /** Operands in halves, since SQLite bounds the depth of conditions. */
  private void chain(List<BoundFilter> operands, String word, String empty) {
    if (operands.isEmpty()) {
      sql.append(empty);
      return;
    }
    sql.append('(');
    if (operands.size() == 1) {
      add(operands.getFirst());
    } else {
      int half = operands.size() / 2;
      chain(operands.subList(0, half), word, empty);
      sql.append(word);
      chain(operands.subList(half, operands.size()), word, empty);
    }
    sql.append(')');
  }
}
