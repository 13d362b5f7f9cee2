package io.hypertile.netcdf;

import io.hypertile.dataset.TypedValue;
import java.util.List;
import java.util.Map;

/**
 * A variable of a classic file.
 *
 * @param dimensions numbers of its dimensions, outermost first
 * @param begin place of its first value
 */
record ClassicVariable(
    String name,
    List<Integer> dimensions,
    Map<String, TypedValue> attributes,
    ClassicType type,
    long begin) {}
