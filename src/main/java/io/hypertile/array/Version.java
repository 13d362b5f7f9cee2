package io.hypertile.array;

/**
 * Version of what is stored for an array: cells and attributes. Two different contents of one array
 * never share a version; a restart or a crash does not change it.
 *
 * @param text opaque, safe inside an ETag
 */
public record Version(String text) {}
