/** Configuration that the framework makes by itself. */
@org.jspecify.annotations.NullMarked
package io.hypertile.config.framework;
