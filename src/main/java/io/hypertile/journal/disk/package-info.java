/**
 * The file system as the redo log sees it: operations that change something, what is not durable
 * yet, and what a failure means to a client.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.journal.disk;
