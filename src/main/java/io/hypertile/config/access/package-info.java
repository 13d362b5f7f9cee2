/** Wires who may do what: settings, keys and certificates, which change without a restart. */
@org.jspecify.annotations.NullMarked
package io.hypertile.config.access;
