package io.hypertile.store;

/**
 * All bytes of an object.
 *
 * @param bytes the caller's own
 * @param version the state they are of
 */
public record LoadedObject(byte[] bytes, ObjectVersion version) {}
