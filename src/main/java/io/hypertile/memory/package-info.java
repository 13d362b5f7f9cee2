/** Native memory of all pools together: one limit, and a part of it for each use. */
@org.jspecify.annotations.NullMarked
package io.hypertile.memory;
