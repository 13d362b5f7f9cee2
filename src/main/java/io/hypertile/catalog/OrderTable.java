package io.hypertile.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A table with the columns of one order, sorted by them: an index that can be filled in steps,
 * which SQLite's own cannot. Triggers keep it in step with the collection's table from the moment
 * it is made. An empty key stands for NULL, which primary keys may not hold. Thread-safe.
 */
final class OrderTable {
  final long number;

  /** Columns of the order with their directions; the last is the id. */
  final String columns;

  private final String source;
  private final List<String> names;

  /** Whether every row of the collection's table is in it. */
  volatile boolean whole;

  /** When it was last asked for, in nanoseconds of the virtual machine. */
  volatile long used = System.nanoTime();

  /**
   * The table of an order.
   *
   * @param source the collection's table
   * @param columns what {@link IndexTable#orderColumns} gives
   */
  OrderTable(String source, long number, String columns) {
    this.source = source;
    this.number = number;
    this.columns = columns;
    this.names = Arrays.stream(columns.split(", ")).map(column -> column.split(" ")[0]).toList();
  }

  String name() {
    return source + "_o" + number;
  }

  private static boolean isFlag(String name) {
    return name.startsWith("n");
  }

  /** The columns' values of a row of the collection's table. */
  private String values(String row) {
    return each(
        name -> name.startsWith("a") ? "ifnull(" + row + name + ", x'')" : row + name, ", ");
  }

  private String each(UnaryOperator<String> text, String separator) {
    return names.stream().map(text).collect(Collectors.joining(separator));
  }

  /** Statements that make it, empty, and the triggers. */
  List<String> creation() {
    String removal =
        "DELETE FROM %s WHERE (%s) = (%s)"
            .formatted(name(), each(UnaryOperator.identity(), ", "), values("old."));
    String insertion = "INSERT OR REPLACE INTO %s VALUES (%s)".formatted(name(), values("new."));
    String differs = each(name -> "old." + name + " IS NOT new." + name, " OR ");
    return List.of(
        "CREATE TABLE %s (%s, PRIMARY KEY (%s)) WITHOUT ROWID"
            .formatted(
                name(),
                each(name -> name + (isFlag(name) ? " INTEGER" : " BLOB") + " NOT NULL", ", "),
                columns),
        trigger("i", "INSERT", "", insertion),
        trigger("u", "UPDATE", " WHEN " + differs, removal + "; " + insertion),
        trigger("d", "DELETE", "", removal));
  }

  private String trigger(String ending, String event, String condition, String work) {
    return "CREATE TRIGGER %s_%s AFTER %s ON %s%s BEGIN %s; END"
        .formatted(name(), ending, event, source, condition, work);
  }

  /** Statements that remove it and the triggers, which must not outlive it. */
  List<String> removal() {
    return List.of(
        "DROP TRIGGER IF EXISTS " + name() + "_i",
        "DROP TRIGGER IF EXISTS " + name() + "_u",
        "DROP TRIGGER IF EXISTS " + name() + "_d",
        "DROP TABLE IF EXISTS " + name());
  }

  /** The ids of the collection's table in this order, so that what is added comes at the end. */
  String ids() {
    return "SELECT id FROM " + source + " ORDER BY " + columns;
  }

  /** Adds the row of an id as it is now, unless it is there or gone. */
  String addition() {
    return "INSERT OR IGNORE INTO %s SELECT %s FROM %s WHERE id = ?"
        .formatted(name(), values(""), source);
  }
}
