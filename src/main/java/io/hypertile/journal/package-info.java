/**
 * The redo log that makes writes atomic and durable: commits, checkpoints, and the redoing of what
 * a crash interrupted.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.journal;
