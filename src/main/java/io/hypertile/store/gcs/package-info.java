/** Objects in Google Cloud Storage, through its JSON interface. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.gcs;
