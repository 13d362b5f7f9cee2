package io.hypertile.encode;

/**
 * One of several boxes of cells in an answer.
 *
 * @param name its name, unique within the answer
 * @param header its cells
 */
public record NamedCells(String name, CellsHeader header) {}
