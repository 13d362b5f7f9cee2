/** Objects that any server offers over HTTP, to be read. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.http;
