package io.hypertile.dataset.columns;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands for the columns of one numbering of rows. Thread-safe. */
final class NumberedColumns {
  private final Object numbering;
  private final Object there = new Object();
  private final Object described = new Object();
  private final Map<String, Object> figures = new ConcurrentHashMap<>();

  NumberedColumns(Object numbering) {
    this.numbering = numbering;
  }

  Object numbering() {
    return numbering;
  }

  /** Stands for the column that says where there is a dataset. */
  Object there() {
    return there;
  }

  /** Stands for the column of attributes and arrays. */
  Object described() {
    return described;
  }

  /** Stands for the column of the figures of an array. */
  Object figures(String array) {
    return figures.computeIfAbsent(array, name -> new Object());
  }

  /** All that stand for a column. */
  Set<Object> all() {
    Set<Object> all = new HashSet<>(figures.values());
    all.add(there);
    all.add(described);
    return all;
  }
}
