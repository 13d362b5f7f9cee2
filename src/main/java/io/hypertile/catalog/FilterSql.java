package io.hypertile.catalog;

import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.BoundFilter.Bound;
import io.hypertile.filter.Field;
import io.hypertile.filter.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** Filters as conditions over the columns of a table, each 0 or 1 and never NULL. */
final class FilterSql {
  private final IndexTable table;
  private final Predicate<Field> indexed;
  private final StringBuilder sql = new StringBuilder();
  private final List<byte[]> parameters = new ArrayList<>();

  /**
   * An empty condition.
   *
   * @param indexed the fields whose conditions may be looked up in an index
   */
  FilterSql(IndexTable table, Predicate<Field> indexed) {
    this.table = table;
    this.indexed = indexed;
  }

  private String column(Field field) {
    return (indexed.test(field) ? "" : "+") + table.column(field);
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
      case BoundFilter.Absent absent -> sql.append(column(absent.field())).append(" IS NULL");
      case BoundFilter.OneOf oneOf -> {
        String column = column(oneOf.field());
        sql.append('(').append(column).append(" IS NOT NULL AND ").append(column);
        if (oneOf.keys().size() == 1) {
          sql.append(" = ?)");
        } else {
          sql.append(" IN (");
          sql.append(String.join(",", Collections.nCopies(oneOf.keys().size(), "?"))).append("))");
        }
        oneOf.keys().stream().map(Key::bytes).forEach(parameters::add);
      }
      case BoundFilter.Between between -> {
        String column = column(between.field());
        sql.append('(').append(column).append(" IS NOT NULL");
        between.low().ifPresent(bound -> bound(column, " > ?", " >= ?", bound));
        between.high().ifPresent(bound -> bound(column, " < ?", " <= ?", bound));
        sql.append(')');
      }
    }
    return this;
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
