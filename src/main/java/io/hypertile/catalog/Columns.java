package io.hypertile.catalog;

import io.hypertile.filter.Field;

/** Names of columns in conditions: the value of a field, and the test whether it has one. */
interface Columns {
  /** The field's key; anything where there is none. */
  String value(Field field);

  /** A condition that holds where the field has a value. */
  String present(Field field);

  /** A condition that holds where it has none. */
  String absent(Field field);

  /**
   * The columns of a collection's table.
   *
   * @param sign text before each; a plus keeps SQLite from using an index for it
   */
  static Columns of(IndexTable table, String sign) {
    return new Columns() {
      @Override
      public String value(Field field) {
        return sign + table.column(field);
      }

      @Override
      public String present(Field field) {
        return value(field) + " IS NOT NULL";
      }

      @Override
      public String absent(Field field) {
        return value(field) + " IS NULL";
      }
    };
  }

  /** The columns of the table of an order that it belongs to, which holds no NULL. */
  static Columns ofOrder(IndexTable table) {
    return new Columns() {
      @Override
      public String value(Field field) {
        return "o." + table.column(field);
      }

      @Override
      public String present(Field field) {
        return table.nullColumn(field).map(nulls -> "o." + nulls + " = 0").orElse("1");
      }

      @Override
      public String absent(Field field) {
        return table
            .nullColumn(field)
            .map(nulls -> "o.%s = 1 AND %s = x''".formatted(nulls, value(field)))
            .orElse("0");
      }
    };
  }
}
