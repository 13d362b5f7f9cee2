package io.hypertile.store;

/**
 * Name of the bytes of an object. Objects of one name have the same bytes, whatever their keys are,
 * and whatever is changed.
 *
 * @param place where the bytes lie, which is never written again
 * @param offset first of them
 * @param length number of them
 */
public record ContentName(String place, long offset, long length) {}
