/** Rules for the values of settings. */
@org.jspecify.annotations.NullMarked
package io.hypertile.config.rule;
