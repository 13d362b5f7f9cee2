package io.hypertile.partition.index.parquet;

/**
 * A column of a table.
 *
 * @param name unique in the table
 */
public record Column(String name, ColumnType type) {}
