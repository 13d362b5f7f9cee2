/**
 * Objects that change as one in a store that changes one object at a time: bytes under names that
 * are never used again, and one small ref that says which of them are current.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.commit;
