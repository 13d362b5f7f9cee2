package io.hypertile.schema;

import java.time.Instant;

/**
 * The removal of a collection that is kept for a while.
 *
 * @param id names it in the trash, in lower case letters, digits and dashes
 * @param name the collection's name
 * @param at when it was removed
 * @param by who removed it, as the audit log names callers
 */
public record Removal(String id, CollectionName name, Instant at, String by) {}
