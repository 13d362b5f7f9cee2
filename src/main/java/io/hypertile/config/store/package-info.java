/** Wires the stores of the settings, their health and their figures. */
@org.jspecify.annotations.NullMarked
package io.hypertile.config.store;
