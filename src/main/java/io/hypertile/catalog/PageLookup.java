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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Plan for the look-up of a page. Where few arrays have the key that the filter asks for, these are
 * looked up and sorted; otherwise the arrays are passed in their order until the page is full,
 * which does not take long, since many of them are meant. As long as nothing has them in this
 * order, all are passed and the first of those meant are kept.
 *
 * @param filter the condition of the filter
 * @param ranges rows behind the page before, nearest first
 * @param source origin of the rows
 * @param scans whether all rows are looked at for want of an order
 */
record PageLookup(
    IndexTable table,
    ArrayOrder order,
    FilterSql filter,
    List<PageSql.KeyRange> ranges,
    Source source,
    boolean scans) {
  /** Number of arrays that are sorted in a few milliseconds. */
  private static final int FEW = 5_000;

  /**
   * Origin of rows.
   *
   * @param tables the table with the order first
   * @param sign text before the columns of the order: a plus where the rows are sorted
   * @param row text before the columns of a row
   */
  private record Source(String tables, String sign, String row) {}

  /**
   * Finds the cheaper way.
   *
   * @param ordered the table of the order; null when there is none
   */
  static PageLookup plan(
      Connection reader, IndexTable table, CatalogQuery query, @Nullable OrderTable ordered)
      throws SQLException {
    List<BoundFilter> ofKey = new ArrayList<>();
    addKeyTests(query.filter(), ofKey);
    Columns indexed = Columns.of(table, "");
    if (!ofKey.isEmpty() && isRare(reader, table, ofKey)) {
      return sorting(table, query, indexed, false);
    }
    Columns plain = Columns.of(table, "+");
    if (table.isOrderedAlready(query.order())) {
      return passing(table, query, new FilterSql(first(query, indexed, plain)), null);
    }
    if (ordered == null) {
      return sorting(table, query, plain, true);
    }
    Columns own = Columns.ofOrder(table);
    Columns others = Columns.of(table, "+m.");
    return passing(table, query, new FilterSql(first(query, own, others)), ordered);
  }

  /** The columns of the first term and the id bound the rows that are passed, the others not. */
  private static Function<Field, Columns> first(
      CatalogQuery query, Columns bounding, Columns other) {
    Field first = query.order().terms().getFirst().field();
    return field -> field.equals(first) || field instanceof Field.Id ? bounding : other;
  }

  private static PageLookup sorting(
      IndexTable table, CatalogQuery query, Columns columns, boolean scans) {
    List<PageSql.KeyRange> ranges = new PageSql(table, "").ranges(query.order(), query.position());
    return new PageLookup(
        table,
        query.order(),
        new FilterSql(field -> columns).add(query.filter()),
        List.of(PageSql.union(ranges)),
        new Source(table.name(), "+", ""),
        scans);
  }

  private static PageLookup passing(
      IndexTable table, CatalogQuery query, FilterSql filter, @Nullable OrderTable ordered) {
    Source source =
        ordered == null
            ? new Source(table.name(), "", "")
            : new Source(
                "%s AS o CROSS JOIN %s AS m ON m.id = o.id".formatted(ordered.name(), table.name()),
                "o.",
                "m.");
    List<PageSql.KeyRange> ranges =
        new PageSql(table, source.sign()).ranges(query.order(), query.position());
    return new PageLookup(table, query.order(), filter.add(query.filter()), ranges, source, false);
  }

  /** Adds the tests of ids and primary attributes that all arrays meant pass. */
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
    boolean isKey =
        switch (field) {
          case Field.Id ignored -> true;
          case Field.Attribute attribute -> attribute.schema().primary();
        };
    if (isKey) {
      tests.add(test);
    }
  }

  private static boolean isRare(Connection reader, IndexTable table, List<BoundFilter> tests)
      throws SQLException {
    Columns columns = Columns.of(table, "");
    FilterSql condition = new FilterSql(field -> columns).add(new BoundFilter.And(tests));
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

  /** The statement for a range of the order: ids, and their keys in the order's terms. */
  String sql(PageSql.KeyRange range) {
    String columns =
        order.terms().stream()
            .map(term -> source.row() + table.column(term.field()))
            .collect(Collectors.joining(", "));
    return "SELECT %sid, %s FROM %s WHERE %s(%s) AND %s ORDER BY %s LIMIT ?"
        .formatted(
            source.row(),
            columns,
            source.tables(),
            source.sign().equals("+") ? "+" : "",
            range.condition(),
            filter.text(),
            table.orderColumns(order, source.sign()));
  }
}
