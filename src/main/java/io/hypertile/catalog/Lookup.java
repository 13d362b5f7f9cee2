package io.hypertile.catalog;

import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.Field;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a page is looked up. Where few arrays have the key that the filter asks for, these are looked
 * up and sorted; otherwise the arrays are passed in their order until the page is full, which does
 * not take long, since many of them are meant.
 *
 * @param filter the condition of the filter
 * @param byKey whether arrays are looked up by key
 */
record Lookup(IndexTable table, ArrayOrder order, FilterSql filter, boolean byKey) {
  /** As many arrays are sorted in a few milliseconds. */
  private static final int FEW = 5_000;

  /** Finds the cheaper way. */
  static Lookup plan(Connection reader, IndexTable table, CatalogQuery query) throws SQLException {
    ArrayOrder order = query.order();
    List<BoundFilter> ofKey = new ArrayList<>();
    addKeyTests(query.filter(), ofKey);
    boolean byKey = !ofKey.isEmpty() && isRare(reader, table, ofKey);
    Field first = order.terms().getFirst().field();
    FilterSql filter =
        new FilterSql(table, field -> byKey || field.equals(first) || field instanceof Field.Id)
            .add(query.filter());
    return new Lookup(table, order, filter, byKey);
  }

  /** Adds the tests of primary attributes that all arrays meant pass. */
  private static void addKeyTests(BoundFilter filter, List<BoundFilter> tests) {
    switch (filter) {
      case BoundFilter.And and -> and.operands().forEach(operand -> addKeyTests(operand, tests));
      case BoundFilter.OneOf oneOf -> addKeyTest(oneOf.field(), filter, tests);
      case BoundFilter.Between between -> addKeyTest(between.field(), filter, tests);
      case BoundFilter.Or ignored -> {}
      case BoundFilter.Not ignored -> {}
      case BoundFilter.Absent ignored -> {}
    }
  }

  private static void addKeyTest(Field field, BoundFilter test, List<BoundFilter> tests) {
    if (field instanceof Field.Attribute attribute && attribute.schema().primary()) {
      tests.add(test);
    }
  }

  private static boolean isRare(Connection reader, IndexTable table, List<BoundFilter> tests)
      throws SQLException {
    FilterSql condition = new FilterSql(table, field -> true).add(new BoundFilter.And(tests));
    String sql =
        "SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s LIMIT %d)"
            .formatted(table.name(), condition.text(), FEW + 1);
    try (PreparedStatement statement = reader.prepareStatement(sql)) {
      int parameter = 0;
      for (byte[] bytes : condition.parameters()) {
        statement.setBytes(++parameter, bytes);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getLong(1) <= FEW;
      }
    }
  }

  /** The statement for a range of the order. */
  String sql(PageSql.Range range) {
    String columns =
        order.terms().stream()
            .map(term -> table.column(term.field()))
            .collect(Collectors.joining(", "));
    return "SELECT id, %s FROM %s WHERE %s(%s) AND %s ORDER BY %s LIMIT ?"
        .formatted(
            columns,
            table.name(),
            byKey ? "+" : "",
            range.condition(),
            filter.text(),
            table.orderColumns(order, byKey ? "+" : ""));
  }
}
