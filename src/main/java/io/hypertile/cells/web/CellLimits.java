package io.hypertile.cells.web;

/**
 * Sizes of cells past which requests are refused.
 *
 * @param result bytes of the cells of an answer
 * @param text bytes of the cells of an answer in a text format
 * @param body bytes of a body with cells
 * @param document bytes of a JSON document, and of a table of points
 */
public record CellLimits(long result, long text, long body, long document) {
  /** Bytes of cells of an answer, which text has fewer of. */
  public long of(boolean isText) {
    return isText ? Math.min(text, result) : result;
  }
}
