package io.hypertile.store;

/**
 * An object to be put.
 *
 * @param body its bytes
 */
public record NewObject(StoreKey key, ObjectBody body) {}
