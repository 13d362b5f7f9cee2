/** Typed properties and wiring. */
@org.jspecify.annotations.NullMarked
package io.hypertile.config;
