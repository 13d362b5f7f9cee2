package io.hypertile.cells.web;

import io.hypertile.array.CellArray;

/**
 * The array that a request for cells is about.
 *
 * @param array the array; to be closed
 * @param title name and attributes, for formats that tell them
 */
public record FoundCells(CellArray array, ArrayTitle title) {}
