package io.hypertile.collection.web;

/**
 * Sizes past which requests are refused.
 *
 * @param result bytes of the cells of an answer
 * @param text bytes of the cells of an answer in a text format
 * @param body bytes of a body with cells
 * @param document bytes of a JSON document
 */
public record WebLimits(long result, long text, long body, long document) {}
