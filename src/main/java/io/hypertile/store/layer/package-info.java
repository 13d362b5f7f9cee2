/** Layers around any store: figures, second tries, second requests. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.layer;
