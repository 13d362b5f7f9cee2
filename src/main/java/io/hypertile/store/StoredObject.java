package io.hypertile.store;

/**
 * An object that is in a store.
 *
 * @param key its name
 * @param size number of its bytes
 * @param version the state it was found in
 */
public record StoredObject(StoreKey key, long size, ObjectVersion version) {}
