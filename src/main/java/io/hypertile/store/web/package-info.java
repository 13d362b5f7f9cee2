/** Requests that are answered while a store does not answer. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.web;
