/** The redo log that makes writes atomic and durable. */
@org.jspecify.annotations.NullMarked
package io.hypertile.journal;
