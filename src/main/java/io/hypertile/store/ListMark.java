package io.hypertile.store;

/**
 * A place in a listing, behind which it continues. Stays good while objects come and go.
 *
 * @param text opaque, of the store that made it
 */
public record ListMark(String text) {}
