/** Objects in Azure Blob Storage, through its REST interface. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.azure;
