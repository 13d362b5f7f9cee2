package io.hypertile.dataset;

import io.hypertile.ndarray.CellType;

/** Name and type of an array. */
public record ArrayKind(ArrayName name, CellType dtype) {}
